"""Editions are remembered per process; nobody may live by a repealed rule."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from opora.regulations import queries
from opora.regulations.models import ActEdition, Provision
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)


def group_only() -> bool:
    return bool(queries.in_force(Provision.EXAM_PREP_GROUP_ONLY, DAY))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    at = 100.0

    def move(seconds: float) -> None:
        nonlocal at
        at += seconds

    monkeypatch.setattr(queries.force, "monotonic", lambda: at)
    return move


def test_a_known_edition_costs_no_statement(django_assert_num_queries: Callable[..., object]) -> None:
    make.edition(bases={"EXP-01": "5.5"})
    group_only()
    queries.basis_of("EXP-01", DAY)
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        group_only()
        queries.basis_of("EXP-01", DAY)


def test_an_edition_of_another_process_is_seen_within_seconds(clock: Callable[[float], None]) -> None:
    make.edition()
    assert group_only() is True
    make.edition(number=2, effective_from=DAY, provisions={Provision.EXAM_PREP_GROUP_ONLY: False})
    clock(queries.FRESH_SECONDS - 1)
    assert group_only() is True
    clock(1)
    assert group_only() is False


def test_a_list_read_before_a_change_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread may read the list, lose its turn, and come back after another has adopted an edition."""
    make.edition()
    filter_editions = ActEdition.objects.filter

    def changed_meanwhile(*conditions: Any, **terms: str) -> object:
        rows = filter_editions(*conditions, **terms)
        queries.forget_editions()
        return rows

    monkeypatch.setattr(ActEdition.objects, "filter", changed_meanwhile)
    assert group_only() is True
    monkeypatch.undo()
    assert queries.force._remembered is None


def test_a_date_to_come_switches_by_itself() -> None:
    make.edition()
    make.edition(number=2, effective_from=DAY, provisions={Provision.CANCEL_HOURS: 6})
    assert queries.in_force(Provision.CANCEL_HOURS, date(2026, 11, 22)) == 2
    assert queries.in_force(Provision.CANCEL_HOURS, DAY) == 6
