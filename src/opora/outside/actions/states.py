"""How ways outside do: the last success, the last failure, how far each is read."""

from django.db import transaction

from opora.kernel.clock import now

from ..models import WayState


@transaction.atomic
def note_work(way: str, *, cursor: str | None = None) -> None:
    """It worked now; ``cursor`` is how far it has been read, None leaves it as it was."""
    given = {"worked_at": now(), **({} if cursor is None else {"cursor": cursor})}
    WayState.objects.update_or_create(way=way, defaults=given)


@transaction.atomic
def note_failure(way: str, *, words: str) -> None:
    WayState.objects.update_or_create(way=way, defaults={"failed_at": now(), "error": words[:300]})
