"""Help asked for outside the график: asked, met with an extra session, declined, passed on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from opora.files.actions import keep_all
from opora.kernel.bulk import Outcome, done_to_each
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.people.models import Person
from opora.people.queries import home_day
from opora.studies.models import GroupPart

from ..events import HelpRequestDecided, HelpRequested, HelpRequestEscalated
from ..models import HelpRequest, Session
from ..queries.entitlement import studies_of
from ..rules import booking as booking_rules
from ..rules import requests as rules
from .booking import book_slot
from .changing import ExtraPlan, create_extra_session

R = HelpRequest.State


@transaction.atomic
def request_help(
    run: GroupPart,
    *,
    learner: Person,
    asked_by: Person,
    question: str,
    wanted: str = "",
    attached: Sequence[UploadedFile[Any]] = (),
) -> HelpRequest:
    """Ask the teacher of a discipline, or the deputy while it has none.

    Raises ``Refused`` by ACC-01, ACC-02, REQ-02, FIL-01…03.
    """
    Person.objects.select_for_update().get(pk=learner.pk)
    open_ones = HelpRequest.objects.filter(run=run, learner=learner, state__in=rules.OPEN)
    on = home_day()
    enforce(
        rules.discipline_is_studied(run, studies_of(learner.pk)[learner.pk], on),
        rules.nothing_is_asked_yet(open_ones.first()),
        *objections(Said(f"{question}\n{wanted}", asked_by.pk)),
    )
    request = HelpRequest.objects.create(
        run=run, person=run.teacher, learner=learner, asked_by=asked_by,
        question=question.strip(), wanted=wanted.strip(),
    )  # fmt: skip
    request.files.set(keep_all(attached, by=asked_by))
    publish(HelpRequested(request.pk))
    return request


@transaction.atomic
def accept_request(
    request: HelpRequest, *, by: Person, person: Person, plan: ExtraPlan, reason: str
) -> Session:
    """An extra session with the learner's place in it, or nothing at all. Raises as both of them do."""
    held = _open(request)
    return _seated(held, create_extra_session(person, plan=plan, reason=reason), by)


@transaction.atomic
def accept_requests(
    requests: Iterable[HelpRequest], *, by: Person, person: Person, plan: ExtraPlan, reason: str
) -> list[Outcome[HelpRequest]]:
    """One extra session for several requests: each gets a place in it or the reason why not.

    The answer of each outcome is the session. Where nobody gets a place there is no session either.
    Raises as :func:`create_extra_session` does, for all of them.
    """
    session = create_extra_session(person, plan=plan, reason=reason)
    outcomes = done_to_each(requests, lambda request: _seated(_open(request), session, by))
    if all(outcome.refused for outcome in outcomes):
        transaction.set_rollback(True)
    return outcomes


def _seated(held: HelpRequest, session: Session, by: Person) -> Session:
    book_slot(session, learner=held.learner, asked_by=held.asked_by, question=held.question)
    held.session = session
    _decided(held, R.ACCEPTED, by, "")
    return session


@transaction.atomic
def decline_request(request: HelpRequest, *, by: Person, reason: str) -> HelpRequest:
    """No, with the reason (CON-01). Raises by REQ-01, CON-01."""
    held = _locked(request)
    enforce(rules.request_is_open(held))
    enforce(booking_rules.refusal_of_help_has_reason(reason))
    return _decided(held, R.DECLINED, by, reason.strip())


@transaction.atomic
def withdraw_request(request: HelpRequest) -> HelpRequest:
    """The learner's side needs it no more. Raises by REQ-01."""
    held = _locked(request)
    enforce(rules.request_is_open(held))
    held.state = R.WITHDRAWN
    held.save(update_fields=["state", "updated_at"])
    return held


@transaction.atomic
def escalate_request(request: HelpRequest) -> bool:
    """Two days of silence. Answers whether it was passed on now."""
    held = _locked(request)
    if held.state != R.REQUESTED or held.created_at > now() - rules.silence(home_day()):
        return False
    held.state = R.ESCALATED
    held.save(update_fields=["state", "updated_at"])
    publish(HelpRequestEscalated(held.pk))
    return True


def _open(request: HelpRequest) -> HelpRequest:
    held = _locked(request)
    enforce(rules.request_is_open(held))
    return held


def _locked(request: HelpRequest) -> HelpRequest:
    rows = HelpRequest.objects.select_for_update(of=("self",)).select_related("learner", "asked_by")
    return rows.get(pk=request.pk)


def _decided(held: HelpRequest, state: str, by: Person, answer: str) -> HelpRequest:
    held.state, held.answer, held.decided_by, held.decided_at = state, answer, by, now()
    held.save(update_fields=["state", "answer", "decided_by", "decided_at", "session", "updated_at"])
    publish(HelpRequestDecided(held.pk))
    return held
