"""What a learner is entitled to, and what a session is meant for, in one statement each."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, JSONObject

from opora.kernel.prepared import prepared
from opora.people.models import Accommodation, Contract, ContractLearner, Person, Role
from opora.people.queries import replaced_by, wards_of
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Format
from opora.studies.models import Enrolment, Group, GroupPart, PlanPart
from opora.studies.queries import open_parts

from ..models import Booking, Kind, Session
from ..rules.asking import Served, Study

_SETTLED = Q(state=Enrolment.State.ENROLLED) | Q(
    state__in=[Enrolment.State.COMPLETED, Enrolment.State.TRANSFERRED, Enrolment.State.EXPELLED],
    left_on__isnull=False,
)


@prepared
def _study_rows(learners: list[int]) -> "QuerySet[Enrolment, Any]":
    party = ContractLearner.objects.filter(contract=OuterRef("contract"), learner=OuterRef("learner"))
    periods = GroupPart.objects.filter(group=OuterRef("group")).values(
        json=JSONObject(part="part_id", since="starts_on", until="ends_on")
    )
    own = PlanPart.objects.filter(plan__enrolment=OuterRef("pk"), starts_on__isnull=False).values(
        json=JSONObject(part="part_id", since="starts_on", until="ends_on")
    )
    merged = Group.objects.filter(merged_into=OuterRef("group"), enrolments__learner=OuterRef("learner"))
    return (
        Enrolment.objects.filter(_SETTLED, learner__any_of=learners, enrolled_on__isnull=False)
        .exclude(contract__state=Contract.State.DRAFT)
        .annotate(
            paid_since=Coalesce(Subquery(party.values("valid_from")[:1]), "contract__valid_from"),
            paid_until=Coalesce(
                "contract__terminated_on", Subquery(party.values("valid_to")[:1]), "contract__valid_to"
            ),
            periods=ArraySubquery(periods),
            own_periods=ArraySubquery(own),
            merged=ArraySubquery(merged.values("pk")),
            only=open_parts(),
            plan=F("individual_plan__individual_exam_prep"),
            agreed=Subquery(party.values("individual_exam_prep")[:1]),
        )
        .order_by("id")
        .values(
            "learner_id",
            "group_id",
            "enrolled_on",
            "left_on",
            "paid_since",
            "paid_until",
            "periods",
            "own_periods",
            "merged",
            "only",
            "plan",
            "agreed",
            agreement_number=F("agreement__number"),
            code=F("group__code"),
            starts=F("group__starts_on"),
            ends=Greatest("group__ends_on", Coalesce("ends_on", "group__ends_on")),
            curator=F("group__curator_id"),
            programme_pk=F("group__programme_id"),
            programme=F("group__programme__title"),
            contract_number=F("contract__number"),
        )
    )


def studies_of(*learner_ids: int) -> dict[int, tuple[Study, ...]]:
    """Enrolments by learner, with contracts, individual plans and periods of parts. One statement."""
    found: dict[int, list[Study]] = {pk: [] for pk in learner_ids}
    for row in _study_rows(list(learner_ids)):
        found[row["learner_id"]].append(_study(row))
    return {pk: tuple(studies) for pk, studies in found.items()}


def _study(row: Mapping[str, Any]) -> Study:
    return Study(
        group_id=row["group_id"],
        group=row["code"],
        programme_id=row["programme_pk"],
        programme=row["programme"],
        curator_id=row["curator"],
        since=row["enrolled_on"],
        until=row["left_on"],
        group_starts=row["starts"],
        group_ends=row["ends"],
        contract=row["contract_number"] or "",
        paid_since=row["paid_since"],
        paid_until=row["paid_until"],
        individual_exam_prep=bool(row["plan"] or row["agreed"]),
        periods={
            period["part"]: (date.fromisoformat(period["since"]), date.fromisoformat(period["until"]))
            for period in (*row["periods"], *row["own_periods"])
        },
        merged=frozenset(row["merged"]),
        only=frozenset(row["only"]),
        agreement=row["agreement_number"] or "",
    )


def with_served(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Annotate groups and parts as rows of JSON: what :func:`served_by` reads and a list shows."""
    groups = Session.groups.through.objects.filter(session=OuterRef("pk")).order_by("group__code")
    parts = Session.parts.through.objects.filter(session=OuterRef("pk")).order_by("programmepart__position")
    part = JSONObject(
        id="programmepart_id", programme="programmepart__programme_id", title="programmepart__title"
    )
    return sessions.annotate(
        group_rows=ArraySubquery(groups.values(json=JSONObject(id="group_id", code="group__code"))),
        part_rows=ArraySubquery(parts.values(json=part)),
    )


def with_facts(pk: int) -> QuerySet[Session]:
    """One session with what the rules of booking judge it by."""
    return with_served(Session.objects.filter(pk=pk)).select_related("branch", "person").order_by()


def with_booked(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Annotate the learners who have a place. Never in a statement that locks: see ``actions.asking``."""
    standing = Booking.objects.filter(session=OuterRef("pk")).exclude(state=Booking.State.CANCELLED)
    return sessions.annotate(booked=ArraySubquery(standing.order_by().values("learner")))


def served_by(session: Session) -> Served:
    """Of a session from :func:`with_served`."""
    groups: list[dict[str, Any]] = session.group_rows  # type: ignore[attr-defined]
    parts: list[dict[str, Any]] = session.part_rows  # type: ignore[attr-defined]
    return Served(
        groups=frozenset(row["id"] for row in groups),
        parts=frozenset(row["id"] for row in parts),
        programmes=frozenset(row["programme"] for row in parts),
    )


def accommodation_terms(person: Person) -> list[tuple[date, date | None]]:
    """When ОВЗ or disability is confirmed by a document; which of them is nobody's business here."""
    return list(Accommodation.objects.filter(person=person).values_list("valid_from", "valid_to"))


def is_accommodated(person: Person, session: Session) -> bool:
    """Whether a document covers the date of an individual exam-prep session; not asked about any other."""
    if session.kind != Kind.EXAM_PREP or session.format != Format.INDIVIDUAL:
        return False
    return covers(accommodation_terms(person), session.date)


def accommodated_of(learners: Iterable[Person], session: Session) -> set[int]:
    """Numbers of those for whom :func:`is_accommodated` says yes. One statement at most."""
    if session.kind != Kind.EXAM_PREP or session.format != Format.INDIVIDUAL:
        return set()
    lasting = Q(valid_to=None) | Q(valid_to__gte=session.date)
    rows = Accommodation.objects.filter(lasting, person__in=list(learners), valid_from__lte=session.date)
    return set(rows.values_list("person_id", flat=True))


def covers(terms: Iterable[tuple[date, date | None]], day: date) -> bool:
    return any(since <= day and (until is None or day <= until) for since, until in terms)


def may_ask_for(asker: Person, learner: Person, studies: tuple[Study, ...], on: date) -> bool:
    """ACC-05: the curator of the learner's group or his substitute; a verified representative today."""
    if any(study.curator_id == asker.pk for study in studies):
        return True
    if in_force(Provision.LEGAL_REPS_ENABLED, on) and learner in wards_of(asker, on):
        return True
    replaced = replaced_by(asker, on, Role.CURATOR)
    return any(study.curator_id in replaced for study in studies)
