"""Acts on their way: approved for the new year, written by provisions, at the педсовет, revoked."""

import tomllib
from datetime import date, time, timedelta
from typing import Any

from opora.kernel.clock import travel
from opora.regulations.actions import (
    Protocol,
    add_clause,
    adopt_edition,
    approve,
    change_clause,
    decide,
    describe,
    register_act,
    revoke,
    send,
    set_provision,
    start_draft,
)
from opora.regulations.models import ActEdition, Body, LocalAct, Provision
from opora.regulations.presets import Provided
from opora.regulations.queries import HELP_ACT, next_order_number
from opora.regulations.writing.actions import write_text

from .acts import DATA, on_its_day, order_on
from .days import at
from .world import World


def make_drafts(world: World) -> None:
    """After all other orders, whose numbers go on here."""
    rows = tomllib.loads((DATA / "drafts.toml").read_text(encoding="utf-8"))
    _approve_for_new_year(world, rows["help"])
    _write_by_provisions(world, rows["written"])
    _wait_for_pedsovet(world, rows["proctoring"])
    _revoke(world, rows["revoked"])


def _draft(code: str, since: date, row: dict[str, Any]) -> ActEdition:
    draft = start_draft(LocalAct.objects.get(code=code), effective_from=since)
    return describe(draft, effective_from=since, summary=row["summary"], basis_acts=row.get("basis_acts", ""))


def _approve_for_new_year(world: World, row: dict[str, Any]) -> None:
    today = world.days.today
    draft = _draft(HELP_ACT, date(today.year + 1, 1, 1), row)
    change_clause(draft.clauses.get(number=row["clause"]), number=row["clause"], text=row["text"])
    set_provision(draft, Provision.CANCEL_HOURS, Provided(row["cancel_hours"], row["clause"]))
    send(draft)
    decide(draft, Protocol(Body.PEDSOVET, agreed=True, number=row["protocol"], on=today - timedelta(days=2)))
    approve(
        draft,
        signer=world.people["orlova"],
        on=today,
        effective_from=draft.effective_from,
        number=f"{next_order_number(today.year)}-о",
    )


def _write_by_provisions(world: World, row: dict[str, Any]) -> None:
    """The next text of the Порядок, written by what it provides; the former one can be put back."""
    write_text(_draft(HELP_ACT, date(world.days.today.year + 1, 9, 1), row))


def _wait_for_pedsovet(world: World, row: dict[str, Any]) -> None:
    draft = _draft(row["code"], world.days.today + timedelta(days=30), row)
    after = draft.clauses.get(number=row["clause"])
    add_clause(draft, number=row["number"], text=row["text"], after=after)
    send(draft)


def _revoke(world: World, row: dict[str, Any]) -> None:
    register_act(
        row["code"],
        kind=LocalAct.Kind.ORDER_OF_WORK,
        title=row["title"],
        short_title=row["short_title"],
        genitive=row["genitive"],
        area=row["area"],
    )
    day, month, year = row["on"]
    order = order_on(world, row["order"], (day, month, year), row["title"])
    with on_its_day(world, order):
        edition = adopt_edition(
            row["code"], number=1, order=order, effective_from=order.date, clauses=row["clauses"]
        )
    ended = world.days.of(*row["revoked_on"])
    with travel(at(ended, time(10))):
        revoke(edition, signer=world.people["orlova"], number="27-о", on=ended, since=ended)
