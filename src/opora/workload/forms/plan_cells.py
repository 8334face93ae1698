"""Cells of a load plan: months and hours in any writing, grounds by many names (domain.md §7 d). Pure."""

import re
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from opora.people.forms.reading import CellValue, Level, Read, is_nothing, plain, squeeze
from opora.people.models import LoadBasis

MONTH_MINUTES = 31 * 24 * 60
SERIAL_EPOCH = date(1899, 12, 30)
SERIALS = range(36_526, 73_051)  # the years 2000 to 2099
ROOTS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
NAMED = re.compile(r"(?:за |на |\d{1,2} )?([а-я]{3,8})\.?(?: (\d{4}|\d{2}))?(?: ?г(?:од[ау]?)?\.?)?")
MONTH_FIRST = re.compile(r"(?:\d{1,2}[./-])?(\d{1,2})[./-](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})(?:[./-]\d{1,2}(?: \d{2}:\d{2}:\d{2})?)?")
CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::\d{2})?")
IN_WORDS = re.compile(
    r"(?:(\d{1,9}(?:[.,]\d{1,20})?) ?(?:ак\. ?)?ч(?:ас(?:а|ов)?)?\.?)? ?"
    r"(?:(\d{1,9}) ?м(?:ин(?:ут[аы]?)?)?\.?)?"
)
NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,20})?")
BASES = (
    (LoadBasis.OUTSIDE_TEACHING_LOAD, r"(?:вне|сверх|помимо)\b.*"),
    (LoadBasis.WITHIN_WORKING_TIME, r".*рабоч\w+ (?:врем|дн).*|раб\w* ?вр\w*"),
    (LoadBasis.HOURLY, r"почас.*|гпх|.*гражданско.*|.*возмездн.*"),
    (
        LoadBasis.IN_TEACHING_LOAD,
        r"(?:в )?(?:пределах |составе )?(?:учебн\w+ |педагогическ\w+ )?нагрузк\w*|штат.*",
    ),
)


def read_month(raw: CellValue, *, on: date) -> Read[date]:
    """The first day of the month; without its year it is of the year of ``on``, to be looked at."""
    if isinstance(raw, datetime | date):
        return Read(date(raw.year, raw.month, 1))
    text = squeeze(plain(raw)).lower().replace("ё", "е")
    if is_nothing(text):
        return Read(None, Level.ERROR, _("Укажите месяц плана, например «ноябрь 2026»."))
    if text.isdecimal() and int(text) in SERIALS:
        day = SERIAL_EPOCH + timedelta(days=int(text))
        return Read(
            day.replace(day=1),
            Level.FIXED,
            _("Число Excel прочитали как {month}.").format(month=f"{day:%m.%Y}"),
        )
    try:
        return _month_of(text, on)
    except ValueError:
        return Read(
            None,
            Level.ERROR,
            _("Не поняли месяц «{text}». Напишите «ноябрь 2026» или «11.2026».").format(text=text[:60]),
        )


def _month_of(text: str, on: date) -> Read[date]:
    if found := MONTH_FIRST.fullmatch(text):
        return Read(date(int(found[2]), int(found[1]), 1))
    if found := YEAR_FIRST.fullmatch(text):
        return Read(date(int(found[1]), int(found[2]), 1))
    found = NAMED.fullmatch(text)
    month = next((n for n, root in enumerate(ROOTS, 1) if found and found[1].startswith(root)), 0)
    if not found or not month:
        raise ValueError(text)
    if not found[2]:
        return Read(
            date(on.year, month, 1), Level.ATTENTION, _("Год не указан, взяли {year}.").format(year=on.year)
        )
    return Read(date(int(found[2]) + (2000 if len(found[2]) == 2 else 0), month, 1))


def read_planned(raw: CellValue) -> Read[int]:
    """Minutes from «12,5», «12:30», «12 ч 30 мин», «750 мин», a number of hours or a cell of time."""
    if isinstance(raw, time):
        return Read(raw.hour * 60 + raw.minute)
    if isinstance(raw, datetime):
        return _wrong_hours(raw)
    text = squeeze(plain(raw)).lower().replace("\u2212", "-")
    if is_nothing(text):
        return Read(None, Level.ERROR, _("Укажите часы плана, например «12,5»."))
    if found := CLOCK.fullmatch(text):
        return _within(int(found[1]) * 60 + int(found[2])) if int(found[2]) < 60 else _wrong_hours(raw)
    if NUMBER.fullmatch(text):
        return _exact(text, text)
    found = IN_WORDS.fullmatch(text)
    if not found or not (found[1] or found[2]):
        return _wrong_hours(raw)
    whole = _exact(found[1], text) if found[1] else Read(0)
    return _within((whole.value or 0) + int(found[2] or 0), whole if whole.value else None)


def _exact(hours: str, text: str) -> Read[int]:
    exact = float(hours.replace(",", ".")) * 60
    minutes = round(exact)
    told = Read(minutes)
    if abs(exact - minutes) > 0.001:
        told = Read(
            minutes, Level.FIXED, _("«{text}» — это {minutes} мин.").format(text=text, minutes=minutes)
        )
    return _within(minutes, told)


def _within(minutes: int, told: Read[int] | None = None) -> Read[int]:
    if minutes > MONTH_MINUTES:
        return Read(None, Level.ERROR, _("В месяце нет столько часов. Проверьте число."))
    if not minutes:
        return Read(0, Level.ATTENTION, _("План 0: прежний план этого месяца будет снят."))
    return Read(minutes, told.level, told.message) if told else Read(minutes)


def _wrong_hours(raw: CellValue) -> Read[int]:
    text = squeeze(plain(raw))[:60]
    return Read(
        None, Level.ERROR, _("Не поняли часы «{text}». Напишите «12,5» или «12:30».").format(text=text)
    )


def read_basis(raw: CellValue) -> Read[str]:
    """The ground of the load; None for a blank cell."""
    text = squeeze(plain(raw)).lower().replace("ё", "е").strip(" .")
    if is_nothing(text):
        return Read(None)
    for basis, pattern in BASES:
        if text == str(basis.label).lower():
            return Read(basis.value)
        if re.fullmatch(pattern, text):
            return Read(
                basis.value,
                Level.FIXED,
                _("Основание «{text}» — это «{basis}».").format(text=text, basis=basis.label),
            )
    known = ", ".join(f"«{label}»" for label in LoadBasis.labels)
    return Read(
        None,
        Level.ERROR,
        _("Не поняли основание «{text}». Бывают: {known}.").format(text=text[:60], known=known),
    )
