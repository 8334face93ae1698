"""The audit trail for reading: who changed what, with before and after in Russian."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Field, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opora.people.models import Account, Person

from .models import JournalEntry


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a row, before and after; empty text for «was not»."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry in words."""

    id: int
    at: datetime
    who: str
    table: str
    subject: str
    row_id: int
    action: str
    action_words: str
    why: str
    ip: str
    changes: tuple[Change, ...]


@cache
def _models() -> dict[str, type[Model]]:
    return {
        model._meta.db_table: model
        for config in apps.get_app_configs()
        if config.name.startswith("opora.")
        for model in config.get_models(include_auto_created=True)
    }


def tables() -> list[tuple[str, str]]:
    """Tables with their names, for the filter."""
    return sorted(((name, table_title(name)) for name in _models()), key=lambda pair: pair[1])


def table_title(table: str) -> str:
    """The name of a table for people, or the table itself."""
    return str(_TITLES.get(table) or table)


LONGEST = 300
HIDDEN = frozenset({"id", "search_name", "digest", "key", "rows", "choices", "into"})
_NAMES = {
    "applied_at": _lazy("применено"),
    "at": _lazy("когда"),
    "cancelled_at": _lazy("отменено"),
    "closed_at": _lazy("закрыто"),
    "confirmed_at": _lazy("подтверждено"),
    "decided_at": _lazy("решено"),
    "inn": _lazy("ИНН"),
    "values": _lazy("что предложено"),
    "item": _lazy("пункт"),
    "last": _lazy("последний номер"),
    "ogrn": _lazy("ОГРН"),
    "position": _lazy("порядок"),
    "provision": _lazy("условие"),
    "calendar_of": _lazy("встреча в календаре"),
    "sha256": _lazy("контрольная сумма"),
    "path": _lazy("место на диске"),
    "hint": _lazy("конец ключа"),
    "published_at": _lazy("опубликовано"),
    "removed": _lazy("удалено"),
    "reopened_at": _lazy("открыто заново"),
    "result": _lazy("итог"),
    "rule": _lazy("правило"),
    "revoked_at": _lazy("отозвано"),
    "scopes": _lazy("права"),
    "events": _lazy("события"),
    "sequence": _lazy("номер изменения"),
    "signed_at": _lazy("подписано"),
    "snapshot": _lazy("строки ведомости"),
    "snils": _lazy("СНИЛС"),
    "source": _lazy("откуда"),
    "submitted_at": _lazy("отправлено"),
    "superseded_at": _lazy("заменено"),
    "uses_distance_tech": _lazy("ДОТ"),
    "value": _lazy("значение"),
    "version": _lazy("версия"),
    "words": _lazy("словами"),
    "year": _lazy("год"),
}
_TITLES = {
    "moderation_case": _lazy("Дело модератора"),
    "moderation_policy": _lazy("Правила общения"),
    "website_appeal": _lazy("Обращение"),
    "website_appealarrival": _lazy("Повтор обращения"),
    "website_appealmove": _lazy("Передача обращения"),
    "website_appealfile": _lazy("Файл обращения"),
    "website_admission": _lazy("Набор в группу"),
    "website_application": _lazy("Заявка на обучение"),
    "website_newsitem": _lazy("Новость"),
    "website_pagecheck": _lazy("Проверка страницы сайта"),
    "website_sectionversion": _lazy("Раздел страницы об ЭО и ДОТ"),
    "website_svedenrow": _lazy("Строка «Сведений об организации»"),
    "website_teacherpage": _lazy("Страница преподавателя"),
    "people_person": _lazy("Человек"),
    "people_account": _lazy("Вход"),
    "api_token": _lazy("Ключ программы"),
    "api_webhook": _lazy("Другая система"),
    "files_storedfile": _lazy("Файл"),
    "reports_chatarchive": _lazy("Архив переписки"),
    "files_upload": _lazy("Загрузка файла"),
    "consultations_meansreplacement": _lazy("Замена средства коммуникации"),
    "consultations_waiting": _lazy("Лист ожидания"),
    "consultations_absencereport": _lazy("Сообщение о неявке преподавателя"),
    "consultations_helprequest_files": _lazy("Файл просьбы о встрече"),
    "consultations_helprequest": _lazy("Просьба о встрече"),
    "consultations_refusedask": _lazy("Отказ в записи"),
    "people_rolegrant": _lazy("Назначение на роль"),
    "people_staffcontract": _lazy("Договор работника"),
    "people_workinghours": _lazy("Режим рабочего времени"),
    "people_contract": _lazy("Договор на обучение"),
    "people_contractlearner": _lazy("Слушатель в договоре"),
    "people_guardianship": _lazy("Законный представитель"),
    "people_accommodation": _lazy("Особые условия"),
    "people_absence": _lazy("Замещение"),
    "people_addendum": _lazy("Соглашение к договору"),
    "people_datachange": _lazy("Изменение данных"),
    "people_formername": _lazy("Прежнее имя"),
    "people_organisation": _lazy("Организация"),
    "people_branch": _lazy("Филиал"),
    "regulations_order": _lazy("Приказ"),
    "regulations_ordercounter": _lazy("Счётчик приказов"),
    "regulations_localact": _lazy("Локальный акт"),
    "regulations_actedition": _lazy("Редакция акта"),
    "regulations_bodydecision": _lazy("Решение об акте"),
    "regulations_clause": _lazy("Пункт акта"),
    "regulations_provisionvalue": _lazy("Условие акта"),
    "regulations_rulebasis": _lazy("Основание правила"),
    "regulations_replacedtext": _lazy("Прежний текст проекта"),
    "regulations_actreading": _lazy("Прочитанный акт"),
    "regulations_readproposal": _lazy("Ответ, прочитанный в акте"),
    "regulations_externalact": _lazy("Внешний акт"),
    "channels_meansstatus": _lazy("Решение о средстве коммуникации"),
    "acquaintance_acquaintance": _lazy("Ознакомление с актом"),
    "acquaintance_signatureagreement": _lazy("Соглашение о простой ЭП"),
    "duties_duty": _lazy("Обязанность"),
    "duties_assignment": _lazy("Назначение на обязанность"),
    "channels_communicationmeans": _lazy("Средство коммуникации"),
    "studies_programme": _lazy("Программа"),
    "studies_programmepart": _lazy("Часть программы"),
    "studies_group": _lazy("Группа"),
    "studies_grouppart": _lazy("Дисциплина группы"),
    "studies_enrolment": _lazy("Зачисление"),
    "studies_individualplan": _lazy("Индивидуальный учебный план"),
    "studies_learnerimport": _lazy("Загрузка слушателей"),
    "studies_importrecord": _lazy("Что сделала загрузка"),
    "workload_planimport": _lazy("Загрузка плана нагрузки"),
    "schedule_schedule": _lazy("График"),
    "schedule_scheduleline": _lazy("Строка графика"),
    "schedule_calendarday": _lazy("День календаря"),
    "consultations_session": _lazy("Консультация"),
    "consultations_booking": _lazy("Запись на консультацию"),
    "consultations_feedback": _lazy("Отзыв о помощи"),
    "progress_appealmark": _lazy("Обращение по дисциплине"),
    "studies_programmeoutline": _lazy("Результаты и условия программы"),
    "duties_outage": _lazy("Сбой или работы"),
    "duties_plan": _lazy("План внедрения"),
    "duties_measure": _lazy("Мероприятие плана"),
    "consultations_prepevidence": _lazy("Подтверждение подготовки к аттестации"),
    "consultations_prepacknowledgement": _lazy("Ознакомление с процедурой аттестации"),
    "consultations_questionwindow": _lazy("Окно вопросов для пропустивших"),
    "consultations_prepquestion": _lazy("Вопрос пропустившего консультацию"),
    "consultations_keptexception": _lazy("Отметка о сохранённой записи"),
    "progress_knowntest": _lazy("Тест СДО"),
    "progress_result": _lazy("Результат теста"),
    "progress_resultimport": _lazy("Загрузка результатов"),
    "progress_topicdecision": _lazy("Решение о теме"),
    "consultations_prepitem": _lazy("Пункт подготовки к аттестации"),
    "consultations_session_groups": _lazy("Группа консультации"),
    "consultations_session_means": _lazy("Средство консультации"),
    "consultations_session_parts": _lazy("Дисциплина консультации"),
    "consultations_booking_files": _lazy("Файл записи на консультацию"),
    "webinars_webinar": _lazy("Вебинар"),
    "webinars_visitor": _lazy("Регистрация на вебинар"),
    "meetings_room": _lazy("Видеокомната"),
    "meetings_medianode": _lazy("Медиасервер"),
    "meetings_chapter": _lazy("Отметка в записи встречи"),
    "meetings_recording": _lazy("Запись встречи"),
    "meetings_consent": _lazy("Ответ на просьбу о записи"),
    "meetings_choice": _lazy("Чем ведутся видеовстречи"),
    "meetings_guest": _lazy("Участник видеовстречи"),
    "meetings_question": _lazy("Вопрос из зала"),
    "meetings_board": _lazy("Доска встречи"),
    "meetings_boardpage": _lazy("Страница доски"),
    "meetings_notes": _lazy("Общие заметки встречи"),
    "meetings_press": _lazy("Нажатие таймера"),
    "conversations_conversation": _lazy("Чат"),
    "conversations_registered": _lazy("Консультация из чата"),
    "conversations_member": _lazy("Участник чата"),
    "conversations_call": _lazy("Звонок из чата"),
    "conversations_announcement": _lazy("Объявление"),
    "conversations_topic": _lazy("Тема чата"),
    "conversations_poll": _lazy("Опрос в чате"),
    "notifications_wishes": _lazy("Как сообщать человеку"),
    "notifications_badaddress": _lazy("Адрес, с которого возвращаются письма"),
    "outside_binding": _lazy("Привязанный мессенджер"),
    "consultations_thread": _lazy("Вопрос отложенной консультации"),
    "consultations_post": _lazy("Сообщение отложенной консультации"),
    "consultations_post_files": _lazy("Файл отложенной консультации"),
    "consultations_threadreading": _lazy("Чтение чужой переписки"),
    "consultations_workinterval": _lazy("Интервал отложенной консультации"),
    "publications_fact": _lazy("Запись о размещении"),
    "publications_snapshot": _lazy("Снимок размещённого"),
    "reports_calendarlink": _lazy("Ссылка на календарь"),
    "schedule_publication": _lazy("Публикация графика"),
    "schedule_schedulechange": _lazy("Правка графика"),
    "schedule_scheduleproposal": _lazy("Предложение строки графика"),
    "schedule_widgetsite": _lazy("Сайт с виджетом графика"),
    "schedule_scheduleimport": _lazy("Загрузка графика"),
    "schedule_scheduleline_groups": _lazy("Группа строки графика"),
    "schedule_scheduleline_means": _lazy("Средство строки графика"),
    "schedule_scheduleline_parts": _lazy("Дисциплина строки графика"),
    "studies_enrolmentmove": _lazy("Движение слушателя"),
    "studies_enrolment_parts": _lazy("Часть программы в зачислении"),
    "studies_learnerorder": _lazy("Приказ о слушателях"),
    "studies_learnerorder_parts": _lazy("Часть программы в приказе"),
    "studies_learnerorderline": _lazy("Слушатель в приказе"),
    "studies_networkagreement": _lazy("Договор о сетевом взаимодействии"),
    "studies_networkagreement_parts": _lazy("Часть программы в сетевом договоре"),
    "studies_planpart": _lazy("Часть индивидуального плана"),
    "studies_papertemplate": _lazy("Шаблон бумаги"),
    "studies_customer": _lazy("Заказчик"),
    "workload_countedspan": _lazy("Учтённое время"),
    "workload_worklogentry": _lazy("Запись о нагрузке"),
    "workload_entryquestion": _lazy("Вопрос о записи нагрузки"),
    "workload_sheetvisit": _lazy("Просмотр учёта часов"),
    "workload_plannedload": _lazy("План нагрузки"),
    "workload_rate": _lazy("Ставка оплаты"),
    "workload_monthsheet": _lazy("Ведомость за месяц"),
}


