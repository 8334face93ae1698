"""Workers draft their own lines: asked for, proposed, taken or given back (S0-5.1)."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from opora.channels.rules import means_may_be_chosen
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person

from .. import rules
from ..events import LinesAsked, LinesReminded, ProposalAccepted, ProposalReturned
from ..models import Schedule, ScheduleLine, ScheduleProposal
from ..queries import columns_of, lines_of, weekdays_text, workers_of
from .drafts import locked
from .editing import add_line, change_line, difference_words, remove_line, told
from .values import LineValues, as_json, from_json, values_of

Kind, State = ScheduleProposal.Kind, ScheduleProposal.State


@transaction.atomic
def ask_for_lines(schedule: Schedule, *, until: date) -> Schedule:
    """Open a draft for proposals and tell the workers. Raises ``Refused`` by SCH-06."""
    draft = locked(schedule)
    enforce(rules.lines_are_open(draft))
    draft.collect_until = until
    draft.save(update_fields=["collect_until", "updated_at"])
    publish(LinesAsked(draft.pk))
    return draft


@transaction.atomic
def remind_of_lines(schedule: Schedule) -> list[Person]:
    """Tell those who have not answered, once a day. Raises ``Refused`` by SCH-15."""
    draft = locked(schedule)
    enforce(rules.lines_are_collected(draft))
    silent = [worker.person for worker in workers_of(draft, lines_of(draft)) if not worker.has_answered]
    if silent:
        publish(LinesReminded(draft.pk, tuple(person.pk for person in silent)))
    return silent


@transaction.atomic
def propose_line(
    schedule: Schedule,
    *,
    person: Person,
    values: LineValues,
    line: ScheduleLine | None = None,
    comment: str = "",
) -> ScheduleProposal:
    """A new own line, or another look of an own line. Raises ``Refused`` by SCH-15, SCH-18, COM-04."""
    draft = _collecting(schedule, line)
    enforce(means_may_be_chosen(values.means))
    own = replace(values, person=person)
    if line is not None:
        was = values_of(line)
        own = replace(own, job_title=was.job_title, section=was.section, branch=was.branch)
    kind = Kind.CHANGE if line else Kind.ADD
    return _propose(draft, person, kind, _words(own, line), comment, line=line, values=own)


@transaction.atomic
def propose_removal(line: ScheduleLine, *, person: Person, comment: str = "") -> ScheduleProposal:
    """Ask to take an own line out. Raises ``Refused`` by SCH-15, SCH-18."""
    draft = _collecting(line.schedule, line)
    return _propose(draft, person, Kind.REMOVE, told(line), comment, line=line)


@transaction.atomic
def keep_lines(schedule: Schedule, *, person: Person) -> ScheduleProposal:
    """Answer that own lines are right as they stand. Raises ``Refused`` by SCH-15."""
    draft = _collecting(schedule, None)
    return ScheduleProposal.objects.create(
        schedule=draft,
        person=person,
        kind=Kind.KEEP,
        words=_("мои строки остаются как есть"),
        state=State.ACCEPTED,
        decided_by=person,
        decided_at=now(),
    )


@transaction.atomic
def withdraw_proposal(proposal: ScheduleProposal) -> ScheduleProposal:
    """The worker thinks again. Raises ``Refused`` by SCH-16."""
    waiting = _waiting(proposal)
    waiting.state = State.WITHDRAWN
    waiting.save(update_fields=["state", "updated_at"])
    return waiting


@transaction.atomic
def accept_proposal(proposal: ScheduleProposal, *, by: Person) -> ScheduleLine | None:
    """Write the proposal into the draft; answers the line, None when it was taken out.

    Raises ``Refused`` by SCH-06, SCH-16, SCH-17, COM-04.
    """
    locked(proposal.schedule)
    waiting = _waiting(proposal)
    enforce(rules.line_is_still_there(waiting))
    line = _apply(waiting, by)
    _decide(waiting, State.ACCEPTED, by)
    publish(ProposalAccepted(waiting.pk))
    return line


def _apply(proposal: ScheduleProposal, by: Person) -> ScheduleLine | None:
    if proposal.kind == Kind.REMOVE and proposal.line:
        remove_line(proposal.line, by=by)
        proposal.line = None
        return None
    values = from_json(proposal.values or {})
    if proposal.kind == Kind.CHANGE and proposal.line:
        return change_line(proposal.line, values=values, by=by)
    proposal.line = add_line(proposal.schedule, values=values, by=by)
    return proposal.line


@transaction.atomic
def return_proposal(proposal: ScheduleProposal, *, remark: str, by: Person) -> ScheduleProposal:
    """Give it back with words. Raises ``Refused`` by SCH-12, SCH-16."""
    waiting = _waiting(proposal)
    enforce(rules.remark_is_given(remark))
    waiting.remark = remark.strip()
    _decide(waiting, State.RETURNED, by)
    publish(ProposalReturned(waiting.pk))
    return waiting


def _collecting(schedule: Schedule, line: ScheduleLine | None) -> Schedule:
    """The locked draft: one waiting proposal about a line is the rule, the constraint its last word."""
    draft = locked(schedule)
    asked = line is not None and ScheduleProposal.objects.filter(line=line, state=State.WAITING).exists()
    enforce(rules.lines_are_collected(draft), rules.line_is_asked_about_once(asked))
    return draft


def _waiting(proposal: ScheduleProposal) -> ScheduleProposal:
    row = ScheduleProposal.objects.select_for_update(of=("self",)).select_related("schedule", "line")
    waiting = row.get(pk=proposal.pk)
    enforce(rules.proposal_waits(waiting))
    return waiting


def _decide(proposal: ScheduleProposal, state: str, by: Person) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, now()
    proposal.save()


def _propose(
    draft: Schedule,
    person: Person,
    kind: str,
    words: str,
    comment: str,
    *,
    line: ScheduleLine | None = None,
    values: LineValues | None = None,
) -> ScheduleProposal:
    return ScheduleProposal.objects.create(
        schedule=draft,
        person=person,
        kind=kind,
        line=line,
        words=words[:500],
        comment=comment.strip(),
        values=as_json(values) if values else None,
    )


def _words(values: LineValues, line: ScheduleLine | None) -> str:
    """«понедельник 18:00–19:30, вебинар»; of a change only what differs."""
    weeks = (
        "" if values.parity == ScheduleLine.Parity.ANY else f" ({ScheduleLine.Parity(values.parity).label})"
    )
    times = f"{values.time_from:%H:%M}–{values.time_to:%H:%M}" if values.time_from and values.time_to else ""
    means = ", ".join([*(one.title for one in values.means), *([values.place] if values.place else [])])
    after = {
        _("день"): weekdays_text(values.weekdays) + weeks,
        _("время"): times,
        _("средство"): means,
        _("мест"): str(values.capacity),
        _("группы"): ", ".join(group.code for group in values.groups),
        _("дисциплины"): ", ".join(part.title for part in values.parts),
    }
    if line is None:
        told_of = [f"{after[_('день')]} {times}", means, after[_("группы")], after[_("дисциплины")]]
        return ", ".join(text for text in told_of if text)
    before = columns_of(line)
    before[_("день")] = weekdays_text(line.weekdays) + (
        "" if line.parity == ScheduleLine.Parity.ANY else f" ({line.get_parity_display()})"
    )
    return f"{told(line)}: {difference_words(before, after)}"
