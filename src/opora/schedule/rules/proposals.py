"""What workers may propose to a draft, and when (S0-5.1)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from ..models import Schedule, ScheduleProposal

State = ScheduleProposal.State


@rule("SCH-15")
def lines_are_collected(schedule: Schedule) -> Refusal | None:
    """Workers propose while the draft is open and has asked them to; the date is a wish, submission a bar."""
    if schedule.state == Schedule.State.DRAFT and schedule.collect_until is not None:
        return None
    return Refusal(
        rule="SCH-15",
        words=_("Строки в график «{title}» сейчас не собирают.").format(title=schedule.title),
        next_step=_("Напишите заместителю руководителя, если вашу строку нужно изменить."),
        next_url=reverse("schedule:mine"),
    )


@rule("SCH-16")
def proposal_waits(proposal: ScheduleProposal) -> Refusal | None:
    """What was decided or withdrawn is not decided again."""
    if proposal.state == State.WAITING:
        return None
    return Refusal(
        rule="SCH-16",
        words=_("Предложение уже рассмотрено: {state}.").format(state=proposal.get_state_display()),
        next_step=_("Обновите страницу."),
    )


@rule("SCH-17")
def line_is_still_there(proposal: ScheduleProposal) -> Refusal | None:
    """A change of a line that was meanwhile removed has nothing to change."""
    if proposal.kind not in (ScheduleProposal.Kind.CHANGE, ScheduleProposal.Kind.REMOVE) or proposal.line_id:
        return None
    return Refusal(
        rule="SCH-17",
        words=_("Строки, о которой предложение, в графике больше нет."),
        next_step=_("Верните предложение со словами или добавьте строку сами."),
    )


@rule("SCH-18")
def line_is_asked_about_once(waiting: bool) -> Refusal | None:
    """Two waiting proposals about one line would contradict each other."""
    if not waiting:
        return None
    return Refusal(
        rule="SCH-18",
        words=_("Об этой строке уже есть предложение, оно ждёт решения."),
        next_step=_("Отзовите его и предложите заново."),
        next_url=reverse("schedule:mine"),
    )
