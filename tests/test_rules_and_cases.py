"""Each rule and each edge case has a test that bears its name: ``test_con_03_…``, ``test_case_18_…``."""

import re

import pytest

from tests.names import ROOT

LINE = re.compile(r"(?P<id>[A-Z]{3,4}-\d\d|case \d+) — (?P<words>.+)")
NOT_YET = "нет: "


def listed() -> dict[str, str]:
    """Ids of ``tests/rule_ids.txt`` with their words. Raises AssertionError on a line it cannot read."""
    found = {}
    for line in (ROOT / "tests" / "rule_ids.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            read = LINE.fullmatch(line)
            assert read, line
            assert read["id"] not in found, line
            found[read["id"]] = read["words"]
    return found


def names_of_tests() -> set[str]:
    """What names of test functions begin with: ``con_03``, ``case_18``."""
    name = re.compile(r"^\s*def test_(case_\d+|[a-z]{3,4}_\d\d)_", re.MULTILINE)
    files = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "e2e").glob("test_*.py")]
    return {found for file in files for found in name.findall(file.read_text(encoding="utf-8"))}


def beginning(of: str) -> str:
    return of.lower().replace("-", "_").replace(" ", "_")


@pytest.mark.parametrize("what", [what for what, words in listed().items() if not words.startswith(NOT_YET)])
def test_a_rule_or_case_has_a_test_named_after_it(what: str) -> None:
    assert beginning(what) in names_of_tests(), f"нет теста test_{beginning(what)}_…"


def test_what_is_not_there_yet_has_no_test_and_a_reason() -> None:
    missing = {what for what, words in listed().items() if words.startswith(NOT_YET)}
    assert {what for what in missing if beginning(what) in names_of_tests()} == set()


def test_a_test_named_after_a_case_names_a_listed_one() -> None:
    known = {beginning(what) for what in listed()}
    assert {name for name in names_of_tests() if name.startswith("case_")} <= known
