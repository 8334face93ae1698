"""Reading «День недели» and «Время» of a график as people write them (domain.md §7 c). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as _

from opora.people.forms.reading import CellValue, Level, Read, is_nothing, plain, squeeze

DAY_ROOTS = (
    r"понед\w*|пон|пнд?",
    r"вторник\w*|втор|втр?",
    r"сред\w*|ср",
    r"четверг\w*|четв|чтв|чт",
    r"пятниц\w*|пятн|птн?",
    r"суббот\w*|субб?|сб",
    r"воскр\w*|вск|вс",
)
DAY_NAMES = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
DAY = "|".join(f"(?:{root})" for root in DAY_ROOTS)
DASHES = r"[-‐‑–—]"
ODD = re.compile(r"\bне\s*четн\w*\b\.?|\bнечет\b\.?|\bчислител\w*")
EVEN = re.compile(r"\bчетн\w*\b\.?|\(\s*чет\.?\s*\)|\bзнаменател\w*")
FILLERS = re.compile(
    r"\b(?:по|в|во|и|с|недел\w*|нед|каждый|каждую|каждое|еженедельно|дни|дням|день)\b|[.,;:/()+&]|\s|"
    + DASHES
)
CLOCK = r"(\d{1,2})(?:\s*(?:[:.-]|ч\.?|час\w*)\s*([0-5]\d)(?:\s*м(?:ин)?\w*\.?)?|\s*(?:ч\.?|час\w*))?"
COMPACT = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5]\d)\s*" + DASHES + r"\s*([01]\d|2[0-3])([0-5]\d)(?!\d)")
INTERVAL = re.compile(
    r"(?:(?<![\w])с\s*)?(?<![\d:+])"
    + CLOCK
    + r"\s*(?:"
    + DASHES
    + r"+|до|по)\s*(?:до\s*)?"
    + CLOCK
    + r"(?![\d:])"
)
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
ZONES = {
    "мск": "Europe/Moscow", "клд": "Europe/Kaliningrad", "сам": "Europe/Samara", "екб": "Asia/Yekaterinburg",
    "ект": "Asia/Yekaterinburg", "омс": "Asia/Omsk", "нск": "Asia/Novosibirsk", "крс": "Asia/Krasnoyarsk",
    "ирк": "Asia/Irkutsk", "якт": "Asia/Yakutsk", "влд": "Asia/Vladivostok", "влв": "Asia/Vladivostok",
    "мгд": "Asia/Magadan", "маг": "Asia/Magadan", "схл": "Asia/Sakhalin", "кам": "Asia/Kamchatka",
    "мск-1": "Europe/Kaliningrad", "мск+1": "Europe/Samara", "мск+2": "Asia/Yekaterinburg",
    "мск+3": "Asia/Omsk", "мск+4": "Asia/Krasnoyarsk", "мск+5": "Asia/Irkutsk", "мск+6": "Asia/Yakutsk",
    "мск+7": "Asia/Vladivostok", "мск+8": "Asia/Magadan", "мск+9": "Asia/Kamchatka",
}  # fmt: skip
ZONE_WORDS = (
    (r"(?:по\s+)?(?:московск\w*\s*(?:врем\w*)?|москв\w*|msk|мск\.)(?!\w)", "мск"),
    (r"(?:по\s+)?(?:владивосток\w*\s*(?:врем\w*)?|владивосток\w*)(?!\w)", "влд"),
)
ZONE = re.compile(
    r"(?<!\w)(мск\s*[+-−]\s*[1-9](?!\d)|" + "|".join(key for key in ZONES if len(key) == 3) + r")(?!\w)"
)


@dataclass(frozen=True)
class Days:
    """Weekdays 1…7 and the parity of the weeks."""

    weekdays: tuple[int, ...]
    parity: str = "any"


@dataclass(frozen=True)
class Hours:
    """The intervals of a cell and the zone it names (an IANA name or empty)."""

    intervals: tuple[tuple[time, time], ...]
    zone: str = ""


def _folded(raw: CellValue) -> str:
    text = squeeze(plain(raw)).lower().replace("ё", "е")
    return text if re.search("[а-я]", text) is None else text.replace("c", "с").replace("p", "р")


def read_days(raw: CellValue) -> Read[Days]:
    """«Понед.», «вт, чт», «пн–пт», «по чётным средам», «ежедневно по раб. дням», «ежедневно кроме вс»."""
    text = _folded(raw)
    if is_nothing(text):
        return Read(
            None,
            Level.ERROR,
            _("Заполните графу «День недели»: без неё график нельзя отправить на утверждение."),
        )
    text, parity = _parity(text)
    text, days = _named_sets(text)
    text, ranged = _ranges(text)
    days |= ranged
    for number, root in enumerate(DAY_ROOTS, 1):
        text, found = re.subn(rf"(?<!\w)(?:{root})(?!\w)", " ", text)
        days |= {number} if found else set()
    rest = squeeze(FILLERS.sub(" ", text))
    if not days:
        return Read(
            None,
            Level.ERROR,
            _("Не поняли день недели «{raw}». Напишите, например, «понедельник» или «пн–пт».").format(
                raw=squeeze(plain(raw))
            ),
        )
    found_days = Days(tuple(sorted(days)), parity)
    if rest:
        return Read(
            found_days,
            Level.ATTENTION,
            _("В графе «День недели» не поняли «{rest}». Проверьте.").format(rest=rest),
        )
    exact = len(days) == 1 and squeeze(plain(raw)).lower() == DAY_NAMES[found_days.weekdays[0] - 1]
    return Read(found_days, Level.OK if exact else Level.FIXED, "" if exact else days_words(found_days))


def days_words(days: Days) -> str:
    """How the cell was understood: «Поняли так: вторник, четверг, чётные недели.»"""
    words = ", ".join(DAY_NAMES[number - 1] for number in days.weekdays)
    weeks = {"even": _("чётные недели"), "odd": _("нечётные недели")}.get(days.parity)
    return _("Поняли так: {days}.").format(days=f"{words}, {weeks}" if weeks else words)


def _parity(text: str) -> tuple[str, str]:
    for pattern, parity in ((ODD, "odd"), (EVEN, "even")):
        rest, found = pattern.subn(" ", text)
        if found:
            both = EVEN.sub(" ", ODD.sub(" ", text))
            if ODD.search(text) and EVEN.search(ODD.sub(" ", text)):
                return both, "any"
            return rest, parity
    return text, "any"


def _named_sets(text: str) -> tuple[str, set[int]]:
    work = r"(?:по\s+)?(?:раб\w*\.?\s*дн\w*|будн\w*(?:\s+дн\w*)?|рабочи\w+)"
    rest, found = re.subn(rf"(?:ежедн\w*\.?|каждый день)?\s*\(?\s*{work}\s*\)?", " ", text)
    if found:
        return rest, {1, 2, 3, 4, 5}
    daily = re.search(r"ежедн\w*\.?|каждый день|все дни", text)
    if daily:
        rest = text.replace(daily[0], " ")
        off = re.search(r"кроме\s+(.*)", rest)
        if off is None:
            return rest, set(range(1, 8))
        weekend = re.search(r"выходн\w*", off[1])
        dropped = {6, 7} if weekend else _listed(off[1])
        return rest[: off.start()], set(range(1, 8)) - dropped
    rest, found = re.subn(r"(?:по\s+)?выходн\w*(?:\s+дн\w*)?", " ", text)
    return rest, {6, 7} if found else set()


def _listed(text: str) -> set[int]:
    return {n for n, root in enumerate(DAY_ROOTS, 1) if re.search(rf"(?<!\w)(?:{root})(?!\w)", text)}


def _ranges(text: str) -> tuple[str, set[int]]:
    days: set[int] = set()

    def taken(found: re.Match[str]) -> str:
        first, last = (min(_listed(found[i]), default=0) for i in (1, 2))
        days.update(range(first, last + 1) if first <= last else [*range(first, 8), *range(1, last + 1)])
        return " "

    pattern = rf"(?<!\w)(?:с\s+)?({DAY})\.?\s*(?:{DASHES}|\bпо\b|\bдо\b)\s*({DAY})(?!\w)\.?"
    return re.sub(pattern, taken, text), days


def read_hours(raw: CellValue) -> Read[Hours]:
    """«18.00-19.30», «с 18 до 19:30», «18-00 – 19-30 МСК», «1800–1930»; several intervals are kept."""
    text, zone = _zone(re.sub(r"(\d{1,2}:\d{2}):00(?!\d)", r"\1", _folded(raw).translate(SUPERSCRIPTS)))
    try:
        found = tuple(_intervals(text))
    except ValueError:
        return _refused(_("Такого времени нет: «{raw}». Часы от 00:00 до 23:59."), raw)
    if is_nothing(text):
        return _refused(_("Заполните графу «Время»: без неё график нельзя отправить на утверждение."), raw)
    if isinstance(raw, time | datetime) or re.fullmatch(r"\d{1,2}[-.:]00", text):
        return _refused(_("В графе «Время» нет окончания. Напишите, например, «18:00–19:30»."), raw)
    if not found:
        return _refused(_("Не поняли время «{raw}». Напишите начало и конец, например «18:00–19:30»."), raw)
    if any(start >= end for start, end in found):
        return _refused(_("Конец раньше начала: «{raw}». Проверьте время."), raw)
    return _understood(text, Hours(found, zone))


def _refused(message: str, raw: CellValue) -> Read[Hours]:
    return Read(None, Level.ERROR, message.format(raw=squeeze(plain(raw))))


def _intervals(text: str) -> Iterator[tuple[time, time]]:
    for found in INTERVAL.finditer(COMPACT.sub(r"\1:\2-\3:\4", text)):
        yield _clock(found[1], found[2]), _clock(found[3], found[4])


def _understood(text: str, hours: Hours) -> Read[Hours]:
    """How the cell went: as is, understood, or with words left over."""
    left = INTERVAL.sub(" ", COMPACT.sub(r"\1:\2-\3:\4", text))
    rest = squeeze(re.sub(r"[\s.,;:()/]|\bи\b|\bчас\w*|\bч\b|\bвремя\b|" + DASHES, " ", left))
    if rest:
        message = _("В графе «Время» не поняли «{rest}». Проверьте.")
        return Read(hours, Level.ATTENTION, message.format(rest=rest))
    shown = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in hours.intervals)
    if squeeze(re.sub(r"\s*" + DASHES + r"\s*", "–", text)) == shown:
        return Read(hours)
    return Read(hours, Level.FIXED, _("Поняли так: {time}.").format(time=shown))


def _zone(text: str) -> tuple[str, str]:
    for pattern, short in ZONE_WORDS:
        text = re.sub(pattern, short, text)
    found = ZONE.search(text)
    if found is None:
        return text, ""
    key = re.sub(r"\s", "", found[1]).replace("−", "-")
    return squeeze(ZONE.sub(" ", text).replace("( )", " ")), ZONES.get(key, "")


def _clock(hour: str, minute: str | None) -> time:
    return time(int(hour), int(minute or 0))
