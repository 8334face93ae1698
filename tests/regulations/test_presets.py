"""The samples say what the sources say."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps

import opora
from opora.demo.centre.acts import read_second_edition
from opora.kernel.rules import RULES
from opora.regulations.forms import SAMPLES
from opora.regulations.models import Clause, Provision
from opora.regulations.presets import codes, load_preset, read_preset
from opora.regulations.reading.structure import HEADER

from .reading.acts import act

SOURCES = Path(opora.__file__).parent


@pytest.fixture(scope="module")
def cited() -> set[str]:
    """Rules that are declared, and those that pages and refusals cite by their id."""
    for config in apps.get_app_configs():
        if config.name.startswith("opora.") and find_spec(f"{config.name}.rules"):
            import_module(f"{config.name}.rules")
    texts = [path.read_text(encoding="utf-8") for kind in ("*.py", "*.html") for path in SOURCES.rglob(kind)]
    return {*RULES, *(found for text in texts for found in re.findall(r'"([A-Z]{3,4}-\d\d)"', text))}


def test_the_five_samples() -> None:
    assert codes() == ["S0", "S1", "S2", "S3", "S4"]
    assert [code for code, _words in SAMPLES] == codes()


@pytest.mark.parametrize("code", codes())
def test_every_rule_with_a_basis_exists(code: str, cited: set[str]) -> None:
    assert set(load_preset(code).bases) - cited == set()


def test_every_basis_of_the_demonstration_exists(cited: set[str]) -> None:
    assert set(read_second_edition().bases) - cited == set()


@pytest.mark.parametrize("code", codes())
def test_clauses_fit_their_columns_and_carry_a_text(code: str) -> None:
    clauses = load_preset(code).clauses
    longest = Clause._meta.get_field("number").max_length
    assert longest is not None
    assert [number for number in clauses if len(number) > longest] == []
    assert [number for number, text in clauses.items() if "{" in text] == []
    assert [number for number, text in clauses.items() if len(text) < 60 and number != HEADER] == []


def test_the_sources_differ_in_the_exception_for_disability() -> None:
    s0, s1 = load_preset("S0"), load_preset("S1")
    exception = Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION
    assert (s0.provisions[exception].value, s0.provisions[exception].clause) == (True, "5.5")
    assert (s1.provisions[exception].value, s1.provisions[exception].clause) == (False, "3.7")
    assert "за исключением возможности индивидуальной консультации" in s0.clauses["5.5"]
    assert "за исключением" not in s1.clauses["3.7"]


def test_every_clause_of_the_source_is_there() -> None:
    parts = {"1": 5, "2": 2, "3": 1, "4": 3, "5": 10, "6": 4, "7": 2}
    assert list(load_preset("S0").clauses) == [
        f"{p}.{n}" for p, last in parts.items() for n in range(1, last + 1)
    ]
    parts = {"1": 3, "2": 2, "3": 8, "4": 1}
    assert list(load_preset("S1").clauses) == [
        f"{p}.{n}" for p, last in parts.items() for n in range(1, last + 1)
    ]


@pytest.mark.parametrize("code", ["S2", "S3", "S4"])
def test_a_sample_has_the_clauses_of_its_source(code: str) -> None:
    """Headings of sections are not clauses; the header stands in words of the sample."""
    source = {clause.number: clause for clause in act(code).clauses}
    headings = {"1", "2"} if code == "S4" else {"I", "II", "III", "IV", "V"} if code == "S3" else set()
    assert list(load_preset(code).clauses) == [number for number in source if number not in headings]


@pytest.mark.parametrize("code", codes())
def test_every_value_of_a_sample_was_read_from_a_clause(code: str) -> None:
    """But a default that the silence of the act makes wrong: then there is no clause to name."""
    silent = {name for name, row in load_preset(code).provisions.items() if not row.clause}
    assert silent <= {
        Provision.LEGAL_REPS_ENABLED,
        Provision.OUTSIDE_LOAD_INDIVIDUAL,
        Provision.SCHEDULE_TITLE_PARENTS,
    }


def test_the_name_of_the_centre_stands_in_the_text() -> None:
    sample = load_preset("S0", organisation_genitive="ООО «Маяк»")
    assert "локальным нормативным актом ООО «Маяк» (далее" in sample.clauses["1.1"]
    assert (
        sample.clauses["7.1"] == "Порядок утверждается и вводится в действие приказом директора организации."
    )


def test_an_unknown_sample_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_preset("../S0")


def test_a_sample_may_not_cite_what_it_does_not_say(tmp_path: Path) -> None:
    bases = '[provisions]\n[bases]\nEXP-01 = "9.9"\n'
    text = f'title = "Порядок"\n{bases}[[clauses]]\nnumber = "1"\ntext = "слова"\n'
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"own\.toml: no clauses \['9\.9'\]"):
        read_preset(tmp_path / "own.toml")
