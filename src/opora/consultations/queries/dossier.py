"""The dossier of exam-prep: what was shown, who was there, who is acquainted, who asks (S0-5.6, S1-3.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from opora.kernel.errors import Refusal
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.schedule.models import Format
from opora.studies.models import Enrolment, GroupPart
from opora.studies.queries import groups_for

from ..models import (
    Booking,
    Kind,
    PrepAcknowledgement,
    PrepEvidence,
    PrepItem,
    PrepQuestion,
    QuestionWindow,
    Session,
)
from ..rules.dossier import HELD
from ..rules.planning import exam_prep_is_in_time
from .entitlement import accommodation_terms, covers
from .sessions import learners_of

S = Session.State
LIVE = (S.PLANNED, S.IN_PROGRESS, S.CORRECTION, *HELD)
LISTED = 200
SHOWN_TO_LEARNER = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three obligatory parts with what stands behind it."""

    item: str
    label: str
    mark: PrepItem | None
    evidence: list[PrepEvidence]

    @property
    def is_proved(self) -> bool:
        return self.mark is not None and self.mark.done and bool(self.evidence)


@dataclass(frozen=True, slots=True)
class Member:
    """A learner the session is meant for."""

    learner: Person
    present: bool
    acknowledged: PrepAcknowledgement | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    session: Session
    parts: list[Part]
    members: list[Member]
    window: QuestionWindow | None
    questions: list[PrepQuestion]

    @property
    def missed(self) -> list[Member]:
        return [one for one in self.members if not one.present]

    @property
    def acknowledged(self) -> int:
        return sum(one.acknowledged is not None for one in self.members)

    @property
    def unproved(self) -> list[Part]:
        return [part for part in self.parts if not part.is_proved]

    @property
    def is_complete(self) -> bool:
        """Three proved parts, everybody acquainted, those who missed it given their questions."""
        return (
            not self.unproved
            and self.acknowledged == len(self.members)
            and (not self.missed or self.window is not None)
        )


def members_of(session: Session) -> QuerySet[Enrolment]:
    """Enrolments on its date in the groups it serves; an individual one is for who has the place."""
    meant = Q()
    if session.format == Format.INDIVIDUAL:
        meant = Q(learner__in=_holders().filter(session=session).values("learner"))
    return (
        Enrolment.objects.filter(
            meant,
            Q(left_on=None) | Q(left_on__gte=session.date),
            group__sessions=session,
            state__in=[Enrolment.State.ENROLLED, Enrolment.State.COMPLETED],
            enrolled_on__lte=session.date,
        )
        .select_related("learner", "group")
        .order_by("learner__search_name", "learner_id")
    )


def parts_of(session: Session) -> list[Part]:
    """Two statements."""
    marks = {mark.item: mark for mark in session.prep_items.all()}
    shown: dict[str, list[PrepEvidence]] = {}
    for one in session.evidence.select_related("file", "added_by"):
        shown.setdefault(one.item, []).append(one)
    return [
        Part(item.value, str(item.label), marks.get(item.value), shown.get(item.value, []))
        for item in PrepItem.Item
    ]


def dossier_of(session: Session) -> Dossier:
    """Everything a dossier shows; seven statements, however many learners."""
    there = set(session.bookings.filter(state=Booking.State.ATTENDED).values_list("learner_id", flat=True))
    given = {one.learner_id: one for one in session.acknowledgements.select_related("given_by")}
    members = [
        Member(one.learner, one.learner_id in there, given.get(one.learner_id), one.group.code)
        for one in members_of(session)
    ]
    known = {one.learner.pk for one in members}
    guests = Person.objects.filter(pk__in=there - known).order_by("search_name", "pk")
    members += [Member(who, True, given.get(who.pk)) for who in guests]
    return Dossier(
        session,
        parts_of(session),
        members,
        QuestionWindow.objects.filter(session=session).first(),
        list(session.prep_questions.select_related("learner", "answered_by")),
    )