def entries(
    *,
    table: str = "",
    row_id: int | None = None,
    account_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    zone: str,
    before_id: int | None = None,
) -> QuerySet[JournalEntry]:
    """The latest first; ``before_id`` continues a list, for counting a million entries is slow."""
    rows = JournalEntry.objects.order_by("-id")
    if table:
        rows = rows.filter(table=table)
    if row_id is not None:
        rows = rows.filter(row_id=row_id)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time(), ZoneInfo(zone)))
    if until:
        rows = rows.filter(at__lte=datetime.combine(until, time.max, ZoneInfo(zone)))
    return rows.filter(id__lt=before_id) if before_id else rows


def in_words(rows: Iterable[JournalEntry]) -> list[EntryRow]:
    """Entries with names of people and fields; three statements for any number of entries."""
    found = list(rows)
    accounts = Account.objects.in_bulk({row.account_id for row in found if row.account_id})
    people = Person.objects.in_bulk({pk for row in found for pk in _people_of(row)})
    names = {pk: person.short_name for pk, person in people.items()}
    return [_row(row, accounts.get(row.account_id or 0), names) for row in found]


def _people_of(entry: JournalEntry) -> Iterator[int]:
    """Ids of the persons an entry speaks of: itself a person, or with links to persons."""
    if entry.table == Person._meta.db_table:
        yield entry.row_id
    for column, field in _fields(entry.table).items():
        if field.related_model is Person:
            for values in (entry.before, entry.after):
                if values and values.get(column):
                    yield values[column]


