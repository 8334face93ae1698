"""Whether a paper can be made now."""

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule


@rule("ARC-01")
def reason_is_given(reason: str, *, is_member: bool) -> Refusal | None:
    """Who is not in a conversation says why he reads it; the reason stays in the journal (case 47)."""
    if is_member or reason.strip():
        return None
    return Refusal(
        "ARC-01",
        _("Вы не участник этого чата: укажите основание."),
        next_step=_("Напишите, по какой жалобе или запросу нужна переписка. Это останется в журнале."),
        field="reason",
    )
