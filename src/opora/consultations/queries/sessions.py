"""Sessions as each role sees them: a week, a card, own bookings, own work."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from opora.kernel.clock import now, today
from opora.kernel.prepared import prepared
from opora.people.access import Actor
from opora.people.models import Accommodation, Person, Role
from opora.people.queries import organisation, replaced_by, wards_of
from opora.studies.models import Enrolment, Group

from ..access import may_run, may_see_all_names
from ..models import Booking, Session, Waiting
from .entitlement import served_by, studies_of
from .slots import listed, places_of, serving, with_own_booking

S = Session.State
UNFILLED = (S.PLANNED, S.IN_PROGRESS, S.CORRECTION)
LEARNING = frozenset({Role.LEARNER, Role.REPRESENTATIVE})


def learners_of(actor: Actor) -> list[Person]:
    """For whom this actor may ask: himself, the wards; a curator is asked by group (:func:`curated`)."""
    if actor.role is Role.LEARNER:
        return [actor.person]
    if actor.role is Role.REPRESENTATIVE:
        return wards_of(actor.person, today(organisation().timezone))
    return []


def visible_to(actor: Actor) -> QuerySet[Session]:
    """Staff see every session; a learner's side those of the график, extra ones meant for it, and own.

    A cancelled session stays visible to those who were booked on it.
    """
    sessions = Session.objects.select_related("person", "branch", "substitute_for")
    if actor.role not in LEARNING:
        return sessions
    return sessions.filter(_seen_by_side(*_side_of(actor)))


def _side_of(actor: Actor) -> tuple[list[int], list[int], list[int]]:
    """Numbers of the learners, and of the groups and programmes they are enrolled in."""
    learners = [who.pk for who in learners_of(actor)]
    return learners, *places_of(study for rows in studies_of(*learners).values() for study in rows)


def _seen_by_side(learners: list[int], groups: list[int], programmes: list[int]) -> Q:
    own = Exists(Booking.objects.filter(session=OuterRef("pk"), learner__any_of=learners))
    return Q(own) | (~Q(state=S.CANCELLED) & (Q(line__isnull=False) | serving(groups, programmes)))


@prepared
def _card(pk: int) -> QuerySet[Session]:
    return listed(Session.objects.filter(pk=pk))


@prepared
def _card_of_side(
    pk: int, learners: list[int], groups: list[int], programmes: list[int]
) -> QuerySet[Session]:
    return listed(Session.objects.filter(_seen_by_side(learners, groups, programmes), pk=pk))


def session_card(actor: Actor, pk: int) -> Session:
    """One session with all a card shows; ``Session.DoesNotExist`` when the actor does not see it."""
    found = _card_of_side(pk, *_side_of(actor)) if actor.role in LEARNING else _card(pk)
    if not found:
        raise Session.DoesNotExist
    return found[0]


def booked_on(actor: Actor, session: Session) -> list[Booking]:
    """Bookings with names, for those who may see names; a curator sees own groups, others nothing."""
    rows = Booking.objects.filter(session=session).exclude(state=Booking.State.CANCELLED)
    if not may_see_all_names(actor, session):
        if actor.role is not Role.CURATOR:
            return []
        rows = rows.filter(learner__enrolments__group__curator__in=actor.acts_for)
    enrolments = Enrolment.objects.filter(state=Enrolment.State.ENROLLED).select_related("group")
    rows = (
        rows.select_related("learner", "asked_by")
        .prefetch_related(Prefetch("learner__enrolments", enrolments, to_attr="current"))
        .order_by("learner__search_name", "pk")
        .distinct()
    )
    if may_run(actor, session):
        needed = Prefetch("learner__accommodations", _needed_on(session.date), to_attr="needs")
        rows = rows.prefetch_related(needed)
    return list(rows)


def _needed_on(day: date) -> QuerySet[Accommodation]:
    """What a worker must provide on a day (S0-4.1); the ground for it is not even read."""
    return (
        Accommodation.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
        .exclude(conditions="")
        .order_by("valid_from", "id")
        .only("person_id", "conditions")
    )


def sessions_of_week(since: datetime, until: datetime) -> QuerySet[Session]:
    """Every session of a period with its seats, for staff. One statement."""
    return listed(Session.objects.filter(starts_at__lt=until, ends_at__gt=since))


def upcoming_for(person: Person) -> list[Booking]:
    """Confirmed bookings that have not ended, the nearest first. Two statements."""
    rows = _bookings(person).filter(state=Booking.State.CONFIRMED, session__ends_at__gt=now())
    return list(rows.order_by("session__starts_at", "pk"))


@prepared
def _nearest(learner: int, at: datetime) -> QuerySet[Booking]:
    rows = Booking.objects.filter(learner=learner, state=Booking.State.CONFIRMED, session__ends_at__gt=at)
    rows = rows.select_related("session__person", "session__branch")
    return rows.order_by("session__starts_at", "pk")[:1]


def next_for(person: Person) -> Booking | None:
    """The nearest confirmed booking that has not ended, without its means. One statement."""
    return next(iter(_nearest(person.pk, now())), None)


def past_for(person: Person, limit: int = 50) -> list[Booking]:
    """What came of earlier bookings, the latest first. Two statements."""
    rows = _bookings(person).exclude(state=Booking.State.CONFIRMED, session__ends_at__gt=now())
    return list(rows.order_by("-session__starts_at", "-pk")[:limit])


def _bookings(person: Person) -> QuerySet[Booking]:
    return (
        Booking.objects.filter(learner=person)
        .select_related("session__person", "session__branch", "asked_by")
        .prefetch_related("session__means")
    )


@prepared
def booking_of_side(pk: int, learners: list[int]) -> QuerySet[Booking]:
    """The booking of this number if it is of one of these learners."""
    rows = Booking.objects.select_related("session__person", "session__branch", "learner")
    return rows.filter(pk=pk, learner__any_of=learners)


@prepared
def _booked_between(learner: int, since: datetime, until: datetime, besides: int) -> QuerySet[Booking]:
    confirmed = Booking.objects.filter(learner=learner, state=Booking.State.CONFIRMED)
    met = confirmed.filter(session__starts_at__lt=until, session__ends_at__gt=since).exclude(pk=besides)
    return met.select_related("session__person", "session__branch").order_by("pk")


def overlapping(booking: Booking) -> Booking | None:
    """Another booking of the same learner at the same time: shown as a warning (domain.md §8, case 19)."""
    session = booking.session
    others = _booked_between(booking.learner_id, session.starts_at, session.ends_at, booking.pk)
    return others[0] if others else None


def teaching(person: Person, since: datetime, until: datetime) -> QuerySet[Session]:
    """Own sessions of a period that are not cancelled, the earliest first. One statement."""
    rows = Session.objects.filter(person=person, starts_at__lt=until, ends_at__gt=since)
    return listed(rows.exclude(state=S.CANCELLED))


def to_fill(person: Person | None = None, *, besides: Person | None = None) -> QuerySet[Session]:
    """Sessions that are over and not written down, the oldest first; returned ones too (S0-5.1)."""
    rows = Session.objects.filter(Q(state__in=UNFILLED, ends_at__lte=now()) | Q(state=S.CORRECTION))
    if person:
        rows = rows.filter(person=person)
    if besides:
        rows = rows.exclude(person=besides)
    return listed(rows)


def next_of(session: Session, until: datetime) -> Session | None:
    """The worker's own next session that an overrun runs into (domain.md §8, case 11)."""
    return (
        Session.objects.filter(
            person=session.person,
            state__in=(S.PLANNED, S.IN_PROGRESS),
            starts_at__lt=until,
            ends_at__gt=until,
        )
        .exclude(pk=session.pk)
        .select_related("branch")
        .first()
    )


