"""Giving and revoking tokens; telling other systems."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from opora.kernel.clock import now
from opora.kernel.prepared import prepared
from opora.kernel.rules import enforce
from opora.people.models import Account, Role
from opora.people.queries import home_day

from . import rules
from .models import Delivery, Happening, Scope, Token, Webhook

PREFIX = "opora_"
USED_EVERY = timedelta(minutes=5)
FIRST_DELAY, LONGEST_DELAY, MAX_ATTEMPTS = timedelta(minutes=1), timedelta(hours=6), 20


def digest_of(key: str) -> str:
    """What is stored of a key. It is random, so a plain digest is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def give_token(
    account: Account, *, name: str, role: Role, scopes: Sequence[Scope], expires_on: date
) -> tuple[Token, str]:
    """A token and its key, which is told once. Raises ``Refused`` by API-01, API-02, API-03."""
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    on = home_day()
    live = Token.objects.filter(account=account, revoked_at=None, expires_on__gte=on)
    enforce(
        rules.token_is_within_role(role, scopes),
        rules.token_ends_in_a_year(expires_on, on),
        rules.tokens_are_few(live.count()),
    )
    key = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account=account, name=name, role=role, scopes=list(scopes), expires_on=expires_on,
        digest=digest_of(key), hint=key[-4:],
    )  # fmt: skip
    return token, key


@transaction.atomic
def revoke_token(token: Token) -> None:
    """From the next request on the key opens nothing; revoking twice changes nothing."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now())


def note_use(token: Token) -> None:
    """When the key was last used, written at most once in five minutes."""
    at = now()
    if token.used_at is None or token.used_at < at - USED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=at)


@transaction.atomic
def connect(*, title: str, url: str, events: Sequence[Happening]) -> Webhook:
    """Begin to tell a system. Raises ``Refused`` by API-04."""
    enforce(rules.address_is_outside(url, loopback=settings.WEBHOOK_LOOPBACK))
    secret = "whsec_" + secrets.token_urlsafe(24)
    return Webhook.objects.create(title=title, url=url, events=list(events), secret=secret)


@transaction.atomic
def change_webhook(
    webhook: Webhook, *, title: str, url: str, events: Sequence[Happening], is_on: bool
) -> Webhook:
    """Change what is told and where. What waits goes to the new address; a switched off one waits."""
    held = Webhook.objects.select_for_update().get(pk=webhook.pk)
    enforce(rules.address_is_outside(url, loopback=settings.WEBHOOK_LOOPBACK))
    held.title, held.url, held.events, held.is_on = title, url, list(events), is_on
    held.save(update_fields=["title", "url", "events", "is_on", "updated_at"])
    return held


@transaction.atomic
def disconnect(webhook: Webhook) -> None:
    """Stop telling for good; its deliveries go with it."""
    webhook.delete()


@prepared
def _working() -> QuerySet[Webhook]:
    return Webhook.objects.filter(is_on=True)


def tell(happening: Happening, **facts: Any) -> int:
    """Put a fact into the outbox of every webhook that asked for it; answers how many. Ids, no names."""
    at = now()
    rows = [
        Delivery(
            webhook=webhook, event=happening, made_at=at, next_try_at=at,
            payload={"type": happening.value, "timestamp": at.isoformat(), "data": facts},
        )
        for webhook in _working()
        if happening.value in webhook.events
    ]  # fmt: skip
    return len(Delivery.objects.bulk_create(rows))


@transaction.atomic
def try_again(webhook: Webhook) -> int:
    """Everything that was given up is queued once more; answers how many."""
    failed = Delivery.objects.filter(webhook=webhook, state=Delivery.State.FAILED)
    return failed.update(state=Delivery.State.QUEUED, attempts=0, next_try_at=now())


@transaction.atomic
def claim_due(lease: timedelta) -> Delivery | None:
    """The next due delivery, taken for ``lease``: if its process dies, it comes back after that."""
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=Delivery.State.QUEUED, next_try_at__lte=now(), webhook__is_on=True)
        .select_related("webhook")
        .order_by("next_try_at", "id")
        .first()
    )
    if delivery:
        delivery.attempts += 1
        delivery.next_try_at = now() + lease
        delivery.save(update_fields=["attempts", "next_try_at"])
    return delivery


def note_delivered(delivery: Delivery, answered: int) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.DELIVERED, answered=answered, error=""
    )


def note_failure(delivery: Delivery, *, error: str, answered: int | None) -> None:
    """Later again, each time twice as late, up to six hours; after twenty tries given up."""
    delay = min(FIRST_DELAY * 2 ** (delivery.attempts - 1), LONGEST_DELAY)
    given_up = delivery.attempts >= MAX_ATTEMPTS
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.FAILED if given_up else Delivery.State.QUEUED,
        next_try_at=now() + delay, answered=answered, error=error[:300], attempts=F("attempts"),
    )  # fmt: skip
