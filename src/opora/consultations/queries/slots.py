"""Sessions as one learner sees them: seats left, own place, or why a place cannot be given."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from opora.kernel.clock import now
from opora.kernel.errors import Refusal
from opora.kernel.prepared import prepared
from opora.people.models import Person
from opora.schedule.models import Format

from ..models import Booking, Kind, Session
from ..rules.asking import Ask, Study
from ..rules.booking import why_not
from .entitlement import accommodation_terms, covers, served_by, studies_of, with_served

SlotState: TypeAlias = Literal["free", "mine", "full", "off"]
TAKING = (Booking.State.CONFIRMED, Booking.State.ATTENDED)
FEW = 6


@dataclass(frozen=True, slots=True)
class Slot:
    """One session for one reader. ``refusals`` say why not, without the way out; ``left`` are free seats."""

    ask: Ask
    left: int
    state: SlotState
    booking_id: int | None = None
    refusals: tuple[Refusal, ...] = ()

    @property
    def session(self) -> Session:
        return self.ask.session


def listed(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Everything a list of sessions shows, in one statement: seats taken, titles of means, parts, groups."""
    means = Session.means.through.objects.filter(session=OuterRef("pk")).order_by(
        "communicationmeans__position"
    )
    return (
        offered(sessions)
        .select_related("substitute_for")
        .annotate(means_titles=ArraySubquery(means.values("communicationmeans__title")))
    )


def offered(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """What it takes to judge sessions and to say who gives them and when, the earliest first."""
    taken = (
        Booking.objects.filter(session=OuterRef("pk"), state__in=TAKING)
        .order_by()
        .values("session")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = with_served(sessions).select_related("person", "branch").annotate(taken=Subquery(taken))
    return rows.order_by("starts_at", "id")


def with_own_booking(sessions: QuerySet[Session], learner: int) -> QuerySet[Session]:
    """Annotate the number of the booking that the learner of this number has."""
    own = Booking.objects.filter(session=OuterRef("pk"), learner=learner).exclude(
        state=Booking.State.CANCELLED
    )
    return sessions.annotate(own_booking=Subquery(own.values("pk")[:1]))


def serving(groups: list[int], programmes: list[int]) -> Q:
    """Sessions meant for everybody or for one of these groups and programmes."""
    by_group = Session.groups.through.objects.filter(session=OuterRef("pk"))
    by_part = Session.parts.through.objects.filter(session=OuterRef("pk"))
    return (_any(by_group.filter(group__any_of=groups)) | ~_any(by_group)) & (
        _any(by_part.filter(programmepart__programme__any_of=programmes)) | ~_any(by_part)
    )


def _any(rows: "QuerySet[Any, Any]") -> Q:
    """EXISTS that is asked for each row: inside OR the planner would hash the links of a centre's life."""
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))


def places_of(studies: Iterable[Study]) -> tuple[list[int], list[int]]:
    """Groups and programmes of these enrolments, as :func:`serving` takes them."""
    rows = list(studies)
    groups = {group for study in rows for group in (study.group_id, *study.merged)}
    return sorted(groups), sorted({study.programme_id for study in rows})


def _shown(learner: int, since: datetime, until: datetime) -> QuerySet[Session]:
    sessions = Session.objects.filter(starts_at__lt=until, ends_at__gt=since)
    hidden = (Q(state=Session.State.CANCELLED) | Q(personal=True)) & Q(own_booking=None)
    return with_own_booking(listed(sessions), learner).exclude(hidden)


@prepared
def _every(learner: int, since: datetime, until: datetime) -> QuerySet[Session]:
    return _shown(learner, since, until)


@prepared
def _suiting(
    learner: int, since: datetime, until: datetime, groups: list[int], programmes: list[int]
) -> QuerySet[Session]:
    meant = serving(groups, programmes) | Q(own_booking__isnull=False)
    return _shown(learner, since, until).filter(meant)


