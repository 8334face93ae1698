"""Russian text: typography, names, plurals and numbers. Pure functions, no database, no settings."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from urllib.parse import urlsplit

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
EM_DASH = "\N{EM DASH}"

_SHORT_WORDS = (
    "а|без|в|во|да|для|до|за|и|из|или|к|ко|на|над|не|ни|но|о|об|от|по|под|при|про|с|со|у|"
    "А|Без|В|Во|Да|Для|До|За|И|Из|Или|К|Ко|На|Над|Не|Ни|Но|О|Об|От|По|Под|При|Про|С|Со|У"
)
_UNITS = "ч|мин|сек|с|г|гг|руб|коп|чел|шт|стр|мест|места|место|кБ|МБ|ГБ"
_ABBREVIATIONS = "п|пп|ст|ч|стр|г|ул|каб|ауд|ред|тел|гл|рис|табл|прил|кв|корп|обл"
_INITIAL = r"[А-ЯЁA-Z]\."
_SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)*"

_GLUE = (
    (re.compile(r"№[ \u00a0]*(?=[\dА-ЯЁA-Z])"), f"№{NBSP}"),
    (re.compile(rf"({_INITIAL})[ \u00a0]?(?={_INITIAL})"), rf"\1{NBSP}"),
    (re.compile(rf"\b({_SURNAME}) (?={_INITIAL})"), rf"\1{NBSP}"),
    (re.compile(rf"({_INITIAL})[ \u00a0]?(?={_SURNAME}\b)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<![\w-])({_SHORT_WORDS}) (?=\S)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w)|[%₽])"), NBSP),
    (re.compile(rf"(?<![\w.])({_ABBREVIATIONS})\. ?(?=\d)"), rf"\1.{NBSP}"),
)
_CLOCK_RANGE = re.compile(r"(\d{1,2}:\d{2})\s?[-–—]\s?(?=\d{1,2}:\d{2})")
_DATE_RANGE = re.compile(r"(\d{1,2}\.\d{2}(?:\.\d{4})?)\s?[-–]\s?(?=\d{1,2}\.\d{2})")
_NUMBER_RANGE = re.compile(r"(?<![\w.,:/+()-])(\d{1,3}|[12]\d{3})-(\d{1,3}|[12]\d{3})(?![\w-]|[.,:/]\d)")
_DASH = re.compile(r"(?<=\S)[ \u00a0][-–—] (?=\S)")
_NEGATIVE = re.compile(r"(?<![^\s(«„\u00a0])-(?=\d)")
_TWO_STOPS = re.compile(r"(?<=[^\W_])\.\.(?=[\s)»]|$)")
_OPENING = re.compile(r"(?<![\w.,!?…»“%)\"])\"(?=\S)")


def _quotes(text: str) -> str:
    """Straight quotes become «ёлочки»; quotes inside quotes become „лапки“."""
    out: list[str] = []
    depth = 0
    for position, sign in enumerate(text):
        opens = sign == "«" or (sign == '"' and _OPENING.match(text, position) is not None)
        if opens:
            out.append("„" if depth else "«")
            depth += 1
        elif sign == "»" or sign == '"':
            depth = max(depth - 1, 0)
            out.append("“" if depth else "»")
        else:
            out.append(sign)
    return "".join(out)


def _number_range(found: re.Match[str]) -> str:
    first, last = found.group(1), found.group(2)
    return f"{first}{EN_DASH}{last}" if int(first) < int(last) else found.group(0)


def one_stop(text: str) -> str:
    """«Ведёт Зотов И..» → «Ведёт Зотов И.»: the stop of initials ends the sentence too; «...» stays."""
    return _TWO_STOPS.sub(".", text)


@lru_cache(maxsize=4096, typed=True)  # a page sets the same words again and again, at 20 µs a piece
def typo(text: str) -> str:
    """Set plain Russian text by the rules of typesetting, without changing a word of it."""
    if '"' in text or "«" in text:
        text = _quotes(text)
    text = one_stop(text)
    text = _CLOCK_RANGE.sub(rf"\1{EN_DASH}", text)
    text = _DATE_RANGE.sub(rf"\1{EN_DASH}", text)
    text = _NUMBER_RANGE.sub(_number_range, text)
    text = _NEGATIVE.sub(MINUS, text)
    text = _DASH.sub(f"{NBSP}{EM_DASH} ", text)
    for pattern, replacement in _GLUE:
        text = pattern.sub(replacement, text)
    return text


def shown_address(url: str) -> str:
    """An address as people read it: «https://учебный-центр.рф/grafik/» for https://xn--…/grafik/."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if "xn--" not in host:
        return url
    return url.replace(host, host.encode("ascii").decode("idna"), 1)


