"""Defects of the five acts, exactly those that a reader found; and each kind by itself."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from opora.regulations.reading.lint import KINDS, lint
from opora.regulations.reading.norms import cited, replacement, shipped_norms
from opora.regulations.reading.source import read_act, read_text

from .acts import CODES, act

ON = date(2026, 11, 26)
HERE = Path(__file__).parent
FOUND = tomllib.loads((HERE / "expected" / "findings.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", CODES)
def test_the_defects_of_the_regulations_are_found_and_nothing_else(code: str) -> None:
    found = [[finding.kind, finding.clause] for finding in lint(act(code), ON)]
    assert found == FOUND[code]["findings"]


@pytest.mark.parametrize("code", ["U1", "U2", "U4", "U5"])
def test_acts_without_defects_are_left_in_peace(code: str) -> None:
    assert lint(read_act((HERE / "unseen" / f"{code}.txt").read_bytes(), code), ON) == []


def kinds(text: str) -> list[str]:
    return [finding.kind for finding in lint(read_text(text), ON)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1. По подпункту 3.2.1 пункта 3.3 Правил.", ["cross_reference"]),
        ("1.1. По подпункту 3.2.1 пункта 3.2 Правил.", []),
        ("1.1. Кроме случаев пункта 4.7 настоящего Порядка.", ["cross_reference"]),
        ("1.1. График ведётся по форме согласно приложению № 2 к Порядку.", ["missing_annex"]),
        ("1.1. График по форме согласно приложению № 2 к Порядку.\n\nПриложение № 2\n\nФИО", []),
        ("1.1. Утверждён приказом от ________ № ____.", ["blank"]),
        ("1.1. Подпись: _________ А.В. Быкова.", []),
        ("1.1. Уроки на сайте Мультиурк.", ["name_typo"]),
        ("1.1. Слушатели Инфоурока и Мультиурока.", []),
        ("1.1. Помощь на на сайте.", ["repeated_word"]),
        ("1.1. Первый.\n\n1.1. Второй.", ["repeated_number"]),
        ("1.1. Связь по WhatsApp.", ["channel"]),
        ("1.1. Мессенджер WhatsApp не используется.", []),
        ("1.1. Приказ Минобрнауки от 01.07.2013 № 499.", ["lapsed_norm"]),
        ("1.1. Приказ директора от 14.01.2026 № 499.", []),
        ("ПОРЯДОК помощи слушателям и родителям\n\n1.1. Помощь слушателям.", ["circle"]),
        ("ПОРЯДОК помощи\n\n1.1. Настоящее Положение утверждается приказом.", ["mixed_kind"]),
        ("ПОРЯДОК помощи\n\n1.1. Разработан по Положению о филиале.", []),
    ],
)
def test_each_kind_by_itself(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected
    assert set(expected) <= set(KINDS)


def test_a_norm_is_judged_by_the_date() -> None:
    read = read_text("1.1. Приказ Минобрнауки от 01.07.2013 № 499.")
    assert lint(read, date(2025, 4, 15)) == []
    assert [finding.kind for finding in lint(read, date(2025, 9, 1))] == ["lapsed_norm"]


def test_a_lapsed_norm_comes_with_the_phrase_to_put_instead() -> None:
    norms = shipped_norms()
    gone = norms["prikaz-816"]
    assert replacement(gone, norms).startswith(
        "постановление Правительства Российской Федерации от 11.10.2023 № 1678 «Об утверждении Правил"
    )
    (finding,) = lint(act("S2"), ON)
    assert "утративший силу с 01.09.2024" in finding.words
    assert "проверьте у юриста" in finding.words


def test_the_register_is_whole() -> None:
    norms = shipped_norms()
    for norm in norms.values():
        assert not norm.successor or norm.successor in norms
        assert not norm.lapsed or norm.since < norm.lapsed
    assert {"273-ФЗ", "152-ФЗ", "1678", "816", "499", "266", "438", "1441", "436-ФЗ", "149-ФЗ"} <= {
        norm.number for norm in norms.values()
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("S0", ["fz-273", "fz-152", "pp-1678", "prikaz-499", "prikaz-438"]),
        ("S1", []),
        ("S2", ["fz-273", "prikaz-816"]),
        ("S3", ["fz-273", "pp-1678"]),
        ("S4", ["fz-273", "pp-1678", "prikaz-266", "prikaz-438"]),
    ],
)
def test_every_basis_an_act_cites_is_recognised(code: str, expected: list[str]) -> None:
    text = "\n".join(clause.text for clause in act(code).clauses)
    assert {norm.code for norm in cited(text, shipped_norms())} == set(expected)