def _where_free(
    learner: int, since: datetime, until: datetime, groups: list[int], programmes: list[int]
) -> QuerySet[Session]:
    """Those of :func:`_suiting` where a place may be left: the rules judge them further."""
    sessions = Session.objects.filter(
        serving(groups, programmes), starts_at__lt=until, ends_at__gt=since, personal=False,
        state__in=(Session.State.PLANNED, Session.State.IN_PROGRESS),
    )  # fmt: skip
    rows = with_own_booking(offered(sessions), learner)
    return rows.filter((Q(taken=None) | Q(taken__lt=F("capacity"))) & Q(own_booking=None))


@prepared
def _open(
    learner: int, since: datetime, until: datetime, groups: list[int], programmes: list[int]
) -> QuerySet[Session]:
    return _where_free(learner, since, until, groups, programmes)


@prepared
def _first_open(
    learner: int, since: datetime, until: datetime, groups: list[int], programmes: list[int]
) -> QuerySet[Session]:
    return _where_free(learner, since, until, groups, programmes)[:FEW]


def open_slots(
    learner: Person,
    since: datetime,
    until: datetime,
    *,
    asked_by: Person,
    studies: tuple[Study, ...],
    few: bool = False,
) -> Iterator[Slot]:
    """Places of a period that this learner can book, the earliest first, each judged when it is asked for.

    One statement; ``few`` reads the first ``FEW`` sessions only.
    """
    ask = _first_open if few else _open
    at, grounds = now(), Grounds(learner)
    for session in ask(learner.pk, since, until, *places_of(studies)):
        slot = slot_of(session, learner, studies, asked_by, at, grounds)
        if slot.state == "free":
            yield slot


def bookable_sessions(
    learner: Person, since: datetime, until: datetime, *, asked_by: Person | None = None, suiting: bool = True
) -> list[Slot]:
    """Sessions of a period as slots of this learner, the earliest first. Two statements.

    ``suiting`` leaves those meant for the learner's groups, programmes and open parts; without it
    come all, each with its reason.
    A representative (``asked_by``) is taken at the word here; booking itself checks ACC-05.
    """
    studies = studies_of(learner.pk)[learner.pk]
    if suiting:
        sessions = _suiting(learner.pk, since, until, *places_of(studies))
    else:
        sessions = _every(learner.pk, since, until)
    slots = slots_of(sessions, learner, studies, asked_by or learner)
    return [slot for slot in slots if not suiting or all(one.rule != "ENR-04" for one in slot.refusals)]


def slots_of(
    sessions: Iterable[Session], learner: Person, studies: tuple[Study, ...], asked_by: Person
) -> list[Slot]:
    at, grounds = now(), Grounds(learner)
    return [slot_of(session, learner, studies, asked_by, at, grounds) for session in sessions]


class Grounds:
    """Whether a learner has ОВЗ or disability on a date: asked once, and only when a rule needs it."""

    def __init__(self, learner: Person) -> None:
        self.learner = learner
        self._terms: list[tuple[date, date | None]] | None = None

    def on(self, session: Session) -> bool:
        if session.kind != Kind.EXAM_PREP or session.format != Format.INDIVIDUAL:
            return False
        if self._terms is None:
            self._terms = accommodation_terms(self.learner)
        return covers(self._terms, session.date)


def slot_of(
    session: Session,
    learner: Person,
    studies: tuple[Study, ...],
    asked_by: Person,
    at: datetime,
    grounds: Grounds,
) -> Slot:
    """The slot of a session that came from :func:`listed` and :func:`with_own_booking`."""
    taken: int = session.taken or 0  # type: ignore[attr-defined]
    booking: int | None = session.own_booking  # type: ignore[attr-defined]
    ask = Ask(
        session=session,
        served=served_by(session),
        learner=learner,
        asked_by=asked_by,
        studies=studies,
        taken=taken,
        already=False,
        at=at,
        accommodated=grounds.on(session),
    )
    left = max(session.capacity - taken, 0)
    if booking:
        return Slot(ask, left, "mine", booking)
    refusals = why_not(ask)
    if not refusals:
        return Slot(ask, left, "free")
    full = refusals[0].rule in ("BOOK-03", "CON-06")
    return Slot(ask, left, "full" if full else "off", None, refusals)
