"""The organisation and its branches."""

from functools import cache

from django.db.models import QuerySet

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


def branches() -> QuerySet[Branch]:
    return Branch.objects.all()
