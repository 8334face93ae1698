"""Invented people with believable names of the many peoples who study in Russia."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from opora.kernel.text import normal_name

DATA = Path(__file__).parents[1] / "data" / "names.toml"


@dataclass(frozen=True, slots=True)
class Name:
    last: str
    first: str
    middle: str
    sex: str


@cache
def _stocks() -> list[dict[str, Any]]:
    """Names that go together; surnames and patronymics are written «мужское/женское»."""
    rows: list[dict[str, Any]] = tomllib.loads(DATA.read_text(encoding="utf-8"))["stocks"]
    return rows


def invented_names(random: Random, taken: set[str]) -> Iterator[Name]:
    """Names without end; none is in ``taken`` (normal names), which grows."""
    stocks = _stocks()
    weights = [stock["weight"] for stock in stocks]
    while True:
        stock = random.choices(stocks, weights)[0]
        woman = random.random() < 0.55
        last = random.choice(stock["surnames"]).split("/")[woman]
        middle = random.choice(stock["fathers"]).split("/")[woman]
        first = random.choice(stock["women" if woman else "men"])
        key = normal_name(f"{last} {first} {middle}")
        if key not in taken:
            taken.add(key)
            yield Name(last, first, middle, "f" if woman else "m")


_LATIN = dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True)) | {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "yu",
    "я": "ya",
    "ъ": "",
    "ь": "",
}


def login_of(last_name: str, taken: set[str]) -> str:
    """«Щёголев-Кузьмин» → «shchegolev-kuzmin»; a taken one gets a number: «ivanova2»."""
    stem = "".join(_LATIN.get(sign, sign) for sign in last_name.lower()).replace(" ", "-")
    login, number = stem, 1
    while login in taken:
        number += 1
        login = f"{stem}{number}"
    taken.add(login)
    return login


def snils(number: int) -> str:
    """An invented СНИЛС of the block 990-…, with valid check digits."""
    nine = f"990{number:06}"
    rest = sum(int(digit) * (9 - place) for place, digit in enumerate(nine)) % 101
    return f"{nine}{rest % 100:02}"
