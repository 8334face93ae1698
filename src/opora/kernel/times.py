"""Dates, times and zones in the words of a Russian training centre. Pure: nothing here asks for the time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from opora.kernel.text import EN_DASH, MINUS

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
MONTHS_GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip

NIGHT_ENDS = time(7)
NIGHT_STARTS = time(23)
QUIET_ENDS = time(8)
QUIET_STARTS = time(21)

Zone: TypeAlias = str | ZoneInfo

_ZONES = {
    "Europe/Kaliningrad": ("КЛД", "по Калининграду"),
    "Europe/Moscow": ("МСК", "по Москве"),
    "Europe/Kirov": ("МСК", "по Москве"),
    "Europe/Simferopol": ("МСК", "по Москве"),
    "Europe/Volgograd": ("МСК", "по Москве"),
    "Europe/Samara": ("САМ", "по Самаре"),
    "Europe/Astrakhan": ("САМ", "по Самаре"),
    "Europe/Saratov": ("САМ", "по Самаре"),
    "Europe/Ulyanovsk": ("САМ", "по Самаре"),
    "Asia/Yekaterinburg": ("ЕКБ", "по Екатеринбургу"),
    "Asia/Omsk": ("ОМС", "по Омску"),
    "Asia/Novosibirsk": ("НСК", "по Новосибирску"),
    "Asia/Barnaul": ("НСК", "по Новосибирску"),
    "Asia/Tomsk": ("НСК", "по Новосибирску"),
    "Asia/Krasnoyarsk": ("КРС", "по Красноярску"),
    "Asia/Novokuznetsk": ("КРС", "по Красноярску"),
    "Asia/Irkutsk": ("ИРК", "по Иркутску"),
    "Asia/Yakutsk": ("ЯКТ", "по Якутску"),
    "Asia/Chita": ("ЯКТ", "по Якутску"),
    "Asia/Khandyga": ("ЯКТ", "по Якутску"),
    "Asia/Vladivostok": ("ВЛД", "по Владивостоку"),
    "Asia/Ust-Nera": ("ВЛД", "по Владивостоку"),
    "Asia/Magadan": ("МГД", "по Магадану"),
    "Asia/Sakhalin": ("СХЛ", "по Южно-Сахалинску"),
    "Asia/Srednekolymsk": ("СРК", "по Среднеколымску"),
    "Asia/Kamchatka": ("КАМ", "по Петропавловску-Камчатскому"),
    "Asia/Anadyr": ("АНД", "по Анадырю"),
}
RUSSIAN_ZONES = tuple(_ZONES)


def as_zone(zone: Zone) -> ZoneInfo:
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)


def local(dt: datetime, zone: Zone) -> datetime:
    """An aware instant on the wall clock of the zone."""
    if dt.tzinfo is None:
        raise ValueError(f"{dt.isoformat()} has no zone")
    return dt.astimezone(as_zone(zone))


def _offset(zone: ZoneInfo, at: datetime | None) -> str:
    shift = (at or datetime(2026, 1, 1, tzinfo=UTC)).astimezone(zone).utcoffset() or timedelta()
    minutes = int(shift.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{MINUS if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def zone_label(zone: Zone, at: datetime | None = None) -> str:
    """«МСК», «ВЛД»; a zone outside Russia by its offset at the moment: «UTC+5:30»."""
    known = as_zone(zone)
    return _ZONES[known.key][0] if known.key in _ZONES else _offset(known, at)


def zone_words(zone: Zone) -> str:
    """The label in full, for a title: «по Москве»."""
    known = as_zone(zone)
    return _ZONES[known.key][1] if known.key in _ZONES else known.key


def same_clock(one: Zone, other: Zone, at: datetime) -> bool:
    """Whether two zones show the same time at this moment."""
    return local(at, one).utcoffset() == local(at, other).utcoffset()


def weekday_date(day: date, *, year: bool = False, weekdays: Sequence[str] = WEEKDAYS) -> str:
    """«пн 23.11», with the year «пн 23.11.2026»."""
    return f"{weekdays[day.weekday()]} {day:%d.%m}{f'.{day.year}' if year else ''}"


def format_span(
    start: datetime,
    end: datetime | None,
    zone: Zone,
    *,
    year: bool = False,
    weekdays: Sequence[str] = WEEKDAYS,
) -> str:
    """«пн 23.11, 18:00–19:30» by the clock of the zone, without its label."""
    first = local(start, zone)
    begins = f"{weekday_date(first, year=year, weekdays=weekdays)}, {first:%H:%M}"
    if end is None:
        return begins
    last = local(end, zone)
    if last.date() == first.date():
        return f"{begins}{EN_DASH}{last:%H:%M}"
    if last.time() == time(0) and last.date() == first.date() + timedelta(days=1):
        return f"{begins}{EN_DASH}24:00"
    return f"{begins} {EN_DASH} {weekday_date(last, year=year, weekdays=weekdays)}, {last:%H:%M}"


def format_when(start: datetime, end: datetime | None, zone: Zone, *, year: bool = False) -> str:
    """«пн 23.11, 18:00–19:30 МСК»."""
    return f"{format_span(start, end, zone, year=year)} {zone_label(zone, start)}"


def day_ends(day: date, zone: Zone) -> datetime:
    """The last moment of a term «до 25.11»: midnight after that day by the clock of the zone (case 3)."""
    return datetime.combine(day + timedelta(days=1), time(), as_zone(zone)).astimezone(UTC)


def format_deadline(
    day: date,
    zone: Zone,
    reader: Zone | None = None,
    *,
    year: bool = False,
    weekdays: Sequence[str] = WEEKDAYS,
) -> str:
    """«ср 25.11, 24:00 МСК»; for a ``reader`` by another clock also «(у вас чт 26.11, 07:00 ВЛД)»."""
    ends = day_ends(day, zone)
    words = f"{weekday_date(day, year=year, weekdays=weekdays)}, 24:00 {zone_label(zone, ends)}"
    if reader is None or same_clock(zone, reader, ends):
        return words
    own = format_span(ends, None, reader, year=year, weekdays=weekdays)
    here = _("у вас %(span)s") % {"span": f"{own} {zone_label(reader, ends)}"}
    return f"{words} ({here})"


def at_night(start: datetime, end: datetime | None, zone: Zone) -> bool:
    """Whether any part falls between 23:00 and 07:00 by the clock of the zone."""
    first = local(start, zone)
    last = local(end or start, zone)
    return (
        last.date() != first.date()
        or first.time() < NIGHT_ENDS
        or first.time() >= NIGHT_STARTS
        or last.time() > NIGHT_STARTS
    )


def parse_month(text: str) -> date:
    """'2026-11' → the first day of November 2026; ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_title(day: date) -> str:
    """«ноябрь 2026»."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def month_bounds(day: date, zone: Zone) -> tuple[datetime, datetime]:
    """The month of the day in the zone, as UTC instants: from inclusive, to exclusive."""
    place = as_zone(zone)
    first = datetime.combine(day.replace(day=1), time(), place)
    after = datetime.combine(next_month(day), time(), place)
    return first.astimezone(UTC), after.astimezone(UTC)


def parity(day: date) -> Literal["even", "odd"]:
    """Whether the ISO week of the day is even («чётная») or odd («нечётная»)."""
    return "odd" if day.isocalendar().week % 2 else "even"


def after_quiet(
    moment: datetime, zone: Zone, starts: time = QUIET_STARTS, ends: time = QUIET_ENDS
) -> datetime:
    """This instant outside quiet hours of the zone; inside them their next end, in UTC."""
    here = local(moment, zone)
    clock, over_midnight = here.time(), starts > ends
    is_quiet = starts <= clock or clock < ends if over_midnight else starts <= clock < ends
    if not is_quiet:
        return moment
    day = here.date() + timedelta(days=1) if over_midnight and clock >= starts else here.date()
    return datetime.combine(day, ends, as_zone(zone)).astimezone(UTC)