def _row(entry: JournalEntry, author: Account | None, names: dict[int, str]) -> EntryRow:
    return EntryRow(
        id=entry.pk,
        at=entry.at,
        who=author.person.short_name if author else _("система"),
        table=table_title(entry.table),
        subject=names.get(entry.row_id, "") if entry.table == Person._meta.db_table else "",
        row_id=entry.row_id,
        action=entry.action,
        action_words=entry.get_action_display(),
        why=entry.why,
        ip=entry.ip,
        changes=tuple(_changes(entry, names)),
    )


def _changes(entry: JournalEntry, names: dict[int, str]) -> Iterator[Change]:
    before, after = entry.before or {}, entry.after or {}
    fields = _fields(entry.table)
    for column in [*after, *(name for name in before if name not in after)]:
        was, became = before.get(column), after.get(column)
        if column in HIDDEN or (was in (None, "") and became in (None, "")):
            continue
        field = fields.get(column)
        yield Change(_field_name(field, column), _value(field, was, names), _value(field, became, names))


@cache
def _fields(table: str) -> "dict[str, Field[Any, Any]]":
    model = _models().get(table)
    return {str(field.column): field for field in model._meta.concrete_fields} if model else {}


def _field_name(field: "Field[Any, Any] | None", column: str) -> str:
    """The verbose name; a link without one is named by the table it leads to."""
    if field is None:
        return column
    name = str(field.verbose_name)
    if column in _NAMES and name.isascii():
        return str(_NAMES[column])
    if column in ("valid_from", "valid_to") and name.isascii():
        return _("действует с") if column == "valid_from" else _("действует по")
    if field.related_model and name == field.name.replace("_", " "):
        return table_title(field.related_model._meta.db_table).lower()
    return name


def _value(field: "Field[Any, Any] | None", value: Any, names: dict[int, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    choices = dict(field.flatchoices) if field is not None and field.choices else {}
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    if field is not None and field.related_model:
        known = names.get(value) if field.related_model is Person else None
        return known or f"№ {value}"
    if isinstance(value, dict):
        return _("данные, полей: {n}").format(n=len(value))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)[:LONGEST]
    return _date_words(value) if isinstance(value, str) else str(value)[:LONGEST]


def _date_words(text: str) -> str:
    """2026-11-23 → 23.11.2026; an instant keeps its hours and zone."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text).strftime("%d.%m.%Y")
        if len(text) > 18 and text[4:5] == "-" and text[10:11] == "T":
            return datetime.fromisoformat(text).strftime("%d.%m.%Y %H:%M %Z")
    except ValueError:
        pass
    return text[:LONGEST]
