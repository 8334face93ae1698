"""Sessions as each role sees them: a week, a card, own bookings, own work."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from itertools import chain

from django.db.models import Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet

from opora.kernel.clock import now
from opora.kernel.prepared import prepared
from opora.people.access import Actor
from opora.people.models import Accommodation, Person, Role, StaffContract
from opora.people.queries import home_day, replaced_by, wards_of
from opora.schedule.models import Format
from opora.studies.models import Enrolment, Group

from ..access import may_run, may_see_all_names
from ..models import Booking, Kind, Session, Thread, Waiting
from ..rules.asking import Study
from ..rules.booking import is_late_cancellation
from .entitlement import served_by, studies_of, with_booked, with_facts
from .slots import Slot, listed, places_of, serving, slots_of, with_own_booking

S = Session.State
TWO_WEEKS, SUBSTITUTED_NEAR = timedelta(days=14), timedelta(days=60)
UNFILLED = (S.PLANNED, S.IN_PROGRESS, S.CORRECTION)
LEARNING = frozenset({Role.LEARNER, Role.REPRESENTATIVE})


def learners_of(actor: Actor) -> list[Person]:
    """For whom this actor may ask: himself, the wards; a curator is asked by group (:func:`curated`)."""
    if actor.role is Role.LEARNER:
        return [actor.person]
    if actor.role is Role.REPRESENTATIVE:
        return wards_of(actor.person, home_day())
    return []


def visible_to(actor: Actor) -> QuerySet[Session]:
    """Staff see every session, a role given for a branch those of it and own ones.

    A learner's side sees those of the график, extra ones meant for it, and own.

    A cancelled session stays visible to those who were booked on it.
    """
    sessions = Session.objects.select_related("person", "branch", "substitute_for")
    if actor.role not in LEARNING:
        return sessions.filter(_of_branches(actor)) if actor.window.branches else sessions
    return sessions.filter(_seen_by_side(*_side_of(actor)))


def _of_branches(actor: Actor) -> Q:
    return Q(branch__in=actor.window.branches) | Q(person=actor.person)


def _side_of(actor: Actor) -> tuple[list[int], list[int], list[int]]:
    """Numbers of the learners, and of the groups and programmes they are enrolled in."""
    studies = studies_of(*(who.pk for who in learners_of(actor)))
    return list(studies), *places_of(chain(*studies.values()))


def _seen_by_side(learners: list[int], groups: list[int], programmes: list[int]) -> Q:
    own = Exists(Booking.objects.filter(session=OuterRef("pk"), learner__any_of=learners))
    return Q(own) | (
        ~Q(state=S.CANCELLED) & Q(personal=False) & (Q(line__isnull=False) | serving(groups, programmes))
    )


@prepared
def _card(pk: int) -> QuerySet[Session]:
    return listed(Session.objects.filter(pk=pk))


@prepared
def _card_of_side(
    pk: int, learners: list[int], groups: list[int], programmes: list[int]
) -> QuerySet[Session]:
    return listed(Session.objects.filter(_seen_by_side(learners, groups, programmes), pk=pk))


@prepared
def _asked_by_side(
    pk: int, learners: list[int], groups: list[int], programmes: list[int]
) -> QuerySet[Session]:
    return with_booked(with_facts(pk).filter(_seen_by_side(learners, groups, programmes)))


def session_card(actor: Actor, pk: int) -> Session:
    """One session with all a card shows; ``Session.DoesNotExist`` when the actor does not see it."""
    if actor.role in LEARNING:
        return _of_side(actor, pk, _card_of_side)
    found = _card(pk)
    there = actor.window.branches
    if not found or (there and found[0].branch_id not in there and found[0].person_id != actor.person.pk):
        raise Session.DoesNotExist
    return found[0]


def session_asked(actor: Actor, pk: int) -> Session:
    """The same for a place in it: a learner's side gets what the rules judge by, not what a card shows."""
    return _of_side(actor, pk, _asked_by_side) if actor.role in LEARNING else session_card(actor, pk)


def _of_side(actor: Actor, pk: int, read: Callable[..., list[Session]]) -> Session:
    studies = studies_of(*(who.pk for who in learners_of(actor)))
    found = read(pk, list(studies), *places_of(chain(*studies.values())))
    if not found:
        raise Session.DoesNotExist
    found[0].studies = studies  # type: ignore[attr-defined] # see known_studies
    return found[0]


def known_studies(session: Session, learner: int) -> tuple[Study, ...] | None:
    """What :func:`session_card` has already read of a learner of its side, else None."""
    studies: dict[int, tuple[Study, ...]] = getattr(session, "studies", {})
    return studies.get(learner)