def number(value: int | float | Decimal) -> str:
    """1050 → «1 050», -62 → «−62», 2.5 → «2,5»."""
    whole, _, fraction = f"{value:,}".partition(".")
    shown = whole.replace(",", NBSP).replace("-", MINUS)
    return f"{shown},{fraction}" if fraction.strip("0") else shown


def signed(value: int | float | Decimal) -> str:
    """A difference: «+22», «−62», «0»."""
    return f"+{number(value)}" if value > 0 else number(value)


def hours_minutes(minutes: int) -> str:
    """920 → «15 ч 20 мин»."""
    hours, rest = divmod(abs(minutes), 60)
    sign = MINUS if minutes < 0 else ""
    parts = [f"{number(hours)}{NBSP}ч"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{NBSP}мин")
    return sign + NBSP.join(parts)


def both_hours(minutes: int, academic: int) -> str:
    """1050 of 45 → «17,50 ч = 23,33 ак. ч»: two units side by side, never mixed."""
    astronomical = _places(Decimal(minutes) / 60)
    return f"{astronomical}{NBSP}ч = {_places(Decimal(minutes) / academic)}{NBSP}ак.{NBSP}ч"


def roubles(kopecks: int) -> str:
    """125050 → «1 250,50 ₽»."""
    return f"{_places(Decimal(kopecks) / 100)}{NBSP}₽"


def _places(value: Decimal) -> str:
    """Two places, half up, whatever the digits: «5,00»."""
    rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    whole, _, places = f"{rounded:,.2f}".partition(".")
    return f"{whole.replace(',', NBSP).replace('-', MINUS)},{places}"


def clock_minutes(minutes: int) -> str:
    """920 → «15:20», as time sheets write it."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{MINUS if minutes < 0 else ''}{hours}:{rest:02}"


def plural(n: int, one: str, few: str, many: str) -> str:
    """The word that goes with the number: plural(22, "место", "места", "мест") → «места»."""
    tens, units = abs(n) % 100, abs(n) % 10
    if units == 1 and tens != 11:
        return one
    if 2 <= units <= 4 and not 12 <= tens <= 14:
        return few
    return many


def _initial(name: str) -> str:
    return "-".join(f"{part[0].upper()}." for part in name.split("-") if part)


def short_name(last: str, first: str = "", middle: str = "") -> str:
    """«Ковалёва И. С.»; a patronymic's particle stays: «Мирзоев Р. А. оглы»."""
    patronymic, _, particle = middle.strip().partition(" ")
    initials = [_initial(name) for name in (first.strip(), patronymic) if name]
    return NBSP.join(part for part in (last.strip(), *initials, particle.strip()) if part)


_LOOKALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")


@lru_cache(maxsize=8192)  # a list asks a dozen times of each name
def normal_name(name: str) -> str:
    """A key for comparing names: one case, ё as е, single spaces, Latin lookalikes read as Cyrillic."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    folded = re.sub(r"\s*[-‐‑–—]\s*", "-", folded)
    return " ".join(folded.translate(_LOOKALIKES).replace(".", " ").split())
