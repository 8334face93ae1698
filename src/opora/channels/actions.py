"""Changes of the register; the law about services moves each half-year (domain.md §6)."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from opora.kernel.rules import enforce

from . import rules
from .models import CommunicationMeans


@transaction.atomic
def add_means(
    *,
    code: str,
    title: str,
    kind: str,
    state: str = CommunicationMeans.State.ALLOWED,
    state_since: date | None = None,
    note: str = "",
    aliases: list[str] | None = None,
) -> CommunicationMeans:
    """Put a service into the register. Raises ``Refused`` by COM-06 for a taken code."""
    enforce(rules.means_code_is_new(code))
    last = CommunicationMeans.objects.aggregate(last=Max("position"))["last"] or 0
    return CommunicationMeans.objects.create(
        code=code,
        title=title.strip(),
        kind=kind,
        state=state,
        state_since=state_since,
        note=note.strip(),
        aliases=aliases or [],
        position=last + 1,
    )


@transaction.atomic
def change_means_state(
    means: CommunicationMeans, *, state: str, since: date | None = None, note: str = ""
) -> CommunicationMeans:
    """Open, warn about, forbid or close a service. Lines that already name it stay as history (case 49)."""
    means.state, means.state_since, means.note = state, since, note.strip()
    means.save(update_fields=["state", "state_since", "note", "updated_at"])
    return means