@prepared
def _booked_among(session: int, learners: list[int]) -> "QuerySet[Booking, int]":
    rows = Booking.objects.filter(session=session, learner__any_of=learners)
    return rows.exclude(state=Booking.State.CANCELLED).order_by("pk").values_list("learner_id", flat=True)


def booked_among(session: Session, learners: Collection[int]) -> list[int]:
    """Which of these have a place, the earliest booked first. :func:`own_slot` has read it already."""
    known: dict[int, int | None] = getattr(session, "own_places", {})
    if known.keys() == set(learners):
        return [learner for learner, booking in known.items() if booking]
    return _booked_among(session.pk, list(learners))


def booked_by_another(pk: int) -> Person | None:
    """Who put the learner into the meeting, if it was not the learner."""
    row = Booking.objects.select_related("asked_by").get(pk=pk)
    return row.asked_by if row.asked_by_id != row.learner_id else None


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
        .prefetch_related(Prefetch("learner__enrolments", enrolments, to_attr="current"), "files")
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
    return listed(Session.objects.filter(starts_at__lt=until, ends_at__gt=since, personal=False))


def upcoming_for(person: Person) -> list[Booking]:
    """Confirmed bookings that have not ended, the nearest first. Three statements."""
    meetings = _bookings(person).filter(session__personal=False).prefetch_related("session__parts")
    rows = meetings.filter(state=Booking.State.CONFIRMED, session__ends_at__gt=now())
    return list(rows.order_by("session__starts_at", "pk"))


@prepared
def _nearest(learner: int, at: datetime) -> QuerySet[Booking]:
    rows = Booking.objects.filter(learner=learner, state=Booking.State.CONFIRMED, session__ends_at__gt=at)
    rows = rows.filter(session__personal=False)
    rows = rows.select_related("session__person", "session__branch")
    return rows.order_by("session__starts_at", "pk")[:1]


def next_for(person: Person) -> Booking | None:
    """The nearest confirmed booking that has not ended, without its means. One statement."""
    return next(iter(_nearest(person.pk, now())), None)


def past_for(person: Person, limit: int = 50) -> list[Booking]:
    """What came of earlier bookings, the latest first. Two statements."""
    rows = _bookings(person).exclude(state=Booking.State.CONFIRMED, session__ends_at__gt=now())
    rows = rows.select_related("feedback")
    return list(rows.order_by("-session__starts_at", "-pk")[:limit])


def _bookings(person: Person) -> QuerySet[Booking]:
    return (
        Booking.objects.filter(learner=person)
        .select_related("session__person", "session__branch", "asked_by", "learner")
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
    rows = Session.objects.filter(person=person, starts_at__lt=until, ends_at__gt=since, personal=False)
    return listed(rows.exclude(state=S.CANCELLED))


def to_fill(person: Person | None = None, *, besides: Person | None = None) -> QuerySet[Session]:
    """Sessions that are over and not written down, the oldest first; returned ones too (S0-5.1)."""
    rows = Session.objects.filter(Q(state__in=UNFILLED, ends_at__lte=now()) | Q(state=S.CORRECTION))
    rows = rows.exclude(
        Exists(Thread.objects.exclude(state=Thread.State.CLOSED).filter(session=OuterRef("pk")))
    )
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


def walk_in_candidates(
    session: Session, limit: int = 200, *, among: Collection[int] | None = None
) -> list[Person]:
    """May come without booking: learners of the groups served, else of those the worker teaches or leads.

    ``among`` asks of these learners only.
    """
    groups = Group.objects.all()
    served = served_by(session)
    if served.groups:
        groups = groups.filter(pk__in=served.groups)
    elif served.programmes:
        groups = groups.filter(programme__in=served.programmes)
    else:
        groups = groups.filter(Q(schedule_of_parts__teacher=session.person) | Q(curator=session.person))
    people = _enrolled(groups, session.date).exclude(bookings__in=_standing(session)).distinct()
    return list((people if among is None else people.filter(pk__in=among))[:limit])


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


def learners_of_group(group: Group, on: date) -> list[Person]:
    """Enrolled on a date, by name. One statement."""
    return list(_enrolled(Group.objects.filter(pk=group.pk), on))


def groups_to_book(actor: Actor, session: Session) -> list[Group]:
    """Whole groups this actor may put into a session: the curator's own, for others those it serves."""
    rows = Group.objects.filter(starts_on__lte=session.date, ends_on__gte=session.date).order_by("code")
    served = served_by(session)
    if served.groups:
        rows = rows.filter(pk__in=served.groups)
    elif served.programmes:
        rows = rows.filter(programme__in=served.programmes)
    if actor.role is Role.CURATOR:
        return list(rows.filter(curator=actor.person))
    if actor.role is not Role.DEPUTY and not served.groups:
        rows = rows.filter(schedule_of_parts__teacher=actor.person).distinct()
    return list(rows)


def without_worker(on: date) -> QuerySet[Session]:
    """Planned sessions whose worker has no contract on their day (domain.md §8, case 7). One statement."""
    employed = StaffContract.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=OuterRef("date")),
        person=OuterRef("person"),
        valid_from__lte=OuterRef("date"),
    )
    rows = Session.objects.filter(~Exists(employed), state__in=(S.PLANNED, S.IN_PROGRESS), date__gte=on)
    return listed(rows)


