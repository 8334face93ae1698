"""What the acts propose, against lists made by reading them."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opora.regulations.reading.names import PROVISIONS, value_words
from opora.regulations.reading.propose import propose
from opora.regulations.reading.reader import Proposal
from opora.regulations.reading.source import read_act, read_text

from .acts import CODES, act

HERE = Path(__file__).parent
UNSEEN = sorted(path.stem for path in (HERE / "unseen").glob("*.txt"))
LOOSE = {"U8", "U9", "U10", "U11"}  # written as people talk, with other numbering
Expected = dict[str, Any]


def listed(path: Path) -> list[Expected]:
    rows: list[Expected] = tomllib.loads(path.read_text(encoding="utf-8"))["expected"]
    return rows


def right(proposal: Proposal, expected: list[Expected]) -> bool:
    return any(
        (row["provision"], row["value"]) == (proposal.provision, proposal.value)
        and proposal.clause in row["clause"]
        for row in expected
    )


def figures(proposals: list[Proposal], expected: list[Expected]) -> tuple[float, float]:
    """Precision of what is proposed as certain, recall of the whole list."""
    certain = [proposal for proposal in proposals if proposal.certain]
    found = sum(any(right(proposal, [row]) for proposal in proposals) for row in expected)
    return sum(right(proposal, expected) for proposal in certain) / len(certain), found / len(expected)


def unseen(code: str) -> list[Proposal]:
    return propose(read_act((HERE / "unseen" / f"{code}.txt").read_bytes(), f"{code}.txt"))


@pytest.mark.parametrize("code", CODES)
def test_the_regulations_propose_what_a_reader_found(code: str) -> None:
    precision, recall = figures(propose(act(code)), listed(HERE / "expected" / f"{code}.toml"))
    assert precision == 1.0
    assert recall >= 0.85


@pytest.mark.parametrize("code", UNSEEN)
def test_other_words_and_other_numbers_are_read_too(code: str) -> None:
    """Nothing false is called certain; what is said in words nobody foresaw may be missed."""
    precision, recall = figures(unseen(code), listed(HERE / "unseen" / f"{code}.toml"))
    assert precision == 1.0
    assert recall >= (0.45 if code in LOOSE else 0.7)


def everything() -> Iterator[Proposal]:
    for code in CODES:
        yield from propose(act(code))
    for code in UNSEEN:
        yield from unseen(code)


def test_no_proposal_without_a_clause_and_its_words() -> None:
    for code in CODES:
        clauses = {clause.number: clause.text for clause in act(code).clauses}
        for proposal in propose(act(code)):
            assert proposal.clause in clauses
            assert proposal.words
            assert set(proposal.also) <= set(clauses)


def test_every_proposal_is_a_question_in_russian() -> None:
    for proposal in everything():
        assert proposal.provision in PROVISIONS
        assert not any(letter in "abcdefghijklmnopqrstuvwxyz:_" for letter in bare(proposal)), proposal


def bare(proposal: Proposal) -> str:
    """Words for the value without names that are Latin in any language."""
    words = value_words(proposal.provision, proposal.value)
    for name in ("https://", "Moodle", "GetCourse", "WhatsApp", "Telegram", "Skype"):
        words = words.replace(name, "")
    return words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.1. Консультации перед аттестацией проводятся только в групповой форме.", False),
        (
            (
                "1.1. Консультации перед аттестацией проводятся только в групповой форме, за исключением"
                " индивидуальной консультации слушателю с инвалидностью."
            ),
            True,
        ),
        (
            (
                "1.1. Консультации перед аттестацией только групповые. Индивидуальные консультации для лиц"
                " с ОВЗ не допускаются."
            ),
            False,
        ),
    ],
)
def test_an_exception_and_its_denial_are_told_apart(text: str, value: bool) -> None:
    found = {row.provision: row.value for row in propose(read_text(text))}
    assert found["exam_prep_individual_exception"] is value


def test_what_is_forbidden_is_not_proposed() -> None:
    text = "1.1. Для консультаций применяются чат и телефон, Skype не применяется."
    channels = next(row for row in propose(read_text(text)) if row.provision == "channels")
    assert channels.value == ["chat", "phone"]


def test_two_clauses_that_disagree_leave_the_choice_to_a_person() -> None:
    text = "1.1. Академический час равен 45 минутам.\n\n1.2. Академический час равен 40 минутам."
    hours = [row for row in propose(read_text(text)) if row.provision == "academic_hour"]
    assert [(row.value, row.certain) for row in hours] == [(45, False), (40, False)]


def test_an_act_that_says_nothing_proposes_nothing() -> None:
    assert propose(read_text("1.1. Столовая работает с 10 до 15 часов.")) == []
