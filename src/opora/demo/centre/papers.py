"""Who replaces whom, whose data change, whose contract was made longer too late."""

from datetime import timedelta

from opora.kernel.clock import travel
from opora.people.actions import (
    accept_change,
    ask_change,
    create_contract,
    extend_contract,
    order_absence,
)
from opora.people.models import Absence, Account, Contract

from .world import World


def make_papers(world: World) -> None:
    _substitutions(world)
    _names(world)
    _late_addendum(world)


def _substitutions(world: World) -> None:
    """The curator is on a trip now, the head will be on leave: the roles pass for those days."""
    people, days = world.people, world.days
    order_absence(
        people["schulz"],
        substitute=people["timofeeva"],
        reason=Absence.Reason.TRIP,
        valid_from=days.monday,
        valid_to=days.monday + timedelta(days=4),
        basis="№ 55-о",
        by=people["tsoy"],
    )
    order_absence(
        people["orlova"],
        substitute=people["gromov"],
        reason=Absence.Reason.LEAVE,
        valid_from=days.monday + timedelta(days=21),
        valid_to=days.monday + timedelta(days=34),
        basis="№ 56-о",
        by=people["tsoy"],
    )


def _names(world: World) -> None:
    """One surname changed in autumn, another change waits for the specialist."""
    specialist = Account.objects.get(person=world.people["tsoy"])
    married = world.people["ryabinina"]
    with travel(world.days.now - timedelta(days=30)):
        asked = ask_change(
            married,
            by=Account.objects.get(person=married),
            values={"last_name": "Рябинина-Котова"},
            document="свидетельство о браке II-АК № 000111",
            since=world.days.of(17, 10),
        )
        accept_change(asked, by=specialist)
    married.refresh_from_db()
    waiting = world.people["abdullaeva"]
    ask_change(
        waiting,
        by=Account.objects.get(person=waiting),
        values={"last_name": "Гасанова"},
        document="свидетельство о браке I-БА № 000222",
        since=world.days.of(14, 11),
    )


def _late_addendum(world: World) -> None:
    """Signed eleven days after the end: those days stay closed (domain.md §8, case 20)."""
    of = world.days.of
    contract = create_contract(
        [world.people["ryabinina"]],
        number="41/26",
        on=of(2, 3),
        valid_from=of(2, 3),
        valid_to=of(30, 4),
        kind=Contract.Kind.PAID,
    )
    extend_contract(contract, valid_to=of(30, 6), number="1", on=of(12, 5))
