"""What a visitor without an account shows at the door of one room: signed, for one day of meetings."""

from datetime import timedelta

from django.core import signing

from ..models import Guest

SALT = "meetings.visitor"
LIVES = timedelta(hours=12)


def ticket_for(guest: Guest) -> str:
    """Of a visitor who came by his personal link."""
    return signing.dumps([guest.room_id, guest.visitor_id], salt=SALT)


def visitor_of(ticket: str, room: int) -> int | None:
    """Whose ticket this is; None for a foreign, old or another room's one."""
    try:
        of, visitor = signing.loads(ticket, salt=SALT, max_age=LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(visitor) if of == room else None