def walk_in_candidates(session: Session, limit: int = 200) -> list[Person]:
    """Who could come without booking: learners of the groups it serves, else of the worker's groups."""
    groups = Group.objects.all()
    served = served_by(session)
    if served.groups:
        groups = groups.filter(pk__in=served.groups)
    elif served.programmes:
        groups = groups.filter(programme__in=served.programmes)
    else:
        groups = groups.filter(schedule_of_parts__teacher=session.person)
    return list(_enrolled(groups, session.date).exclude(bookings__in=_standing(session)).distinct()[:limit])


def _standing(session: Session) -> QuerySet[Booking]:
    return Booking.objects.filter(session=session).exclude(state=Booking.State.CANCELLED)


def _enrolled(groups: QuerySet[Group], on: date) -> QuerySet[Person]:
    current = Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gte=on),
        state=Enrolment.State.ENROLLED,
        enrolled_on__lte=on,
        group__in=groups,
    )
    return Person.objects.filter(enrolments__in=current).order_by("search_name", "pk").distinct()


def curated(person: Person, on: date) -> QuerySet[Person]:
    """Learners of the groups this curator leads, himself or for an absent one (domain.md §2.3, «for g»)."""
    curators = {person.pk, *replaced_by(person, on, Role.CURATOR)}
    return _enrolled(Group.objects.filter(curator__in=curators), on)


def own_slot_rows(learner: Person, pk: int) -> QuerySet[Session]:
    """One session ready for :func:`~opora.consultations.queries.slots.slots_of`."""
    return with_own_booking(listed(Session.objects.filter(pk=pk)), learner.pk)


def own_waiting(learner: Person, session: Session) -> Waiting | None:
    """The learner's turn in the waiting list, with its place as ``turn``."""
    row = Waiting.objects.filter(session=session, learner=learner, state=Waiting.State.WAITING).first()
    if row:
        before = Waiting.objects.filter(session=session, state=Waiting.State.WAITING, pk__lte=row.pk)
        row.turn = before.count()  # type: ignore[attr-defined]
    return row


def waiting_of_side(pk: int, learners: list[int]) -> QuerySet[Waiting]:
    """A turn of this number if it is of one of these learners."""
    return Waiting.objects.filter(pk=pk, learner__in=learners).select_related("session__branch")
