"""Changes of planned sessions: cancelled, given to a substitute, made beside the график, given a topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from opora.channels.models import CommunicationMeans
from opora.channels.rules import means_may_be_chosen
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.events import publish
from opora.kernel.prepared import prepared
from opora.kernel.rules import enforce
from opora.people.models import Branch, Person, StaffContract
from opora.people.queries import staff_on
from opora.schedule.models import Format, Mode
from opora.studies.models import Group, GroupPart, ProgrammePart

from ..events import SessionCancelled, SessionSubstituted
from ..models import Booking, Kind, Scope, Session, TopicBasis, Waiting
from ..queries.threads import unanswered
from ..rules import booking as booking_rules
from ..rules import holding, planning, threads
from ..rules.planning import session_is_in
from .closing import close_questions

S = Session.State


@dataclass(frozen=True, slots=True)
class ExtraPlan:
    """What an extra session is to be; instants aware, ``capacity`` ignored for an individual one."""

    branch: Branch
    starts_at: datetime
    ends_at: datetime
    format: Format
    mode: Mode
    kind: Kind = Kind.CURRENT
    scope: Scope = Scope.OVERVIEW
    capacity: int = 30
    place: str = ""
    topic: str = ""
    topic_basis: TopicBasis | str = ""
    means: Sequence[CommunicationMeans] = ()
    parts: Sequence[ProgrammePart] = ()
    groups: Sequence[Group] = ()

    @property
    def date(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.branch.timezone)).date()


@prepared
def _locked(pk: int) -> QuerySet[Session]:
    return Session.objects.select_for_update(of=("self",)).select_related("branch", "person").filter(pk=pk)


def locked(session: Session) -> Session:
    """The session's row, held till the end of the transaction."""
    for row in _locked(session.pk):
        return row
    raise Session.DoesNotExist


def contract_on(person: Person, on: date) -> StaffContract | None:
    return staff_on(on).filter(person=person).order_by("-is_pedagogical", "id").first()


@transaction.atomic
def cancel_session(session: Session, *, reason: str) -> Session:
    """Cancel a session that has not been held; those booked lose their place and are told, with other dates.

    Raises :class:`~opora.kernel.errors.Refused` by SES-01, CON-01.
    """
    held = locked(session)
    enforce(session_is_in(held, (S.PLANNED, S.IN_PROGRESS)))
    enforce(
        booking_rules.refusal_of_help_has_reason(reason), threads.no_question_waits(held, unanswered(held))
    )
    held.state, held.cancel_reason, held.sequence = S.CANCELLED, reason.strip(), held.sequence + 1
    held.cancelled_at = now()
    held.save(update_fields=["state", "cancel_reason", "cancelled_at", "sequence", "updated_at"])
    bookings = Booking.objects.filter(session=held, state=Booking.State.CONFIRMED)
    ids = tuple(bookings.order_by("id").values_list("pk", flat=True))
    bookings.update(state=Booking.State.CANCELLED, cancelled_at=now(), cancel_reason=held.cancel_reason)
    close_questions(held, now())
    waiting = Waiting.objects.filter(session=held, state=Waiting.State.WAITING)
    waiting_ids = tuple(waiting.order_by("id").values_list("pk", flat=True))
    waiting.update(state=Waiting.State.LEFT)
    publish(SessionCancelled(held.pk, ids, waiting_ids))
    return held


@transaction.atomic
def substitute(session: Session, *, person: Person, reason: str) -> Session:
    """Give a planned session to another worker; the hours will be his, the график stays (case 6).

    Raises :class:`~opora.kernel.errors.Refused` by SES-01, SES-02, SES-04, CON-08, CON-09, SCH-07.
    """
    held = locked(session)
    contract = contract_on(person, held.date)
    enforce(session_is_in(held, (S.PLANNED,)))
    enforce(
        planning.reason_is_given(reason),
        planning.substitute_is_another(held, person),
        planning.worker_gives_help(person, contract, held.date),
        planning.outside_load_is_individual(contract, held.format, held.date),
    )
    planned_for = held.substitute_for or held.person
    held.substitute_for = None if planned_for == person else planned_for
    held.person, held.note, held.sequence = person, reason.strip(), held.sequence + 1
    saved(held)
    publish(SessionSubstituted(held.pk, held.note))
    return held


