"""A worker is away, another carries his role by an order (S0-6.4)."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from opora.kernel.events import publish
from opora.kernel.rules import enforce

from ..events import AbsenceEnded, AbsenceOrdered
from ..models import Absence, Person, Role
from ..queries import SUBSTITUTED
from ..rules import (
    absent_once,
    dates_are_in_order,
    has_a_role_to_carry,
    is_not_own,
    replacement_is_not_a_chain,
    replaces_another,
    role_is_granted_by_order,
    substitute_is_at_work,
)


@transaction.atomic
def order_absence(
    absent: Person,
    *,
    substitute: Person,
    reason: str,
    valid_from: date,
    valid_to: date,
    basis: str,
    by: Person,
) -> Absence:
    """The order that names who replaces the absent: his roles and groups pass for these days by themselves.

    Raises ``Refused`` by PER-04, PER-06, PER-08, PER-14 to PER-18.
    """
    both = sorted((absent.pk, substitute.pk))
    list(Person.objects.select_for_update().filter(pk__in=both).order_by("pk"))
    roles = _roles(absent, valid_from, valid_to)
    enforce(
        replaces_another(absent, substitute),
        role_is_granted_by_order(roles[0], basis) if roles else has_a_role_to_carry(absent, False),
        dates_are_in_order(valid_from, valid_to),
        is_not_own(substitute, by),
        absent_once(absent, valid_from, valid_to),
        substitute_is_at_work(substitute, valid_from, valid_to),
        replacement_is_not_a_chain(absent, substitute, valid_from, valid_to),
    )
    row = Absence.objects.create(
        person=absent,
        deputy=substitute,
        reason=reason,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis.strip(),
    )
    publish(AbsenceOrdered(row.pk))
    return row


def _roles(absent: Person, since: date, until: date) -> list[Role]:
    grants = absent.role_grants.filter(
        Q(valid_to=None) | Q(valid_to__gte=since), role__in=SUBSTITUTED, valid_from__lte=until
    )
    return [Role(grant.role) for grant in grants.order_by("id")]


@transaction.atomic
def end_absence(absence: Absence, *, on: date, by: Person) -> None:
    """The worker is back on the day ``on``; a substitution not begun by then is removed."""
    row = Absence.objects.select_for_update(of=("self",)).select_related("deputy").get(pk=absence.pk)
    enforce(is_not_own(row.deputy, by))
    if row.valid_from >= on:
        row.delete()
    elif row.valid_to >= on:
        row.valid_to = on - timedelta(days=1)
        row.save(update_fields=["valid_to", "updated_at"])
    publish(AbsenceEnded(row.person_id, row.deputy_id, on))
