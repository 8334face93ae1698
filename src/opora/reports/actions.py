"""The only thing reports write: the version of a secret calendar address."""

from django.db import transaction

from opora.people.models import Account

from .models import CalendarLink


@transaction.atomic
def open_calendar(account: Account) -> CalendarLink:
    """The link of an account, made when first asked for."""
    return CalendarLink.objects.get_or_create(account=account)[0]


@transaction.atomic
def renew_calendar(account: Account) -> CalendarLink:
    """A new secret address; the old one answers no more."""
    CalendarLink.objects.get_or_create(account=account)
    link = CalendarLink.objects.select_for_update().get(account=account)
    link.version += 1
    link.save(update_fields=["version", "updated_at"])
    return link