@transaction.atomic
def create_extra_session(person: Person, *, plan: ExtraPlan, reason: str) -> Session:
    """A session beside the график, with the reason why (case 13).

    Raises :class:`~opora.kernel.errors.Refused` by SES-02, SES-03, CON-02, COM-04, CON-07…09,
    EXP-01, EXP-03, SCH-07.
    """
    contract = contract_on(person, plan.date)
    session = Session(
        person=person,
        branch=plan.branch,
        extra_reason=reason.strip(),
        date=plan.date,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        kind=plan.kind,
        scope=plan.scope,
        format=plan.format,
        mode=plan.mode,
        capacity=1 if plan.format == Format.INDIVIDUAL else plan.capacity,
        place=plan.place.strip(),
        topic=plan.topic.strip(),
        topic_basis=plan.topic_basis,
    )
    enforce(
        planning.reason_is_given(reason),
        planning.ends_after_start(plan.starts_at, plan.ends_at, plan.mode),
        planning.worker_gives_help(person, contract, plan.date),
        planning.outside_load_is_individual(contract, plan.format, plan.date),
        booking_rules.form_is_in_act(session),
        means_may_be_chosen(plan.means, plan.date),
        planning.group_online_is_live(plan.format, plan.mode, plan.means, plan.date),
        planning.exam_prep_may_be_individual(plan.kind, plan.format, plan.date),
        planning.exam_prep_is_in_time(plan.kind, plan.date, runs_of(plan.groups, plan.parts)),
    )
    saved(session)
    session.means.set(plan.means)
    session.parts.set(plan.parts)
    session.groups.set(plan.groups)
    return session


def runs_of(groups: Sequence[Group], parts: Sequence[ProgrammePart]) -> list[GroupPart]:
    found = GroupPart.objects.filter(group__in=groups)
    return list(found.filter(part__in=parts) if parts else found)


def saved(session: Session) -> None:
    """Save; an overlap that the database refuses is said in words (SCH-07)."""
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        if "session_person_not_twice" not in str(error):
            raise
        busy = Session.objects.filter(
            person=session.person,
            starts_at__lt=session.ends_at,
            ends_at__gt=session.starts_at,
            state__in=(S.PLANNED, S.IN_PROGRESS),
        ).exclude(mode=Mode.OFFLINE)
        other = busy.exclude(pk=session.pk).select_related("branch").first()
        raise Refused(planning.worker_is_busy(session.person, other)) from error


@transaction.atomic
def set_topic(
    session: Session, *, topic: str, basis: str, scope: str, kind: str = "", why: str = ""
) -> Session:
    """Set what a session will be about and why (S0-5.3b, S0-5.4); ``kind`` may turn it into exam-prep.

    ``why`` names the facts behind a topic proposed by the analysis; another topic forgets them.

    Raises :class:`~opora.kernel.errors.Refused` by SES-01, CON-04, CON-05, EXP-01, EXP-03.
    """
    held = locked(session)
    kind = kind or held.kind
    enforce(session_is_in(held, (S.PLANNED, S.IN_PROGRESS)))
    enforce(
        holding.topic_has_basis(kind, topic, basis, held.date),
        holding.scope_is_chosen(scope, held.date),
        planning.exam_prep_may_be_individual(kind, held.format, held.date),
        planning.exam_prep_is_in_time(
            kind, held.date, runs_of(list(held.groups.all()), list(held.parts.all()))
        ),
    )
    if why or held.topic != topic.strip():
        held.topic_why = why[:500]
    held.topic, held.topic_basis, held.scope, held.kind = topic.strip(), basis, scope, kind
    held.save(update_fields=["topic", "topic_basis", "topic_why", "scope", "kind", "updated_at"])
    return held
