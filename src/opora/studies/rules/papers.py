"""When a template of a paper is taken."""

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from ..papers import Trouble


@rule("DOC-01")
def template_can_be_filled(trouble: Trouble | None) -> Refusal | None:
    """A broken template would break the next order; the one in use stays."""
    if trouble is None:
        return None
    where = _("Место: «{place}».").format(place=trouble.place) if trouble.place else ""
    return Refusal(
        "DOC-01",
        f"{trouble.words} {where}".strip(),
        next_step=_("Исправьте шаблон в Word и загрузите снова. Прежний шаблон остался в силе."),
        field="template",
    )
