"""Provisions are a closed registry: each is read by code, checked, shown with its clause or «не сказано»."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import opora
from opora.kernel.rules import RULES
from opora.regulations import queries
from opora.regulations.models import Provision
from opora.regulations.presets import codes, load_preset
from opora.regulations.provisions import DEFAULTS, SPECS, Answer, read
from opora.regulations.queries import State
from tests import make

SOURCES = Path(opora.__file__).parent
IDS = set((Path(__file__).parents[1] / "requirement_ids.txt").read_text(encoding="utf-8").split())


def test_every_provision_has_its_place_in_the_registry() -> None:
    assert set(SPECS) == set(Provision)
    assert {key for spec in SPECS.values() for key in spec.requirements} - IDS == set()


def test_every_provision_is_read_by_code() -> None:
    """A setting nobody reads would promise what does not happen."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in SOURCES.rglob("*.py")
        if "demo" not in path.parts and path.name != "provisions.py"
    ]
    read_by_code = {
        found for text in texts for found in re.findall(r"in_force\(\s*Provision\.([A-Z_]+)", text)
    }
    assert {provision.name for provision in Provision} - read_by_code == set()


def test_every_rule_a_provision_names_exists() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    named = {rule for spec in SPECS.values() for rule in spec.rules} | set(queries.TITLES)
    assert {rule for rule in named if rule not in RULES and f'"{rule}"' not in text} == set()


@pytest.mark.parametrize("provision", list(Provision))
def test_defaults_fit_their_own_checks(provision: Provision) -> None:
    assert read(provision, DEFAULTS[provision]) == DEFAULTS[provision]


@pytest.mark.parametrize("code", codes())
def test_values_of_samples_fit(code: str) -> None:
    for provision, provided in load_preset(code).provisions.items():
        value = read(provision, provided.value)
        assert sorted(value) == sorted(provided.value) if isinstance(value, list) else value == provided.value


@pytest.mark.parametrize(
    ("provision", "raw"),
    [
        (Provision.EXAM_PREP_GROUP_ONLY, "может быть"),
        (Provision.CANCEL_HOURS, "два"),
        (Provision.CANCEL_HOURS, "-1"),
        (Provision.CANCEL_HOURS, True),
        (Provision.ACADEMIC_HOUR, 90),
        (Provision.CONSULT_FORMS, []),
        (Provision.CONSULT_FORMS, ["по телепатии"]),
        (Provision.LEARNER_TERM, "студент"),
        (Provision.ACT_APPROVAL_PATH, ["pedsovet"]),
        (Provision.ACT_APPROVAL_PATH, ["order", "stamp"]),
        (Provision.PUBLIC_PAGE_TITLE, "щ" * 400),
    ],
)
def test_a_wrong_value_is_refused_in_words(provision: Provision, raw: Any) -> None:
    with pytest.raises(ValueError, match=r"[А-Я]"):
        read(provision, raw)


@pytest.mark.django_db
def test_what_the_act_says_and_what_it_is_silent_about() -> None:
    edition = make.edition(bases={"EXP-01": "5.5"})
    clause = edition.clauses.get()
    for provision, value in (
        (Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION, False),
        (Provision.EXAM_PREP_GROUP_ONLY, True),
        (Provision.LEGAL_REPS_ENABLED, True),
    ):
        edition.provisions.create(provision=provision, value=value, clause=clause)
    edition.provisions.create(provision=Provision.CANCEL_HOURS, value=6)
    lines = {line.provision: line for topic in queries.rulebook(edition).values() for line in topic}
    assert lines[Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION].state is State.FORBIDDEN
    assert lines[Provision.EXAM_PREP_GROUP_ONLY].state is State.REQUIRED
    assert lines[Provision.LEGAL_REPS_ENABLED].state is State.ALLOWED
    assert lines[Provision.CANCEL_HOURS].state is State.SILENT
    assert lines[Provision.CANCEL_HOURS].words == "6"
    uncovered = {rule.id for rule in queries.rules_without_clause(edition)}
    assert "EXP-01" not in uncovered
    assert "EXP-02" in uncovered


def test_the_kinds_of_answers_are_all_used() -> None:
    assert {spec.answer for spec in SPECS.values()} == set(Answer)


@pytest.mark.django_db
def test_a_text_is_answered_by_default_before_any_act() -> None:
    assert queries.in_force(Provision.PUBLIC_PAGE_TITLE, date(2026, 11, 23)).startswith("Реализация")
