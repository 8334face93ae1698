"""Browsers that agreed to be told, and the key of the installation they are bound to."""

from django.db import transaction

from opora.integrations.webpush import Device, new_private_key
from opora.kernel.clock import now
from opora.people.models import Person

from ..models import PushSubscription, ServerKey

VAPID = "vapid"
MOST_DEVICES = 10


@transaction.atomic
def server_key() -> str:
    """The private key, made when first asked for: the first of two processes wins."""
    known = ServerKey.objects.filter(name=VAPID).first()
    if known is None:
        ServerKey.objects.bulk_create(
            [ServerKey(name=VAPID, secret=new_private_key())], ignore_conflicts=True
        )
        known = ServerKey.objects.get(name=VAPID)
    return known.secret


@transaction.atomic
def subscribe(person: Person, device: Device, *, words: str) -> PushSubscription:
    """A browser is told for who is logged in there now; of one person's devices the latest ten."""
    row, _made = PushSubscription.objects.update_or_create(
        endpoint=device.endpoint,
        defaults={
            "person": person,
            "p256dh": device.p256dh,
            "auth": device.auth,
            "device": words[:100],
            "created_at": now(),
        },
    )
    for old in PushSubscription.objects.filter(person=person)[MOST_DEVICES:]:
        old.delete()
    return row


@transaction.atomic
def unsubscribe(subscription: PushSubscription) -> None:
    subscription.delete()
