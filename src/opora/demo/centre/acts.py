"""Local acts: the order of help in two editions, and the titles beside it."""

import tomllib
from contextlib import AbstractContextManager
from datetime import time
from pathlib import Path

from opora.kernel.clock import travel
from opora.regulations.actions import adopt_edition, issue_order, register_act
from opora.regulations.models import LocalAct, Order
from opora.regulations.presets import Preset, load_preset, read_preset
from opora.regulations.queries import HELP_ACT

from .days import at
from .world import World

DATA = Path(__file__).parents[1] / "data"
SECOND_EDITION = DATA / "poryadok-2.toml"
GENITIVE = (
    "Автономной некоммерческой организации дополнительного профессионального образования "
    "«Учебный центр „Балтийский вектор“»"
)
Kind = LocalAct.Kind


def make_acts(world: World) -> None:
    """Edition 1 cites an order that has lapsed since, edition 2 gives parents their right and the form."""
    register_act(
        HELP_ACT,
        kind=Kind.ORDER_OF_WORK,
        title=read_second_edition().title,
        short_title="Порядок",
        genitive="Порядка",
    )
    _adopt(world, 1, load_preset("S0", organisation_genitive=GENITIVE), "3", (15, 4, 2025))
    _adopt(world, 2, read_second_edition(), "41-о", (2, 9, 2026))
    for row in tomllib.loads((DATA / "acts.toml").read_text(encoding="utf-8"))["acts"]:
        register_act(
            row["code"],
            kind=Kind(row["kind"]),
            title=row["title"],
            short_title=row["short_title"],
            genitive=row["genitive"],
        )
        day, month, year = row["on"]
        order = order_on(world, row["order"], (day, month, year), row["title"])
        with on_its_day(world, order):
            adopt_edition(
                row["code"],
                number=1,
                order=order,
                effective_from=order.date,
                clauses=row["clauses"],
                bases=row.get("bases", {}),
            )


def read_second_edition() -> Preset:
    return read_preset(SECOND_EDITION, organisation_genitive=GENITIVE)


def _adopt(world: World, number: int, text: Preset, order_number: str, on: tuple[int, int, int]) -> None:
    order = order_on(world, order_number, on, text.title)
    with on_its_day(world, order):
        adopt_edition(
            HELP_ACT,
            number=number,
            order=order,
            effective_from=order.date,
            clauses=text.clauses,
            provisions=text.provisions,
            bases=text.bases,
            preset="S0",
            concerns=text.concerns if number > 1 else (),
        )


def on_its_day(world: World, order: Order) -> AbstractContextManager[None]:
    """The site showed an act from the day of its order on, and its proof says so."""
    return travel(min(at(order.date, time(12)), world.days.now))


def order_on(world: World, number: str, on: tuple[int, int, int], title: str) -> Order:
    return issue_order(
        number=number,
        on=world.days.of(*on),
        kind=Order.Kind.ACT,
        title=f"Об утверждении локального нормативного акта «{title}»",
        signer=world.people["orlova"],
        position="директор",
    )
