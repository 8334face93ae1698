"""Open a case, judge it, object, answer the objection. The row of the case is the lock of each step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from opora.consultations.actions import hide_post
from opora.conversations.actions import hide
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day, staff_on
from opora.schedule.queries import working_days_after

from . import rules
from .events import CaseAppealed, CaseClosed, CaseDecided, CaseOpened
from .models import Case, Policy, Report
from .queries.cases import Said, about, author_of, content_of, judged, outlived, parties_of, past_appeal
from .queries.policy import hits_in, policy

State, Decision = Case.State, Case.Decision


@transaction.atomic
def note_hit(said: Said) -> Case | None:
    """Sent in spite of the remark: one case for a moderator. None when the words are clean or judged."""
    content = content_of(said)
    if not any(hit.grade in rules.WARNED for hit in hits_in(content)) or judged(said, content):
        return None
    return _opened(said, content, Case.Origin.HIT)


@transaction.atomic
def report(said: Said, *, by: Person, reason: str, words: str = "") -> Report:
    """Somebody who saw it complains; the second complaint of one person is the first. Raises by MOD-10…12."""
    content = content_of(said)
    enforce(rules.report_is_about_another(author_of(said).pk, by), rules.report_is_clear(reason, words))
    enforce(rules.is_not_judged_yet(judged(said, content)))
    case = _opened(said, content, Case.Origin.REPORT)
    found, _made = Report.objects.get_or_create(
        case=case, person=by, defaults={"reason": reason, "words": words.strip(), "at": now()}
    )
    return found


def _opened(said: Said, content: str, origin: str) -> Case:
    """The open case of a thing said; a new one tells who judges."""
    defaults: dict[str, Any] = {
        "author": author_of(said), "content": content, "origin": origin, "opened_at": now(),
        "due_on": working_days_after(home_day(), policy().decide_days),
    }  # fmt: skip
    case, made = Case.objects.get_or_create(state=State.OPEN, defaults=defaults, **about(said))
    if made:
        publish(CaseOpened(case.pk))
    return case


@dataclass(frozen=True, slots=True)
class Verdict:
    """``hides``: the message is hidden whatever else is decided; ``until``: the last day of a restriction."""

    decision: str
    reason: str
    hides: bool = False
    until: date | None = None


@transaction.atomic
def decide(case: Case, *, by: Person, verdict: Verdict) -> Case:
    """Judge a case. Without a violation it is closed at once; else its author may object till a day.

    Raises ``Refused`` by MOD-02…07.
    """
    held = _locked(case)
    on, settings = home_day(), policy()
    restricts = verdict.decision == Decision.RESTRICT
    hides = verdict.decision != Decision.NONE and (verdict.hides or verdict.decision == Decision.HIDE)
    enforce(rules.judge_is_no_party(by, parties_of(held)), rules.case_waits(held, State.OPEN))
    enforce(
        rules.decision_is_founded(verdict.reason),
        rules.can_be_hidden(held, hides=hides),
        rules.restriction_has_a_term(verdict.until, on) if restricts else None,
        rules.worker_is_not_restricted(is_worker=_is_worker(held.author, on)) if restricts else None,
    )
    held.decision, held.reason, held.hides = verdict.decision, verdict.reason.strip(), hides
    held.restricted_until = verdict.until if restricts else None
    held.decided_by, held.decided_at = by, now()
    if verdict.decision == Decision.NONE:
        held.state, held.closed_at = State.CLOSED, held.decided_at
    else:
        held.state = State.DECIDED
        held.appeal_until = working_days_after(on, settings.appeal_days)
    held.save()
    if hides:
        _hide(held, hidden=True)
    publish(CaseDecided(held.pk))
    return held


def _is_worker(person: Person, on: date) -> bool:
    return staff_on(on).filter(person=person).exists()


def _hide(case: Case, *, hidden: bool) -> None:
    if case.message is not None:
        hide(case.message, hidden=hidden)
    elif case.post is not None:
        hide_post(case.post, hidden=hidden)


@transaction.atomic
def appeal(case: Case, *, by: Person, text: str) -> Case:
    """The author, or his representative, objects once; another will answer. Raises by MOD-03, 08, 13."""
    held = _locked(case)
    on = home_day()
    enforce(rules.case_waits(held, State.DECIDED))
    enforce(rules.appeal_is_in_time(held, on), rules.objection_has_words(text))
    held.state, held.appeal = State.APPEALED, text.strip()
    held.appealed_by, held.appealed_at = by, now()
    held.due_on, held.escalated_at = working_days_after(on, policy().answer_days), None
    held.save()
    publish(CaseAppealed(held.pk))
    return held


@transaction.atomic
def answer_appeal(case: Case, *, by: Person, upheld: bool, outcome: str) -> Case:
    """The last word: the decision stands, or all of it is lifted. Raises by MOD-02, 03, 04, 09."""
    held = _locked(case)
    enforce(
        rules.judge_is_no_party(by, parties_of(held)),
        rules.appeal_is_judged_by_another(held, by),
        rules.case_waits(held, State.APPEALED),
    )
    enforce(rules.decision_is_founded(outcome))
    held.state, held.upheld, held.outcome = State.CLOSED, upheld, outcome.strip()
    held.closed_by, held.closed_at = by, now()
    if not upheld and held.hides:
        held.hides = False
        _hide(held, hidden=False)
    held.save()
    publish(CaseClosed(held.pk))
    return held


@transaction.atomic
def close_unappealed() -> int:
    """By the clock: the term of objection is over and nobody objected. Answers how many were closed."""
    rows = past_appeal(home_day()).select_for_update()
    return rows.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        state=State.CLOSED, closed_at=now()
    )


@transaction.atomic
def forget_outlived() -> int:
    """By the clock: cases are kept as long as the centre has said; the audit trail says that one was here."""
    rows = list(outlived(home_day()))
    for case in rows:
        case.delete()
    return len(rows)


@transaction.atomic
def escalate(case: Case) -> bool:
    """Nobody decided in time: it is for those above. Answers whether it is news."""
    return bool(Case.objects.filter(pk=case.pk, escalated_at=None).update(escalated_at=now()))


@transaction.atomic
def set_policy(**values: Any) -> Policy:
    """Words allowed and denied, whether мат is refused, terms."""
    row, _made = Policy.objects.update_or_create(pk=1, defaults=values)
    return row


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",)).select_related("author", "message", "post", "booking")
    return rows.get(pk=case.pk)
