"""What can be done with a reading now (RDG), and the register of norms (ACT-06)."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from .models import ActReading, ReadProposal


@rule("RDG-01")
def reading_is_open(reading: ActReading) -> Refusal | None:
    """What a person finished checking is not changed behind the draft made of it."""
    if reading.state == ActReading.State.OPEN:
        return None
    return Refusal(
        rule="RDG-01",
        words=_("Проверка этого акта закончена, ответы больше не меняются."),
        next_step=_("Загрузите акт ещё раз, если нужно прочитать его заново."),
    )


@rule("RDG-02")
def every_proposal_is_decided(proposals: Iterable[ReadProposal]) -> Refusal | None:
    """Nothing becomes a provision without a person's word."""
    waiting = [proposal for proposal in proposals if not proposal.decision]
    if not waiting:
        return None
    words = ngettext(
        "Без решения осталось {n} положение.", "Без решения осталось положений: {n}.", len(waiting)
    )
    return Refusal(
        rule="RDG-02",
        words=words.format(n=len(waiting)),
        next_step=_("Подтвердите его, исправьте или отметьте, что в акте этого нет.")
        if len(waiting) == 1
        else _("Подтвердите каждое, исправьте или отметьте, что в акте этого нет."),
    )


@rule("RDG-03")
def reading_is_done(reading: ActReading) -> Refusal | None:
    """An edition is made of answers that a person has finished checking."""
    if reading.state == ActReading.State.DONE:
        return None
    return Refusal(
        rule="RDG-03",
        words=_("Проверка акта не закончена, черновик делать не из чего."),
        next_step=_("Решите, что верно, и нажмите «Закончить проверку»."),
    )


@rule("ACT-06")
def norm_lapses_after_it_began(since: date, lapsed: date | None) -> Refusal | None:
    if lapsed is None or lapsed > since:
        return None
    return Refusal(
        rule="ACT-06",
        words=_("Акт не может утратить силу раньше, чем начал действовать."),
        next_step=_("Проверьте обе даты."),
        field="lapsed",
    )
