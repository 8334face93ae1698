"""Settings of the centre and what follows from them for a person."""

from datetime import date

from django.db.models import QuerySet

from opora.kernel.prepared import prepared, together
from opora.people.queries import home_day

from ..models import Case, Policy
from ..words import Hit, OwnWords, check


@prepared
def _policies() -> QuerySet[Policy]:
    return Policy.objects.filter(pk=1)


def policy() -> Policy:
    """The row, or what holds before anybody has set it."""
    return next(iter(_policies()), None) or Policy(pk=1)


def hits_in(text: str, settings: Policy | None = None) -> tuple[Hit, ...]:
    """Words of a text that are looked at, with the organisation's own lists."""
    settings = settings or policy()
    return check(text, OwnWords.of(settings.allowed, settings.denied))


def policy_for(person_id: int) -> tuple[Policy, Case | None]:
    """The settings, and what restricts this person today. One journey to the database."""
    policies, restrictions = together(_policies.asked(), _restrictions.asked(person_id, home_day()))
    return next(iter(policies), None) or Policy(pk=1), next(iter(restrictions), None)


def restriction_of(person_id: int, on: date | None = None) -> Case | None:
    """The restriction that holds longest today. One statement."""
    return next(iter(_restrictions(person_id, on or home_day())), None)


@prepared
def _restrictions(person: int, on: date) -> QuerySet[Case, Case]:
    rows = Case.objects.filter(author=person, decision=Case.Decision.RESTRICT, restricted_until__gte=on)
    return rows.exclude(upheld=False).order_by("-restricted_until")[:1]
