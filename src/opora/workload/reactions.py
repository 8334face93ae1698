"""What hours hear of consultations."""

from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from opora.consultations.events import (
    PrepQuestionAnswered,
    SessionHeld,
    SessionNoShow,
    SessionReturned,
    WorkWritten,
)
from opora.consultations.models import PrepQuestion, Session
from opora.kernel.events import on
from opora.kernel.prepared import prepared
from opora.kernel.rules import enforce

from . import rules
from .actions import ManualWork, add_manual_entry, log_session
from .models import WorkLogEntry
from .queries.contracts import contract_on

State = WorkLogEntry.State


@prepared
def _found(pk: int) -> QuerySet[Session]:
    return Session.objects.select_related("person", "branch", "line").filter(pk=pk)


def _session(pk: int) -> Session:
    return _found(pk)[0]


@on(SessionHeld)
def log_held_session(event: SessionHeld) -> None:
    log_session(_session(event.session_id), late_reason=event.late_reason)


@on(SessionNoShow)
def log_waiting_time(event: SessionNoShow) -> None:
    """Time the worker waited for learners who did not come counts as actual (domain.md §8, case 9)."""
    log_session(_session(event.session_id))


@on(WorkWritten)
def log_work_so_far(event: WorkWritten) -> None:
    """Each answer of an offline consultation is hours of its own day, while it goes on (case 14)."""
    log_session(_session(event.session_id))


@on(SessionReturned)
def open_entries(event: SessionReturned) -> None:
    """A session open for correction takes its hours out of the count until it is held again."""
    WorkLogEntry.objects.filter(
        session=event.session_id,
        source=WorkLogEntry.Source.AUTO,
        state__in=[State.SUBMITTED, State.CONFIRMED],
    ).update(state=State.DRAFT, confirmed_by=None, confirmed_at=None)


@on(PrepQuestionAnswered)
def log_answer(event: PrepQuestionAnswered) -> None:
    """A written answer to who missed exam-prep is help: its actual minutes are counted (S0-5.1, S0-5.10a)."""
    question = PrepQuestion.objects.select_related("session__branch", "answered_by").get(pk=event.question_id)
    author, since, until = question.answered_by, question.work_from, question.work_to
    assert author and since and until  # noqa: S101, PT018 -- an answer is whole by its constraint
    session = question.session
    day = since.astimezone(ZoneInfo(session.branch.timezone)).date()
    contract = contract_on(author, day, branch=session.branch)
    enforce(rules.worker_has_contract(contract, author, day))
    assert contract is not None  # noqa: S101 -- enforced above
    own = ZoneInfo(contract.branch.timezone)
    words = f"письменный ответ пропустившему консультацию к аттестации {session.date:%d.%m.%Y}"
    work = ManualWork(
        date=since.astimezone(own).date(), description=words, learners=1,
        time_from=since.astimezone(own).time(), time_to=until.astimezone(own).time(),
    )  # fmt: skip
    add_manual_entry(contract, work=work)