def dossier_complete(run: GroupPart, learner: Person) -> bool:
    """Whether this learner was prepared for the attestation of ``run`` with proof of it. One statement.

    A held exam-prep of the run with three proved parts, the learner's acknowledgement, and presence or, for
    who missed it, a window of questions. What admits to attestation asks this.
    """
    prepared = serving_run(run).filter(state__in=HELD)
    for item in PrepItem.Item.values:
        marks = PrepItem.objects.filter(session=OuterRef("pk"), item=item, done=True)
        shown = PrepEvidence.objects.filter(session=OuterRef("pk"), item=item)
        prepared = prepared.filter(Exists(marks), Exists(shown))
    own = Booking.objects.filter(session=OuterRef("pk"), learner=learner, state=Booking.State.ATTENDED)
    windows = QuestionWindow.objects.filter(session=OuterRef("pk"))
    return prepared.filter(
        Exists(PrepAcknowledgement.objects.filter(session=OuterRef("pk"), learner=learner)),
        Exists(own) | Exists(windows),
    ).exists()


def serving_run(run: GroupPart) -> QuerySet[Session]:
    """Exam-prep of a discipline of a group."""
    parts = Session.parts.through.objects.filter(session=OuterRef("pk"))
    return Session.objects.filter(
        Exists(parts.filter(programmepart=run.part_id)) | ~Exists(parts),
        kind=Kind.EXAM_PREP,
        groups=run.group_id,
    )


def attestation_of(session: Session) -> date | None:
    """The nearest attestation this session prepares for."""
    days = [run.attestation_on for run in runs_served(session) if run.attestation_on]
    return min(days, default=None)


def runs_served(session: Session) -> list[GroupPart]:
    """Terms of the session's groups for its parts; one statement for a session of :func:`exam_preps_for`."""
    parts = {part.pk for part in session.parts.all()}
    return [
        run
        for group in session.groups.all()
        for run in group.schedule_of_parts.all()
        if not parts or run.part_id in parts
    ]


def out_of_time(session: Session) -> Refusal | None:
    """EXP-03 asked again of a planned session: the attestation may have moved since (case 23)."""
    if session.kind != Kind.EXAM_PREP or session.state not in (S.PLANNED, S.IN_PROGRESS):
        return None
    return exam_prep_is_in_time(session.kind, session.date, runs_served(session))


def with_runs(sessions: QuerySet[Session]) -> QuerySet[Session]:
    runs = Prefetch("groups__schedule_of_parts", GroupPart.objects.select_related("part"))
    return sessions.select_related("person", "branch").prefetch_related("parts", "groups", runs)


@dataclass(frozen=True, slots=True)
class PrepRow:
    """A line of the list of exam-prep: how full its dossier is."""

    session: Session
    parts: list[str]
    groups: list[str]
    attestation: date | None
    flag: Refusal | None
    proved: int
    members: int
    present: int
    acknowledged: int
    waiting: int


def exam_preps_for(actor: Actor, since: date) -> list[PrepRow]:
    """Exam-prep since a day: a teacher's own, a curator's groups, the deputy's all. Eight statements."""
    sessions = Session.objects.filter(kind=Kind.EXAM_PREP, date__gte=since, state__in=LIVE)
    if actor.role in (Role.TEACHER, Role.OTHER_STAFF):
        sessions = sessions.filter(person=actor.person)
    elif actor.role is Role.CURATOR:
        own = Q(person=actor.person) | Q(groups__in=groups_for(actor).values("pk"))
        sessions = sessions.filter(own).distinct()
    found = list(with_runs(sessions).order_by("-starts_at", "-id")[:LISTED])
    return _rows(found)


