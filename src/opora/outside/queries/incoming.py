"""Letters that came: what waits for a human, how much one address writes, whose token a letter bears."""

import re

from django.conf import settings
from django.db.models import QuerySet

from opora.kernel.clock import now

from ..models import Incoming
from ..reading import Letter
from ..rules import AN_HOUR

S = Incoming.State
TOKEN = re.compile(r"\+([0-9a-f]{24})@")
IN_MESSAGE_ID = re.compile(r"<opora\.([0-9a-f]{24})@")


def incoming() -> QuerySet[Incoming]:
    return Incoming.objects.select_related("person", "letter", "record", "decided_by")


def held() -> QuerySet[Incoming]:
    """What waits for a human, the earliest first."""
    return incoming().filter(state=S.HELD).order_by("received_at", "pk")


def held_count() -> int:
    return Incoming.objects.filter(state=S.HELD).count()


def sorted_lately() -> QuerySet[Incoming]:
    """Everything else, the latest first: what became of each letter."""
    return incoming().exclude(state=S.HELD)


def said_by(sender: str) -> int:
    """How many letters of an address were taken or refused within the hour."""
    rows = Incoming.objects.filter(sender=sender, received_at__gt=now() - AN_HOUR)
    return rows.filter(state__in=(S.POSTED, S.REFUSED, S.APPEAL)).count()


def refusals_of(sender: str) -> int:
    rows = Incoming.objects.filter(sender=sender, received_at__gt=now() - AN_HOUR)
    return rows.filter(state=S.REFUSED).count()


def token_among(letter: Letter) -> str:
    """From the address it was sent to, of our domain; else from the Message-IDs it answers."""
    domain = settings.INBOX.address.rpartition("@")[2].lower()
    for address in letter.to:
        if (found := TOKEN.search(address)) and address.endswith(f"@{domain}"):
            return found[1]
    found = IN_MESSAGE_ID.search(" ".join(letter.answers))
    return found[1] if found else ""
