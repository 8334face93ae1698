"""When a result is entered, a file applied, a topic decided; how a topic is scored."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from .models import ResultImport

PASSED = Decimal("0.6")


@rule("RES-01")
def points_fit(points: Decimal, most: Decimal) -> Refusal | None:
    if 0 <= points <= most:
        return None
    return Refusal(
        "RES-01",
        _("Баллов не может быть больше максимума ({most}) или меньше нуля.").format(most=most.normalize()),
        next_step=_("Проверьте баллы и максимум теста."),
        field="max_points",
    )


@rule("RES-02")
def taken_in_the_past(taken_at: datetime, at: datetime) -> Refusal | None:
    if taken_at <= at:
        return None
    return Refusal(
        "RES-02", _("Тест ещё не проходили: дата впереди."), next_step=_("Проверьте дату."), field="day"
    )


@rule("RES-03")
def something_is_entered(n: int) -> Refusal | None:
    if n:
        return None
    return Refusal(
        "RES-03",
        _("Не введён ни один результат."),
        next_step=_("Впишите баллы хотя бы одному слушателю, пустые клетки пропустим."),
        field="title",
    )


@rule("RES-04")
def import_waits(imported: ResultImport) -> Refusal | None:
    if imported.state == ResultImport.State.PREVIEW:
        return None
    return Refusal(
        "RES-04",
        _("Эту загрузку уже закрыли: {state}.").format(state=imported.get_state_display()),
        next_step=_("Загрузите файл ещё раз, если он нужен."),
    )


@rule("RES-05")
def import_can_be_undone(imported: ResultImport) -> Refusal | None:
    if imported.state == ResultImport.State.APPLIED:
        return None
    return Refusal(
        "RES-05", _("Отменить можно только применённую загрузку."), next_step=_("Обновите страницу.")
    )


@rule("RES-06")
def zone_is_told(zone: str) -> Refusal | None:
    """A file of the СДО rarely says whose clock it is by; guessing would move results to another day."""
    if zone:
        return None
    return Refusal(
        "RES-06",
        _("Не указано, по какому времени записаны даты в файле."),
        next_step=_("Выберите часовой пояс СДО."),
        field="zone",
    )


@rule("RES-07")
def something_to_apply(n: int) -> Refusal | None:
    if n:
        return None
    return Refusal(
        "RES-07",
        _("Добавлять нечего: все строки уже в базе или требуют решения."),
        next_step=_("Выберите части программы для новых тестов и однофамильцев, потом загрузите."),
    )


@rule("TOP-01")
def decline_has_reason(reason: str) -> Refusal | None:
    if reason.strip():
        return None
    return Refusal(
        "TOP-01",
        _("Напишите, почему тема не нужна."),
        next_step=_("Она вернётся, только если появятся новые ошибки или вопросы."),
        field="reason",
    )


@rule("TOP-02")
def proposal_stands(found: bool) -> Refusal | None:
    """What was proposed a minute ago may have been decided by now."""
    if found:
        return None
    return Refusal(
        "TOP-02",
        _("Этого предложения больше нет: по нему уже решили или результаты изменились."),
        next_step=_("Обновите страницу."),
    )


@rule("TOP-03")
def session_serves_it(found: bool) -> Refusal | None:
    if found:
        return None
    return Refusal(
        "TOP-03",
        _("Эта встреча уже прошла или не для этой группы."),
        next_step=_("Выберите встречу из списка."),
        field="session",
    )
