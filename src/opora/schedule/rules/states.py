"""What may be done with an edition in its state."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import local
from opora.people.models import Role
from opora.people.queries import organisation

from ..models import Schedule, ScheduleChange, ScheduleImport, ScheduleLine
from ..queries import APPROVERS, changes_since

State = Schedule.State
SHOWN_CHANGES = 3
APPROVED_BY = {
    "order": _lazy("руководитель приказом"),
    "head": _lazy("руководитель"),
    "deputy": _lazy("заместитель руководителя"),
}


def _page(schedule: Schedule) -> str:
    return reverse("schedule:show", kwargs={"pk": schedule.pk})


@rule("SCH-06")
def lines_are_open(schedule: Schedule) -> Refusal | None:
    """Lines are frozen from submission on; a change after approval is a new edition."""
    if schedule.state == State.DRAFT:
        return None
    if schedule.state == State.ON_APPROVAL:
        return Refusal(
            rule="SCH-06",
            words=_("График на утверждении, его строки заморожены."),
            next_step=_("Чтобы изменить строки, руководитель должен вернуть график."),
            next_url=_page(schedule),
        )
    return Refusal(
        rule="SCH-06",
        words=_("Утверждённый график изменить нельзя."),
        next_step=_("Создайте новую редакцию."),
        next_url=_page(schedule),
    )


@rule("SCH-EDIT")
def copy_is_current(schedule: Schedule, version: int) -> Refusal | None:
    """Two editors: the second is told who changed what, and nothing is overwritten."""
    if schedule.version == version:
        return None
    changes = changes_since(schedule, version)
    told = "; ".join(_told(change) for change in changes[-SHOWN_CHANGES:])
    if len(changes) > SHOWN_CHANGES:
        told = _("{told} и ещё правок: {count}").format(told=told, count=len(changes) - SHOWN_CHANGES)
    return Refusal(
        rule="SCH-EDIT",
        words=_("Пока вы правили, график изменили. {told}.").format(told=told or _("Откройте его заново")),
        next_step=_("Ваша правка не сохранена. Сверьте её с изменениями и сохраните ещё раз."),
    )


@rule("SCH-23")
def line_is_as_it_was_left(
    change: ScheduleChange, now_says: Mapping[str, Any] | None, later: ScheduleChange | None
) -> Refusal | None:
    """A change is taken back while what it wrote still stands; ``later`` is the last save of that line."""
    wrote = (change.after or {}).items()
    if now_says is not None and all(now_says[name] == value for name, value in wrote):
        return None
    return Refusal(
        rule="SCH-23",
        words=_("Вернуть нельзя: после этого строку изменили. {told}.").format(told=_told(later))
        if later
        else _("Вернуть нельзя: этой строки в черновике уже нет."),
        next_step=_("Посмотрите, как она стоит сейчас, и при необходимости исправьте её."),
        next_url=_page(change.schedule),
    )


def _told(change: ScheduleChange) -> str:
    at = local(change.at, organisation().timezone)
    who = change.by.short_name if change.by else _("система")
    return f"{who} {_('в')} {at:%H:%M}: {change.words}"


@rule("SCH-10")
def awaits_approval(schedule: Schedule) -> Refusal | None:
    """Approval and return act on what was submitted."""
    if schedule.state == State.ON_APPROVAL:
        return None
    return Refusal(
        rule="SCH-10",
        words=_("График не на утверждении: {state}.").format(state=schedule.get_state_display()),
        next_step=_("Откройте его, чтобы увидеть, что с ним сейчас."),
        next_url=_page(schedule),
    )


@rule("SCH-20")
def approver_is_named(way: str, role: Role) -> Refusal | None:
    """The act says by whose word the график is approved: the head's or his deputy's (S1-3.4a)."""
    if APPROVERS[way] is role:
        return None
    return Refusal(
        rule="SCH-20",
        words=_("График утверждает {who}.").format(who=APPROVED_BY[way]),
        next_step=_("График ждёт его решения, ваша подпись не нужна."),
    )


@rule("SCH-21")
def approval_has_its_day(on: date | None, today: date) -> Refusal | None:
    """Without an order it is the date beside the signature that says since when it is approved."""
    if on is not None and on <= today:
        return None
    return Refusal(
        rule="SCH-21",
        words=_("Назовите день утверждения, не позже сегодняшнего."),
        next_step=_("Обычно это сегодня."),
        field="date",
    )


@rule("SCH-04")
def is_approved(schedule: Schedule) -> Refusal | None:
    """Only an approved график is published and opens booking (S1-3.4a)."""
    if schedule.state == State.APPROVED:
        return None
    if schedule.state in (State.PUBLISHED, State.SUPERSEDED):
        return Refusal(
            rule="SCH-04",
            words=_("График уже опубликован."),
            next_step=_("Ничего делать не нужно."),
            next_url=_page(schedule),
        )
    return Refusal(
        rule="SCH-04",
        words=_("График ещё не утверждён. Запись откроется после утверждения."),
        next_step=_("Отправьте график на утверждение руководителю."),
        next_url=_page(schedule),
    )


@rule("SCH-09")
def is_published(schedule: Schedule) -> Refusal | None:
    """What hangs on a stand is the published edition (S1-3.4b)."""
    if schedule.state == State.PUBLISHED:
        return None
    return Refusal(
        rule="SCH-09",
        words=_("На стенде размещают опубликованный график, а этот сейчас: {state}.").format(
            state=schedule.get_state_display()
        ),
        next_step=_("Сначала опубликуйте его."),
        next_url=_page(schedule),
    )


@rule("SCH-11")
def has_lines(count: int) -> Refusal | None:
    """An empty table is not a график."""
    if count:
        return None
    return Refusal(
        rule="SCH-11",
        words=_("В графике нет ни одной строки."),
        next_step=_("Добавьте строки вручную или загрузите их из файла."),
    )


@rule("SCH-12")
def remark_is_given(remark: str) -> Refusal | None:
    """A return without words cannot be acted on."""
    if remark.strip():
        return None
    return Refusal(
        rule="SCH-12",
        words=_("Напишите, что исправить: без замечания возвращать нечего."),
        next_step=_("Назовите строку и что в ней не так."),
        field="remark",
    )


@rule("SCH-13")
def next_edition_is_free(schedule: Schedule, following: Schedule | None) -> Refusal | None:
    """An edition has one successor: two drafts of the same change would fight."""
    if following is not None:
        return Refusal(
            rule="SCH-13",
            words=_("Следующая редакция уже есть: {title}, ред. {edition}, {state}.").format(
                title=following.title, edition=following.edition, state=following.get_state_display()
            ),
            next_step=_("Продолжите в ней."),
            next_url=_page(following),
        )
    if schedule.state in (State.DRAFT, State.ON_APPROVAL):
        return Refusal(
            rule="SCH-13",
            words=_("Новую редакцию делают из утверждённого графика, а этот ещё можно изменить."),
            next_step=_("Правьте строки прямо в нём."),
            next_url=_page(schedule),
        )
    return None


@rule("SCH-14")
def period_is_in_order(period_from: date, period_to: date) -> Refusal | None:
    """A график ends after it begins and lasts a year at most: orders are of a year."""
    if period_to < period_from:
        return Refusal(
            rule="SCH-14",
            words=_("График заканчивается раньше, чем начинается."),
            next_step=_("Проверьте даты."),
            field="period_to",
        )
    if (period_to - period_from).days > 366:
        return Refusal(
            rule="SCH-14",
            words=_("График длиннее года."),
            next_step=_("Разделите его на учебные годы или полугодия."),
            field="period_to",
        )
    return None


@rule("SCH-IMP")
def file_is_in(upload: ScheduleImport, state: str) -> Refusal | None:
    """A file is applied once and taken back once."""
    if upload.state == state:
        return None
    return Refusal(
        "SCH-IMP",
        _("С этим файлом уже закончили: {state}.").format(state=upload.get_state_display()),
        next_step=_("Вернитесь к графику."),
        next_url=reverse("schedule:show", args=[upload.schedule_id]),
    )


@rule("SCH-19")
def every_line_is_decided(undecided: Sequence[ScheduleLine]) -> Refusal | None:
    """Nothing of an old график is dropped in silence: a line that came meanwhile is shown too."""
    if not undecided:
        return None
    return Refusal(
        rule="SCH-19",
        words=_("О строках прежнего графика решено не всё: не хватает решений, {count}.").format(
            count=len(undecided)
        ),
        next_step=_("Просмотрите строки ещё раз: для каждой выберите, переносить ли её."),
    )
