"""Words and numbers of official papers: one spelling for every renderer (domain §5)."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

from opora.kernel.text import MINUS, NBSP
from opora.kernel.times import MONTHS, MONTHS_GENITIVE, WEEKDAYS

LONGEST = 32_000  # a spreadsheet cell holds 32 767 characters

FULL_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")

_ABSURD = Decimal(10**15)
_LINE_BREAK = re.compile(r"\r\n|[\r\u0085\u2028\u2029]")
_KEPT_CONTROLS = "\t\n"
_JOINERS = "\u200c\u200d"


def clean(value: object) -> str:
    """Text that every format can hold: no characters illegal in XML, no hidden changes of direction."""
    if value is None:
        return ""
    text = _LINE_BREAK.sub("\n", str(value))
    kept = "".join(char for char in text if _is_printable(char))
    return unicodedata.normalize("NFC", kept)[:LONGEST].strip()


def _is_printable(char: str) -> bool:
    if char in _KEPT_CONTROLS or char in _JOINERS:
        return True
    # Cc, Cs, Cn and Co cannot be printed; Cf holds the overrides of direction that disguise a name.
    return unicodedata.category(char) not in {"Cc", "Cs", "Cn", "Co", "Cf"}


def one_line(value: object) -> str:
    """Cleaned text without line breaks."""
    return " ".join(part for part in clean(value).replace("\t", "\n").split("\n") if part)


def date_words(day: date | None) -> str:
    """23.11.2026, or a line to write on."""
    return f"{day:%d.%m}.{day.year:04}" if day else "_" * 10


def time_words(moment: time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def month_words(year: int, month: int) -> str:
    """«ноябрь 2026 г.»."""
    return f"{MONTHS[month - 1]} {year}{NBSP}г."


def weekday_words(days: Collection[int]) -> str:
    """Weekdays (0 is Monday) as the график prints them: «понедельник», «пн–пт», «вт, чт»."""
    order = sorted({day for day in days if 0 <= day <= 6})
    if len(order) == 1:
        return FULL_WEEKDAYS[order[0]]
    if len(order) > 2 and order[-1] - order[0] == len(order) - 1:
        return f"{WEEKDAYS[order[0]]}–{WEEKDAYS[order[-1]]}"
    return ", ".join(WEEKDAYS[day] for day in order)


def hours_words(hours: Decimal) -> str:
    """17,50: two places and a decimal comma."""
    if not hours.is_finite():
        return ""
    if abs(hours) >= _ABSURD:
        return clean(hours)
    rounded = hours.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    whole, _, places = f"{abs(rounded):,.2f}".partition(".")
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{whole.replace(',', NBSP)},{places}"


def day_words(day: date | None) -> str:
    """«02» сентября 2026 г., or a line to write on."""
    if day is None:
        return f"«____» {'_' * 15} 20___{NBSP}г."
    return f"«{day.day:02}» {MONTHS_GENITIVE[day.month - 1]} {day.year}{NBSP}г."


def stamp_lines(position: str, organisation: str, name: str, on: date | None) -> tuple[str, ...]:
    """The stamp «УТВЕРЖДАЮ»: position, organisation, a line to sign on with the name, the date (S4-hdr)."""
    position = position or "Руководитель"
    return (
        "УТВЕРЖДАЮ",
        f"{position[:1].upper()}{position[1:]}",
        organisation,
        f"{'_' * 15} {one_line(name)}",
        day_words(on),
    )