def _rows(found: Sequence[Session]) -> list[PrepRow]:
    ids = [one.pk for one in found]
    marks = PrepItem.objects.filter(session__in=ids, done=True)
    shown = PrepEvidence.objects.filter(session=OuterRef("session"), item=OuterRef("item"))
    proved = _count(marks.filter(Exists(shown)).values("session"))
    present = _count(Booking.objects.filter(session__in=ids, state=Booking.State.ATTENDED).values("session"))
    given = _count(PrepAcknowledgement.objects.filter(session__in=ids).values("session"))
    waiting = _count(PrepQuestion.objects.filter(session__in=ids, answer="").values("session"))
    enrolled = Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gte=F("group__sessions__date")),
        group__sessions__in=ids,
        state__in=[Enrolment.State.ENROLLED, Enrolment.State.COMPLETED],
        enrolled_on__lte=F("group__sessions__date"),
    )
    members = _count(enrolled.values(session=F("group__sessions")))
    alone = [one.pk for one in found if one.format == Format.INDIVIDUAL]
    members |= dict.fromkeys(alone, 0) | _count(_holders().filter(session__in=alone).values("session"))
    return [
        PrepRow(
            one,
            [part.title for part in one.parts.all()],
            [group.code for group in one.groups.all()],
            attestation_of(one),
            out_of_time(one),
            proved.get(one.pk, 0),
            members.get(one.pk, 0),
            present.get(one.pk, 0),
            given.get(one.pk, 0),
            waiting.get(one.pk, 0),
        )
        for one in found
    ]


def _holders() -> QuerySet[Booking]:
    """Places that stand: an individual consultation is meant for nobody else."""
    return Booking.objects.exclude(state=Booking.State.CANCELLED)


def _count(rows: "QuerySet[Any, Any]") -> dict[int, int]:
    return {row["session"]: row["n"] for row in rows.order_by().annotate(n=Count("pk"))}


def own_side_of(actor: Actor, session: Session) -> list[Person]:
    """Those of the learner's side whom the session is meant for: they see its materials."""
    learners = {who.pk: who for who in learners_of(actor)}
    if session.kind != Kind.EXAM_PREP or session.state not in LIVE or not learners:
        return []
    meant = set(members_of(session).filter(learner__in=learners).values_list("learner_id", flat=True))
    meant |= set(
        session.bookings.filter(learner__in=learners)
        .exclude(state=Booking.State.CANCELLED)
        .values_list("learner_id", flat=True)
    )
    return [who for pk, who in learners.items() if pk in meant]


def preps_to_acknowledge(learner: Person) -> list[Session]:
    """Held exam-prep this learner has not said «ознакомлен» to, the latest first. One statement."""
    return list(unacknowledged(learner.pk).select_related("person", "branch"))


def unacknowledged(learner: int) -> QuerySet[Session]:
    """Of :func:`preps_to_acknowledge`, for a statement that asks of more."""
    studying = Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gte=OuterRef("date")),
        group__sessions=OuterRef("pk"),
        learner=learner,
        state=Enrolment.State.ENROLLED,
        enrolled_on__lte=OuterRef("date"),
    )
    given = PrepAcknowledgement.objects.filter(session=OuterRef("pk"), learner=learner)
    own = Q(Exists(_holders().filter(session=OuterRef("pk"), learner=learner)))
    of_groups = Session.groups.through.objects.filter(group__enrolments__learner=learner).values("session")
    rows = Session.objects.filter(
        Exists(studying), ~Exists(given), pk__in=of_groups, kind=Kind.EXAM_PREP, state__in=HELD
    ).filter(~Q(format=Format.INDIVIDUAL) | own)
    return rows.order_by("-starts_at")[:SHOWN_TO_LEARNER]


def unfounded(session: Session) -> list[Booking]:
    """Places of an individual exam-prep whose document has ended by its date (case 25)."""
    if session.kind != Kind.EXAM_PREP or session.format != "individual":
        return []
    rows = Booking.objects.filter(session=session, state=Booking.State.CONFIRMED)
    return [
        one
        for one in rows.select_related("learner", "kept__by")
        if not covers(accommodation_terms(one.learner), session.date)
    ]
