"""The organisation and its branches."""

from datetime import date
from functools import cache

from django.db.models import QuerySet

from opora.kernel.clock import today

from ..models import Branch, Organisation


@cache
def organisation() -> Organisation:
    """The centre. Cached in the process: it changes by :func:`actions.change_organisation` only."""
    return Organisation.objects.get()


def organisation_or_none() -> Organisation | None:
    """None on an installation that is not set up yet."""
    try:
        return organisation()
    except Organisation.DoesNotExist:
        return None


def home_day() -> date:
    """Today by the organisation's clock: acts change at its midnight, wherever the reader is (case 42)."""
    return today(organisation().timezone)


def branches() -> QuerySet[Branch]:
    return Branch.objects.all()
