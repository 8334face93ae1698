"""What the pages of keys and webhooks show, and who stands behind a key."""

from django.db.models import Count, Max, Q, QuerySet

from opora.kernel.clock import today
from opora.people.access import Actor
from opora.people.models import Account, Role
from opora.people.queries import home_day, organisation, role_windows
from opora.schedule.models import Schedule
from opora.schedule.queries import SHOWN

from .actions import digest_of
from .models import Delivery, Token, Webhook

DELIVERIES = 30


def tokens_of(account: Account) -> QuerySet[Token]:
    """Keys that still work, the newest first."""
    on = home_day()
    return Token.objects.filter(account=account, revoked_at=None, expires_on__gte=on)


def behind(key: str) -> tuple[Token, Actor] | None:
    """The token and who acts by it; None when the key is unknown, ended, or its owner is out."""
    zone = organisation().timezone
    on = today(zone)
    token = (
        Token.objects.filter(digest=digest_of(key), revoked_at=None, expires_on__gte=on)
        .select_related("account__person")
        .first()
    )
    if token is None or not token.account.is_active:
        return None
    windows = role_windows(token.account.person, on)
    if token.role not in windows:
        return None
    person = token.account.person
    return token, Actor(token.account, person, Role(token.role), windows, person.timezone or zone)


def timetables() -> QuerySet[Schedule]:
    """Editions that are or were on the site, the newest first."""
    return Schedule.objects.filter(state__in=SHOWN).select_related("order")


def webhooks() -> QuerySet[Webhook]:
    """All, each with how its deliveries stand."""
    state = Delivery.State
    return Webhook.objects.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=state.QUEUED)),
        failed=Count("deliveries", filter=Q(deliveries__state=state.FAILED)),
        last=Max("deliveries__made_at", filter=Q(deliveries__state=state.DELIVERED)),
    )


def last_deliveries(webhook: Webhook) -> QuerySet[Delivery]:
    return webhook.deliveries.all()[:DELIVERIES]
