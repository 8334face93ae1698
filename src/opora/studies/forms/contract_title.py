"""The contract a list belongs to, as its title names it (domain.md §7 b). Pure."""

import re
from datetime import date
from typing import NamedTuple

MONTHS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
CONTRACT = re.compile(
    r"(?:договор\w*|контракт\w*)\b[^№N\d]{0,60}(?:№|N[oо]?)\s*(?P<number>[\w./\\-]*\d[\w./\\-]*)"
    r"(?:\s*от\s*[«\"]?\s*(?P<day>\d{1,2})[»\"]?(?:[./](?P<month>\d{1,2})[./]|\s+(?P<name>[а-я]{3,9})\s+)"
    r"(?P<year>\d{4}|\d{2}))?",
    re.IGNORECASE,
)


class ContractTitle(NamedTuple):
    """Number and, when told, date."""

    number: str
    date: date | None


def contract_named(text: str) -> ContractTitle | None:
    """«Приложение № 1 к договору № 117/26 от 02.11.2026» → 117/26, 02.11.2026."""
    found = CONTRACT.search(" ".join(text.split()))
    if found is None:
        return None
    return ContractTitle(found["number"].rstrip("./-\\"), _date(found))


def _date(found: re.Match[str]) -> date | None:
    if not found["day"]:
        return None
    month = int(found["month"]) if found["month"] else _month(found["name"].lower())
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    try:
        return date(year, month, int(found["day"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    return next((number for number, root in enumerate(MONTHS, 1) if name.startswith(root)), 0)
