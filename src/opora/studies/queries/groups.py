"""Groups as an actor sees them, with their learners and the contracts behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from opora.kernel.errors import Refusal
from opora.people.access import Actor
from opora.people.models import ContractLearner, Person, Role, RoleGrant

from ..models import Enrolment, Group
from ..rules import ACTIVE, contract_outlasts_programme

SEE_ALL = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR, Role.TRAINING_HEAD, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner of a group; ``paid_until`` is the last day of the contract, ``warning`` is ENR-03."""

    enrolment: Enrolment
    paid_until: date | None
    warning: Refusal | None

    @property
    def learner(self) -> Person:
        return self.enrolment.learner


def groups_for(actor: Actor) -> QuerySet[Group]:
    """Curator: own groups; teacher: groups where he teaches a part; management and the inspector: all.

    A role given for a branch sees the groups of that branch only.
    """
    groups = actor.within(Group.objects.select_related("programme", "branch", "curator"))
    if actor.role in SEE_ALL:
        return groups
    if actor.role is Role.CURATOR:
        return groups.filter(curator__in=actor.acts_for)
    if actor.role is Role.TEACHER:
        return groups.filter(
            pk__in=Group.objects.filter(schedule_of_parts__teacher=actor.person).values("pk")
        )
    return groups.none()


def groups_listed(actor: Actor, on: date, *, text: str = "", over: bool = False) -> QuerySet[Group]:
    """Groups that study or will, or those that have ended, the latest first; found by code or programme."""
    groups = groups_for(actor).filter(**{"ends_on__lt" if over else "ends_on__gte": on})
    if text:
        groups = groups.filter(
            Q(code__icontains=text) | Q(programme__title__icontains=text) | Q(programme__code__icontains=text)
        )
    return with_counts(groups).order_by("-ends_on", "-code")


def with_counts(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Annotate ``learners_count``: those who study now or are on leave; counted for the rows shown alone."""
    active = Enrolment.objects.filter(group=OuterRef("pk"), state__in=ACTIVE).order_by().values("group")
    counted = active.annotate(n=Count("pk")).values("n")
    return groups.annotate(learners_count=Coalesce(Subquery(counted), 0))


def with_terms(enrolments: QuerySet[Enrolment]) -> Any:
    """Annotate ``paid_until``: the last day of the contract for this learner."""
    party = ContractLearner.objects.filter(contract=OuterRef("contract"), learner=OuterRef("learner"))
    return enrolments.annotate(
        paid_until=Coalesce(
            F("contract__terminated_on"),
            Subquery(party.values("valid_to")[:1]),
            F("contract__valid_to"),
            output_field=DateField(),
        )
    )


def learners_of(group: Group) -> QuerySet[Enrolment]:
    """Everybody who is or was in the group, those who study first; ``paid_until`` ends the contract."""
    rows = group.enrolments.select_related("learner", "contract", "order_in", "order_out")
    gone = Case(When(state__in=ACTIVE, then=0), default=1)
    found: QuerySet[Enrolment] = with_terms(rows).order_by(gone, "learner__search_name", "learner_id")
    return found


def _learner_row(enrolment: Enrolment, ends_on: date, on: date) -> LearnerRow:
    until: date | None = enrolment.paid_until  # type: ignore[attr-defined]
    warning = None
    if enrolment.state in ACTIVE:
        warning = contract_outlasts_programme(enrolment.learner, until=until, ends_on=ends_on, on=on)
    return LearnerRow(enrolment, until, warning)


def contracts_ending(groups: QuerySet[Group], on: date) -> list[LearnerRow]:
    """Learners of these groups whose contract ends before the programme, within 30 days (ENR-03)."""
    rows = with_terms(
        Enrolment.objects.filter(group__in=groups, state__in=ACTIVE).select_related(
            "learner", "group__curator"
        )
    ).filter(paid_until__lt=F("group__ends_on"), group__ends_on__gte=on)
    found = (_learner_row(row, row.group.ends_on, on) for row in rows.order_by("paid_until", "id"))
    return [row for row in found if row.warning]


def groups_by_code(codes: Iterable[str]) -> dict[str, Group]:
    return {
        group.code: group for group in Group.objects.filter(code__in=set(codes)).select_related("programme")
    }


def people_in_role(role: Role, on: date) -> QuerySet[Person]:
    """Workers appointed to a role on a date: curators and teachers to choose from."""
    grants = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), role=role, valid_from__lte=on)
    return Person.objects.filter(pk__in=grants.values("person")).order_by("search_name")
