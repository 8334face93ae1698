"""``docs/requirements.md`` tells the truth: every id once, every named test and name in code exists."""

import re

import pytest

from tests.names import ROOT, names_of_tests, requirement_ids, resolve, table_rows, url_names

DONE, PARTLY, NOT = "да", "частично", "нет"
NOTHING = "—"


def document() -> str:
    return (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")


def rows() -> list[tuple[str, ...]]:
    """id, what is asked, names in code, tests, state."""
    return [tuple(row) for row in table_rows(document())]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def state_and_words(state: str) -> tuple[str, str]:
    word, _colon, words = state.partition(":")
    return word, words.strip()


def test_every_requirement_stands_once_in_the_order_of_the_list() -> None:
    ids = requirement_ids()
    assert len(ids) == len(set(ids)) == 166
    assert [row[0] for row in rows()] == ids


def test_every_row_has_five_cells() -> None:
    assert [row for row in rows() if len(row) != 5 or not all(row)] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_is_honest(row: tuple[str, ...]) -> None:
    _id, _what, made, proved, state = row
    word, words = state_and_words(state)
    if word == NOT:
        assert (made, proved) == (NOTHING, NOTHING)
    else:
        assert quoted(made)
        assert quoted(proved)
    assert word in {DONE, PARTLY, NOT}
    assert (words == "") == (word == DONE)
    assert word == DONE or len(words.split()) >= 3


@pytest.mark.parametrize("name", sorted({name for row in rows() for name in quoted(row[2])}))
def test_a_named_implementation_exists(name: str) -> None:
    if ":" in name:
        assert name in url_names()
    else:
        resolve(name)


@pytest.mark.parametrize("name", sorted({name for row in rows() for name in quoted(row[3])}))
def test_a_named_test_exists(name: str) -> None:
    path, _colons, function = name.partition("::")
    assert function in names_of_tests(path)


def test_the_totals_are_counted_from_the_rows() -> None:
    states = [state_and_words(row[4])[0] for row in rows()]
    totals = f"да {states.count(DONE)}, частично {states.count(PARTLY)}, нет {states.count(NOT)}"
    assert totals in document()
