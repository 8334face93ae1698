"""Events, rules, calendar."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction

from opora.kernel.calendar import DayKind, default_day_kind, holiday_name
from opora.kernel.errors import Refusal, Refused
from opora.kernel.events import on, publish
from opora.kernel.rules import enforce, rule


@dataclass(frozen=True)
class SomethingHappened:
    number: int


def test_a_reaction_hears_inside_the_transaction(db: None) -> None:
    heard = []
    on(SomethingHappened)(
        lambda event: heard.append((event.number, transaction.get_connection().in_atomic_block))
    )
    with transaction.atomic():
        publish(SomethingHappened(7))
    assert heard == [(7, True)]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        publish(SomethingHappened(1))


def test_every_refusal_is_named_at_once() -> None:
    first, second = Refusal("A-1", "нельзя"), Refusal("A-2", "и это нельзя")
    with pytest.raises(Refused) as caught:
        enforce(first, None, second)
    assert caught.value.refusals == (first, second)
    enforce(None, None)


def test_a_rule_id_is_declared_once() -> None:
    rule("TEST-01")(lambda: None)
    with pytest.raises(ValueError, match="declared twice"):
        rule("TEST-01")(lambda: None)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 4), DayKind.HOLIDAY),
        (date(2026, 1, 9), DayKind.HOLIDAY),
        (date(2026, 12, 31), DayKind.HOLIDAY),
        (date(2027, 2, 20), DayKind.WORK),
        (date(2026, 11, 21), DayKind.WEEKEND),
        (date(2026, 11, 23), DayKind.WORK),
    ],
)
def test_the_production_calendar_knows_transfers(day: date, kind: DayKind) -> None:
    assert default_day_kind(day) is kind


def test_a_holiday_has_its_name() -> None:
    assert holiday_name(date(2026, 11, 4)) == "День народного единства"
