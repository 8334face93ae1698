"""Rules of asked changes of personal data (ACC-06)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from ..models import (
    Account,
    DataChange,
    Person,
)

if TYPE_CHECKING:
    pass


@rule("ACC-06")
def one_change_waits(person: Person) -> Refusal | None:
    """The former data stay in papers until a specialist has checked the change (S3-3.5)."""
    waiting = DataChange.objects.filter(person=person, state=DataChange.State.PENDING).first()
    if waiting is None:
        return None
    return Refusal(
        rule="ACC-06",
        words=_("Изменение от {day} ещё на проверке.").format(day=date_format(waiting.created_at, "d.m.Y")),
        next_step=_("Дождитесь ответа специалиста. До подтверждения в документах прежние данные."),
    )


def something_changes(wanted: dict[str, Any]) -> Refusal | None:
    if wanted:
        return None
    return Refusal(
        rule="ACC-06",
        words=_("Вы ничего не изменили."),
        next_step=_("Исправьте нужное поле. Почту и телефон меняют в профиле, без проверки."),
    )


def change_waits(change: DataChange) -> Refusal | None:
    if change.state == DataChange.State.PENDING:
        return None
    return Refusal(
        rule="ACC-06",
        words=_("Это изменение уже рассмотрено: {state}.").format(state=change.get_state_display()),
        next_step=_("Обновите список."),
    )


def another_decides(change: DataChange, by: Account) -> Refusal | None:
    """Nobody checks what he asked for himself."""
    if by.pk != change.asked_by_id and by.person_id != change.person_id:
        return None
    return Refusal(
        rule="ACC-06",
        words=_("Свои данные проверяет другой специалист."),
        next_step=_("Передайте проверку коллеге."),
    )


@rule("PER-21")
def day_is_past(since: date, on: date) -> Refusal | None:
    """A name changes by a document that exists, not by one to come."""
    if since <= on:
        return None
    return Refusal(
        rule="PER-21",
        words=_("День изменения ещё не наступил."),
        next_step=_("Укажите дату из документа."),
        field="since",
    )
