from datetime import date

import pytest

from opora.kernel.errors import Refused
from opora.kernel.events import _reactions
from opora.regulations import queries
from opora.regulations.actions import adopt_edition, issue_order, register_act
from opora.regulations.events import EditionTakesForce
from opora.regulations.models import ActEdition, LocalAct, Order, Provision
from opora.regulations.presets import Provided, load_preset

pytestmark = pytest.mark.django_db

OLD, NEW = date(2025, 4, 15), date(2026, 9, 2)


def act() -> LocalAct:
    return register_act(
        "pomoshch",
        kind=LocalAct.Kind.ORDER_OF_WORK,
        title="Порядок оказания помощи",
        short_title="Порядок",
        genitive="Порядка",
    )


def an_order(number: str, on: date, kind: Order.Kind = Order.Kind.ACT) -> Order:
    return issue_order(number=number, on=on, kind=kind, title="Об утверждении Порядка", signer=None)


def adopt(number: int, on: date, order: str, preset: str = "S0") -> ActEdition:
    sample = load_preset(preset)
    return adopt_edition(
        "pomoshch",
        number=number,
        order=an_order(order, on),
        effective_from=on,
        clauses=sample.clauses,
        provisions=sample.provisions,
        bases=sample.bases,
        preset=preset,
    )


def test_act_03_the_new_edition_rules_from_its_date_and_the_past_is_judged_by_the_old() -> None:
    act()
    adopt(1, OLD, "3", "S0")
    adopt(2, NEW, "41-о", "S1")
    exception = Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION
    assert queries.in_force(exception, date(2026, 9, 1)) is True
    assert queries.in_force(exception, NEW) is False
    before, after = (queries.basis_of("EXP-01", day) for day in (date(2026, 9, 1), NEW))
    assert before
    assert (before.clause, before.edition, before.order) == ("5.5", 1, "приказ № 3 от 15.04.2025")
    assert after
    assert (after.clause, after.edition, after.act_genitive) == ("3.7", 2, "Порядка")


def test_before_the_first_edition_the_system_defaults_hold_and_nothing_is_cited() -> None:
    act()
    adopt(1, OLD, "3")
    assert queries.in_force(Provision.CANCEL_HOURS, date(2025, 4, 14)) == 2
    assert queries.basis_of("EXP-01", date(2025, 4, 14)) is None
    assert queries.edition_in_force(date(2025, 4, 14)) is None


def test_a_rule_the_act_is_silent_about_has_no_clause() -> None:
    act()
    adopt(1, OLD, "3")
    assert queries.basis_of("SCH-07", NEW) is None


def test_act_02_one_edition_is_in_force_on_a_date() -> None:
    of = act()
    adopt(1, OLD, "3")
    adopt(2, NEW, "41-о")
    standings = [
        [standing.value for _edition, standing in queries.editions_with_standing(of, day)]
        for day in (date(2025, 1, 1), OLD, NEW)
    ]
    assert standings == [["upcoming", "upcoming"], ["upcoming", "in_force"], ["in_force", "superseded"]]
    current = queries.edition_in_force(NEW)
    assert current is not None
    assert [clause.number for clause in queries.clauses_of(current)][:2] == ["1.1", "1.2"]
    assert list(queries.acts()) == [of]


def test_two_editions_with_one_date_are_refused() -> None:
    act()
    adopt(1, OLD, "3")
    with pytest.raises(Refused) as refused:
        adopt(2, OLD, "4")
    assert [(r.rule, r.field) for r in refused.value.refusals] == [("ACT-02", "effective_from")]
    assert str(refused.value) == "С 15.04.2025 уже вступает в силу редакция 1."
    assert ActEdition.objects.count() == 1


def test_two_editions_with_one_number_are_refused() -> None:
    act()
    adopt(1, OLD, "3")
    with pytest.raises(Refused) as refused:
        adopt(1, NEW, "41-о")
    assert [(r.rule, r.field) for r in refused.value.refusals] == [("ACT-02", "number")]


@pytest.mark.parametrize("kind", [None, Order.Kind.SCHEDULE])
def test_an_edition_needs_the_heads_order_on_acts(kind: Order.Kind | None) -> None:
    act()
    order = an_order("7", OLD, kind) if kind else None
    with pytest.raises(Refused) as refused:
        adopt_edition("pomoshch", number=1, order=order, effective_from=OLD, clauses={"1": "текст"})
    assert [r.rule for r in refused.value.refusals] == ["ACT-01"]


def test_a_provision_keeps_the_clause_that_sets_it() -> None:
    act()
    edition = adopt_edition(
        "pomoshch",
        number=1,
        order=an_order("3", OLD),
        effective_from=OLD,
        clauses={"1.1": "отмена за шесть часов"},
        provisions={Provision.CANCEL_HOURS: Provided(6, "1.1"), Provision.NO_SHOW_MINUTES: Provided(20)},
    )
    kept = dict(edition.provisions.values_list("provision", "clause__number"))
    assert kept == {"cancel_hours": "1.1", "no_show_minutes": None}
    assert queries.in_force(Provision.CANCEL_HOURS, OLD) == 6


def test_an_adopted_edition_is_told_to_others() -> None:
    act()
    heard: list[EditionTakesForce] = []
    _reactions[EditionTakesForce].append(heard.append)
    try:
        edition = adopt(1, OLD, "3")
    finally:
        _reactions[EditionTakesForce].remove(heard.append)
    assert heard == [EditionTakesForce(edition_id=edition.pk)]


def test_an_order_needs_number_and_date() -> None:
    with pytest.raises(Refused) as refused:
        issue_order(number=" ", on=OLD, kind=Order.Kind.OTHER, title="О деле", signer=None)
    assert [(r.rule, r.field) for r in refused.value.refusals] == [("SCH-05", "number")]
    with pytest.raises(Refused) as refused:
        issue_order(number="5", on=None, kind=Order.Kind.OTHER, title="О деле", signer=None)
    assert [(r.rule, r.field) for r in refused.value.refusals] == [("SCH-05", "date")]


def test_an_order_number_repeats_in_another_year_only() -> None:
    an_order("41-о", NEW)
    an_order("41-о", date(2027, 1, 11))
    with pytest.raises(Refused) as refused:
        an_order(" 41-о ", date(2026, 12, 30))
    assert [(r.rule, r.field) for r in refused.value.refusals] == [("ORD-01", "number")]
    assert queries.orders(2026).count() == 1


@pytest.mark.parametrize(
    ("number", "suggested"),
    [("41-о", "42"), ("7", "8"), ("О-7", "1"), ("б/н", "1"), ("99999999999999999999", "1"), ("12²-о", "13")],
)
def test_the_next_number_follows_the_book(number: str, suggested: str) -> None:
    an_order(number, NEW)
    assert queries.next_order_number(2026) == suggested


def test_an_earlier_number_does_not_turn_the_book_back() -> None:
    an_order("41-о", NEW)
    an_order("12", NEW)
    assert queries.next_order_number(2026) == "42"