def not_booked_on_exam_prep(since: datetime, until: datetime) -> list[tuple[Session, Person]]:
    """Learners of the groups of exam-prep meetings to come who have no place in any of their group's."""
    coming = Session.objects.filter(
        kind=Kind.EXAM_PREP, state=S.PLANNED, starts_at__range=(since, until)
    ).exclude(format=Format.INDIVIDUAL)
    booked = Booking.objects.filter(
        learner=OuterRef("learner"),
        session__kind=Kind.EXAM_PREP,
        session__groups=OuterRef("group"),
        session__starts_at__gte=since,
    ).exclude(state=Booking.State.CANCELLED)
    sessions = {one.pk: one for one in coming.select_related("branch").order_by("starts_at")}
    rows = (
        Enrolment.objects.filter(
            ~Exists(booked), state=Enrolment.State.ENROLLED, group__sessions__in=sessions
        )
        .select_related("learner")
        .annotate(session=F("group__sessions"))
        .order_by("session", "learner__search_name")
    )
    pairs = rows.values_list("session", "pk")
    learners = {row.pk: row.learner for row in rows}
    return [(sessions[pk], learners[row]) for pk, row in pairs if pk in sessions]


def substituted_stretch(session: Session) -> tuple[date, date] | None:
    """From when till when another works for the worker of the график, if for more than two weeks (case 6)."""
    if session.substitute_for is None:
        return None
    rows = Session.objects.filter(substitute_for=session.substitute_for).exclude(state=S.CANCELLED)
    near = rows.filter(
        date__range=(session.date - SUBSTITUTED_NEAR, session.date + SUBSTITUTED_NEAR)
    ).aggregate(since=Min("date"), until=Max("date"))
    since, until = near["since"], near["until"]
    return (since, until) if since and until - since > TWO_WEEKS else None


def cancelled_late(person: Person, since: date, until: date) -> int:
    """Own sessions cancelled less than the act's hours before: counted in the worker's activity (case 8)."""
    rows = Session.objects.filter(
        person=person, state=S.CANCELLED, date__range=(since, until), cancelled_at__isnull=False,
        starts_at__gt=F("cancelled_at"),
    )  # fmt: skip
    return sum(is_late_cancellation(one) for one in rows)


def curated(person: Person, on: date) -> QuerySet[Person]:
    """Learners of the groups this curator leads, himself or for an absent one (domain.md §2.3, «for g»)."""
    curators = {person.pk, *replaced_by(person, on, Role.CURATOR)}
    return _enrolled(Group.objects.filter(curator__in=curators), on)


@prepared
def _own_slot(learner: int, pk: int) -> QuerySet[Session]:
    return with_own_booking(listed(Session.objects.filter(pk=pk)), learner)


def own_slot(learner: Person, session: Session, *, asked_by: Person) -> Slot:
    """The session read anew, as this learner sees it."""
    [read] = _own_slot(learner.pk, session.pk)
    studies = known_studies(session, learner.pk)
    if studies is None:
        studies = studies_of(learner.pk)[learner.pk]
    [slot] = slots_of([read], learner, studies, asked_by)
    read.own_places = {learner.pk: slot.booking_id}  # type: ignore[attr-defined] # see booked_among
    return slot


@prepared
def _waits(learner: int, session: int) -> QuerySet[Waiting]:
    return Waiting.objects.filter(session=session, learner=learner, state=Waiting.State.WAITING)


def own_waiting(learner: Person, session: Session) -> Waiting | None:
    """The learner's turn in the waiting list, with its place as ``turn``."""
    row = next(iter(_waits(learner.pk, session.pk)), None)
    if row:
        before = Waiting.objects.filter(session=session, state=Waiting.State.WAITING, pk__lte=row.pk)
        row.turn = before.count()  # type: ignore[attr-defined]
    return row


def waiting_of_side(pk: int, learners: list[int]) -> QuerySet[Waiting]:
    """A turn of this number if it is of one of these learners."""
    return Waiting.objects.filter(pk=pk, learner__in=learners).select_related("session__branch")
