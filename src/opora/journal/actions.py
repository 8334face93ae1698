"""The audit trail is written by triggers; what is not a write is recorded here."""

from django.db import transaction

from opora.kernel.clock import now

from .models import JournalEntry


@transaction.atomic
def record_view(table: str, *, row_id: int, account_id: int | None, why: str, ip: str = "") -> JournalEntry:
    """Somebody looked into personal data, and why (domain.md §2.3); None: who has no account."""
    return JournalEntry.objects.create(
        at=now(),
        account_id=account_id,
        table=table,
        row_id=row_id,
        action=JournalEntry.Action.VIEW,
        why=why[:300],
        ip=ip,
    )
