"""External acts: when each is in force, what replaced it, where a text cites it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from opora.kernel.times import MONTHS_GENITIVE

FILE = Path(__file__).parents[1] / "data" / "norms.toml"
CHECK = "проверьте у юриста"
_ISSUER = re.compile(r"министерств|минобр|минпросв|правительств|рособрнадзор|федеральн", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Norm:
    """An external act; unconfirmed ones are shown with «проверьте у юриста»."""

    code: str
    kind: str
    number: str
    dated: date
    title: str
    since: date
    lapsed: date | None = None
    successor: str = ""
    confirmed: bool = False
    note: str = ""

    @property
    def citation(self) -> str:
        """As an act cites it: «приказ … от 24.03.2025 № 266 «Об утверждении…»»."""
        if self.kind.startswith("ГОСТ"):
            return f"{self.kind} {self.number} «{self.title}»"
        return f"{self.kind} от {self.dated:%d.%m.%Y} № {self.number} «{self.title}»"

    @property
    def short(self) -> str:
        if self.kind.startswith("ГОСТ"):
            return f"{self.kind} {self.number}"
        return f"{self.kind} от {self.dated:%d.%m.%Y} № {self.number}"

    def has_lapsed(self, on: date) -> bool:
        return self.lapsed is not None and self.lapsed <= on


@cache
def shipped_norms() -> Mapping[str, Norm]:
    """The register as it came with the program."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["norm"]
    return {row["code"]: Norm(**row) for row in rows}


def cited(text: str, norms: Mapping[str, Norm]) -> list[Norm]:
    """Which acts a text cites: by number, and by date or issuer beside it, so that «протокол № 2» is none."""
    lines = re.split(r"[\n;]", text)
    return [
        norm
        for norm in norms.values()
        if any(_is_about(line, norm, at) for line in lines for at in _places(line, norm))
    ]


def _places(text: str, norm: Norm) -> list[int]:
    number = re.escape(norm.number).replace("\\-", r"\s*[-–]\s*")
    sign = "" if "-" in norm.number else r"(?:№|N|No)\s*"
    return [found.start() for found in re.finditer(rf"{sign}(?<!\d){number}(?![\d-])", text, re.IGNORECASE)]


def _is_about(text: str, norm: Norm, at: int) -> bool:
    """The number alone names a law of one year; dates tell the laws of one number apart."""
    around = text[max(0, at - 160) : at + 60]
    day = norm.dated
    if re.search(
        rf"\b0?{day.day}(?:\.0?{day.month}\.|\s+{MONTHS_GENITIVE[day.month - 1]}\s+){day.year}", around
    ):
        return True
    dated = re.search(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\s+[а-я]{3,8}\s+\d{4}", around)
    return not dated and (norm.number.endswith("ФЗ") or bool(_ISSUER.search(around)))


def warning(norm: Norm, norms: Mapping[str, Norm], words: str = "Акт ссылается на") -> str:
    """ACT-06: what is cited, since when it has no force, what is in force instead."""
    lost = "утратившее" if norm.kind.startswith("постановление") else "утративший"
    text = f"{words} {norm.short}, {lost} силу с {norm.lapsed:%d.%m.%Y}."
    successor = norms.get(norm.successor)
    if successor:
        text += f" Действует {successor.short}."
    return text if norm.confirmed else f"{text} Даты {CHECK}."


def replacement(norm: Norm, norms: Mapping[str, Norm]) -> str:
    """The phrase to put into the new edition; "" when nothing replaced the act."""
    successor = norms.get(norm.successor)
    return successor.citation if successor else ""
