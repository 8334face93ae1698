"""Learners: where they study, what they are entitled to, what their card shows."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable

from opora.kernel.prepared import prepared
from opora.people.access import Actor
from opora.people.models import Accommodation, ContractLearner, Person, Role
from opora.people.queries import wards_of

from ..models import (
    Enrolment,
    EnrolmentMove,
    Group,
    GroupPart,
    LearnerImport,
    NetworkAgreement,
    ProgrammePart,
)
from .groups import groups_for

State = Enrolment.State


@dataclass(frozen=True, slots=True)
class PartProgress:
    """A part of a learner's programme by dates: ``done``, ``now`` or ``ahead``."""

    run: GroupPart
    state: str


@dataclass(frozen=True, slots=True)
class Studies:
    """One programme of a learner with how far its dates have gone; ``percent`` is of calendar days."""

    enrolment: Enrolment
    percent: int
    parts: list[PartProgress] = field(default_factory=list)


def enrolments_of(learner: Person, on: date) -> QuerySet[Enrolment]:
    """Enrolments that give the right to help on a date (S0-5.2, ACC-01): studying, not on leave."""
    still_there = Q(left_on=None) | Q(left_on__gte=on)
    settled = Q(state=State.ENROLLED) | Q(
        state__in=[State.COMPLETED, State.TRANSFERRED, State.EXPELLED], left_on__isnull=False
    )
    return Enrolment.objects.filter(
        settled, still_there, learner=learner, enrolled_on__lte=on
    ).select_related("group__programme", "group__branch", "contract")


def open_parts() -> Combinable:
    """Ids of parts an enrolment is limited to: of its network agreement, or of its order; empty is all."""
    agreed = NetworkAgreement.parts.through.objects.filter(networkagreement=OuterRef("agreement"))
    ordered = Enrolment.parts.through.objects.filter(enrolment=OuterRef("pk"))
    return Case(
        When(agreement__isnull=False, then=ArraySubquery(agreed.values("programmepart"))),
        default=ArraySubquery(ordered.values("programmepart")),
    )


@dataclass(frozen=True, slots=True)
class Served:
    """What a learner may be helped with on a date: ids of groups and of parts of their programmes."""

    groups: frozenset[int]
    parts: frozenset[int]


def served_parts(learner: Person, on: date) -> Served:
    """Groups and parts of the programmes the learner is enrolled in on a date. Two statements."""
    rows = enrolments_of(learner, on).annotate(only=open_parts())
    found = list(rows.values_list("group_id", "group__programme_id", "only"))
    whole = {programme for _group, programme, only in found if not only}
    parts = {part for _group, _programme, only in found for part in only}
    if whole:
        parts.update(ProgrammePart.objects.filter(programme__in=whole).values_list("pk", flat=True))
    return Served(frozenset(group for group, _programme, _only in found), frozenset(parts))


@prepared
def _enrolments(learners: list[int]) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(learner__any_of=learners)
        .exclude(state=State.APPLIED)
        .annotate(only=open_parts())
        .select_related("learner", "group__programme", "group__branch", "group__curator", "contract")
        .order_by("-group__ends_on", "id")
    )


@prepared
def _runs(groups: list[int]) -> QuerySet[GroupPart]:
    rows = GroupPart.objects.filter(group__any_of=groups).select_related("part", "teacher")
    return rows.order_by("starts_on", "part__position", "id")


def programmes_of(learners: list[Person], on: date) -> list[Studies]:
    """«Мои программы»: every enrolment with progress by dates, studying ones first. Two statements."""
    rows = _enrolments([learner.pk for learner in learners])
    runs: dict[int, list[GroupPart]] = {row.group_id: [] for row in rows}
    for run in _runs(list(runs)):
        runs[run.group_id].append(run)
    found = [_studies(row, runs[row.group_id], on) for row in rows]
    return sorted(found, key=lambda one: one.enrolment.state not in (State.ENROLLED, State.LEAVE))


def _studies(enrolment: Enrolment, runs: list[GroupPart], on: date) -> Studies:
    group = enrolment.group
    only: list[int] = enrolment.only  # type: ignore[attr-defined]
    length = (group.ends_on - group.starts_on).days + 1
    gone = min(max((on - group.starts_on).days, 0), length)
    parts = [PartProgress(run, _part_state(run, on)) for run in runs if not only or run.part_id in only]
    return Studies(enrolment, gone * 100 // length, parts)


def _part_state(run: GroupPart, on: date) -> str:
    if run.ends_on < on:
        return "done"
    return "now" if run.starts_on <= on else "ahead"


def my_learners(actor: Actor, on: date) -> list[Person]:
    """The learner himself, or the wards of a representative (ACC-05)."""
    return wards_of(actor.person, on) if actor.role is Role.REPRESENTATIVE else [actor.person]


@dataclass(frozen=True, slots=True)
class Card:
    """A learner in the context of a group: this enrolment, the others, moves, needed conditions."""

    enrolment: Enrolment
    moves: list[EnrolmentMove]
    others: list[Enrolment]
    conditions: list[str]
    agreed_exam_prep: bool = False


def learner_card(group: Group, learner_pk: int, on: date) -> Card:
    """Raises ``Enrolment.DoesNotExist`` for a learner who never was in the group."""
    party = ContractLearner.objects.filter(contract=OuterRef("contract"), learner=OuterRef("learner"))
    enrolment = (
        group.enrolments.annotate(agreed=Subquery(party.values("individual_exam_prep")[:1]))
        .select_related(
            "learner", "group__programme", "contract", "agreement", "order_in", "order_out", "individual_plan"
        )
        .prefetch_related(Prefetch("moves", EnrolmentMove.objects.select_related("order__on_learners")))
        .get(learner=learner_pk)
    )
    others = Enrolment.objects.filter(learner=learner_pk).exclude(pk=enrolment.pk)
    needs = Accommodation.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), person=learner_pk, valid_from__lte=on
    ).exclude(conditions="")
    return Card(
        enrolment,
        list(enrolment.moves.all()),
        list(others.select_related("group__programme").order_by("-group__starts_on")),
        list(needs.values_list("conditions", flat=True)),
        bool(enrolment.agreed),
    )


def learner_imports(actor: Actor) -> QuerySet[LearnerImport]:
    """Lists uploaded earlier, the latest first; a curator sees own ones. The content itself is not loaded."""
    rows = LearnerImport.objects.select_related("uploaded_by").defer("content").order_by("-id")
    return rows.filter(uploaded_by=actor.person) if actor.role is Role.CURATOR else rows


def imported_without_accounts(imported: LearnerImport) -> QuerySet[Person]:
    """Learners of an applied list who cannot log in yet."""
    ids = (imported.result or {}).get("learners", [])
    return Person.objects.filter(pk__in=ids, account=None).order_by("search_name", "id")


def target_groups(actor: Actor, on: date) -> QuerySet[Group]:
    """Groups a list may go into: visible, not over, not merged into another."""
    return groups_for(actor).filter(ends_on__gte=on, merged_into=None).order_by("code")
