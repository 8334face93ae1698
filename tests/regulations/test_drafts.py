"""The text of a draft: loaded, changed clause by clause, and never from under a rule."""

from datetime import date
from typing import Any

import pytest

from opora.kernel.errors import Refused
from opora.regulations import actions, queries
from opora.regulations.forms import TextForm
from opora.regulations.models import ActEdition, Provision
from opora.regulations.presets import Provided, codes, load_preset
from tests import make

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def draft() -> ActEdition:
    old = make.edition(bases={"EXP-01": "5.5"}, clauses={"5.6": "Три вопроса."})
    return actions.start_draft(old.act, effective_from=NEW_YEAR)


def text(of: ActEdition) -> dict[str, str]:
    return dict(of.clauses.values_list("number", "text"))


def rule(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusals[0].rule


def test_a_draft_begins_with_the_text_and_bindings_of_the_edition_before(draft: ActEdition) -> None:
    assert text(draft) == {"5.5": "текст пункта", "5.6": "Три вопроса."}
    assert [one.clause and one.clause.number for one in queries.founded_rules(draft)] == ["5.5"]
    assert draft.number == 2
    with pytest.raises(Refused) as refused:
        actions.start_draft(draft.act, effective_from=NEW_YEAR)
    assert rule(refused) == "EDN-02"


def test_clauses_are_added_split_renumbered_and_dropped(draft: ActEdition) -> None:
    after = draft.clauses.get(number="5.5")
    added = actions.add_clause(draft, number="5.5.1.", text="Первое.\n\nВторое.", after=after)
    actions.split_clause(added, number="5.5.2")
    assert list(text(draft)) == ["5.5", "5.5.1", "5.5.2", "5.6"]
    assert text(draft)["5.5.2"] == "Второе."
    actions.drop_clause(draft.clauses.get(number="5.6"))
    actions.change_clause(after, number="6.1", text="Только группой.")
    assert list(text(draft)) == ["6.1", "5.5.1", "5.5.2"]
    basis = draft.bases.get(rule="EXP-01")
    assert basis.clause.number == "6.1"


def test_a_number_stands_once(draft: ActEdition) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_clause(draft, number="5.6", text="Ещё")
    assert rule(refused) == "EDN-05"
    with pytest.raises(Refused) as refused:
        actions.load_text(draft, [("5.5", "а"), ("5.5", "б")])
    assert str(refused.value) == "Пункт 5.5 встречается в тексте дважды."


def test_a_clause_under_a_rule_is_not_deleted(draft: ActEdition) -> None:
    with pytest.raises(Refused) as refused:
        actions.drop_clause(draft.clauses.get(number="5.5"))
    assert rule(refused) == "EDN-06"
    assert "п. 5.5: Перед аттестацией только группой" in str(refused.value)


def test_a_new_text_without_a_bound_clause_asks_and_then_lets_go(draft: ActEdition) -> None:
    actions.set_provision(draft, Provision.CANCEL_HOURS, Provided(6, "5.5"))
    with pytest.raises(Refused) as refused:
        actions.load_text(draft, [("1", "Новый текст")])
    assert rule(refused) == "EDN-06"
    assert len(text(draft)) == 2
    actions.load_text(draft, [("1", "Новый текст")], unbind=True)
    assert text(draft) == {"1": "Новый текст"}
    assert draft.bases.count() == 0
    kept = draft.provisions.get()
    assert (kept.value, kept.clause) == (6, None)


def test_bindings_stay_with_clauses_of_the_same_number(draft: ActEdition) -> None:
    actions.load_text(draft, [("5.5", "Другими словами."), ("9", "Новый")])
    assert draft.bases.get().clause.text == "Другими словами."


def test_an_approved_or_sent_text_is_closed(cast: make.Cast, draft: ActEdition) -> None:
    approved = draft.act.editions.get(number=1)
    with pytest.raises(Refused) as refused:
        actions.change_clause(approved.clauses.first(), number="1", text="Иначе")  # type: ignore[arg-type]
    assert rule(refused) == "EDN-03"
    actions.describe(draft, effective_from=NEW_YEAR, summary="Новое", basis_acts="")
    actions.send(draft)
    with pytest.raises(Refused):
        actions.load_text(draft, [("5.5", "Иначе")])
    actions.take_back(draft, remark="Поправим")
    actions.discard(draft)
    assert draft.act.editions.count() == 1


def test_a_binding_names_a_clause_of_this_draft_and_a_fitting_value(draft: ActEdition) -> None:
    with pytest.raises(Refused) as refused:
        actions.set_provision(draft, Provision.CANCEL_HOURS, Provided(4, "99"))
    assert rule(refused) == "EDN-04"
    with pytest.raises(ValueError, match="от 0 до 168"):
        actions.set_provision(draft, Provision.CANCEL_HOURS, Provided(500, "5.5"))
    actions.set_provision(draft, Provision.CANCEL_HOURS, Provided(4, "5.5"))
    actions.set_provision(draft, Provision.CANCEL_HOURS, None)
    assert not draft.provisions.filter(provision="cancel_hours").exists()


def test_text_is_read_into_clauses() -> None:
    form = TextForm({"text": "ПОРЯДОК\n\n1. Общее\n1.1. Первый:\n– раз;\n– два.\n1.2 Второй.\n2. Помощь"})
    assert form.is_valid()
    assert form.cleaned_data["clauses"] == [
        ("1", "Общее"),
        ("1.1", "Первый:\n– раз;\n– два."),
        ("1.2", "Второй."),
        ("2", "Помощь"),
    ]


def test_a_new_text_leaves_the_former_one_to_be_put_back(draft: ActEdition) -> None:
    before = text(draft)
    actions.load_text(draft, [("5.5", "Другими словами.")])
    assert dict(draft.replaced.get().clauses) == before


def test_editions_are_compared_by_clause_and_by_word(draft: ActEdition) -> None:
    actions.load_text(
        draft,
        [("5.4", "Новый пункт."), ("5.5", "новый текст пункта"), ("5.7", "Три вопроса.")],
    )
    old = draft.act.editions.get(number=1)
    found = queries.differences(old, draft)
    assert [(one.change.value, one.old_number, one.new_number) for one in found] == [
        ("added", "", "5.4"),
        ("changed", "5.5", "5.5"),
        ("renumbered", "5.6", "5.7"),
    ]
    marked: Any = [run.text for run in found[1].after if run.marked]
    assert marked == ["новый "]
    assert all(not run.marked for run in found[1].before)
    gone = queries.differences(draft, old)
    assert [one.change.value for one in gone if one.old_number == "5.4"] == ["removed"]


@pytest.mark.parametrize("code", codes())
def test_a_draft_may_begin_from_a_sample(code: str) -> None:
    """S3 and S4 are no orders of help, and an act of that kind begins from them."""
    act = make.edition().act
    sample = load_preset(code, organisation_genitive="ООО «Маяк»")
    draft = actions.start_draft(act, effective_from=NEW_YEAR, sample=sample)
    assert text(draft) == sample.clauses
    assert (draft.preset, draft.based_on) == (code, None)
    assert draft.provisions.count() == len(sample.provisions)
    assert draft.bases.count() == len(sample.bases)
