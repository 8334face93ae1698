"""The glossary tells the truth: every name of its first part exists in the code."""

import re

import pytest

from tests.names import ROOT, requirement_ids, resolve, table_rows

KNOWN, FUTURE = "Есть в коде", "Ещё не в коде"


def rows(part: str) -> list[list[str]]:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return table_rows(text.split(f"\n## {part}\n")[1].split("\n## ")[0])


def names(part: str) -> list[str]:
    return [name for row in rows(part) for name in re.findall(r"`([^`]+)`", row[1])]


@pytest.mark.parametrize("name", names(KNOWN))
def test_a_name_of_the_glossary_exists(name: str) -> None:
    assert resolve(name) is not None


def test_a_name_that_is_in_the_code_is_not_called_future() -> None:
    models = {name.split(".")[1] for name in names(KNOWN) if name.split(".")[1][0].isupper()}
    assert models & set(names(FUTURE)) == set()


def test_a_term_stands_once_and_its_row_is_whole() -> None:
    every = rows(KNOWN) + rows(FUTURE)
    terms = [row[0] for row in every]
    assert sorted(terms) == sorted(set(terms))
    assert [row for row in every if len(row) != 4 or not all(row)] == []
    assert len(rows(KNOWN)) > 60


def test_a_source_is_a_clause_of_the_five() -> None:
    sources = {source for row in rows(KNOWN) + rows(FUTURE) for source in re.findall(r"S\d-[\w.-]+", row[3])}
    ids = requirement_ids()
    assert [source for source in sorted(sources) if not any(one.startswith(source) for one in ids)] == []
