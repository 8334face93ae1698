"""Paper and behaviour agree: what the program writes by provisions, it reads back the same."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from opora.regulations.actions import register_act, set_provision, start_draft
from opora.regulations.models import ActEdition, LocalAct, Provision
from opora.regulations.presets import Preset, Provided, codes, load_preset
from opora.regulations.provisions import DEFAULTS, ORDER, SPECS, STAMP, Answer, read
from opora.regulations.queries import TITLES
from opora.regulations.reading.actions import begin_reading, confirm_certain, finish_reading
from opora.regulations.reading.answers import answers
from opora.regulations.reading.draft import draft_from_reading
from opora.regulations.reading.lint import lint
from opora.regulations.reading.propose import propose
from opora.regulations.reading.source import ReadAct, read_act, read_text
from opora.regulations.writing.act import ALWAYS, IMPLIED, SCHEDULE, Facts, WrittenAct, basis_on, write
from opora.regulations.writing.actions import write_text
from opora.reports.papers import render_docx, render_pdf
from opora.reports.queries import edition_paper
from tests import make

ON = date(2026, 11, 26)
P = Provision
RENDER = {"docx": render_docx, "pdf": render_pdf}
KINDS = {
    LocalAct.Kind.ORDER_OF_WORK: "Порядок оказания учебно-методической помощи",
    LocalAct.Kind.STATUTE: "Положение об учебно-методической помощи",
    LocalAct.Kind.RULES: "Правила оказания учебно-методической помощи",
    LocalAct.Kind.INSTRUCTION: "Инструкция об учебно-методической помощи",
}


def draft_of(sample: Preset) -> ActEdition:
    """A draft that knows only the values of the sample: its text is what the program writes."""
    kind = LocalAct.Kind.STATUTE if sample.code == "S4" else LocalAct.Kind.ORDER_OF_WORK
    act = register_act("akt", kind=kind, title=sample.title, short_title="Акт", genitive="Акта")
    draft = start_draft(act, effective_from=ON)
    for provision, provided in sample.provisions.items():
        set_provision(draft, provision, Provided(provided.value))
    return write_text(draft)


def set_by(edition: ActEdition) -> dict[Provision, Provided]:
    rows = edition.provisions.select_related("clause")
    return {
        Provision(row.provision): Provided(row.value, row.clause.number if row.clause else "") for row in rows
    }


@pytest.mark.django_db
@pytest.mark.parametrize("code", codes())
def test_a_sample_is_written_printed_and_read_back_the_same(code: str) -> None:
    make.organisation()
    sample = load_preset(code)
    draft = draft_of(sample)
    held = set_by(draft)
    for provision, provided in sample.provisions.items():
        assert held[provision].value == read(provision, provided.value)
    beyond = held.keys() - sample.provisions.keys()
    assert all(held[provision].value == DEFAULTS[provision] for provision in beyond)
    paper = edition_paper(draft)
    texts = dict(draft.clauses.values_list("number", "text"))
    for extension, render in RENDER.items():
        back = read_act(render(paper), f"акт.{extension}")
        assert answers(propose(back)) == held, extension
        assert back.title == sample.title
        assert back.troubles == []
        read_texts = {clause.number: clause.text for clause in back.clauses}
        assert {n: read_texts[n] for n in texts if n != "Приложение"} == {
            n: text for n, text in texts.items() if n != "Приложение"
        }, extension


@pytest.mark.django_db
def test_the_printed_act_is_loaded_and_becomes_the_same_edition(cast: make.Cast) -> None:
    """As a person does it: print, load the file, confirm what it says outright, make a draft."""
    draft = draft_of(load_preset("S1"))
    reading = begin_reading(render_docx(edition_paper(draft)), "порядок.docx", by=cast.specialist)
    confirm_certain(reading)
    again = draft_from_reading(finish_reading(reading), act=None, effective_from=ON)
    assert set_by(again) == set_by(draft)
    bases = dict(again.bases.values_list("rule", "clause__number"))
    assert bases.items() <= dict(draft.bases.values_list("rule", "clause__number")).items()


@pytest.mark.django_db
def test_what_was_read_back_has_nothing_to_put_right_but_the_blanks_of_a_draft() -> None:
    make.organisation()
    back = read_act(render_docx(edition_paper(draft_of(load_preset("S1")))), "акт.docx")
    assert {finding.kind for finding in lint(back, ON)} == {"blank"}
    assert "ПРОЕКТ" in next(clause.text for clause in back.clauses if clause.number == "Шапка").upper()


def a_value(provision: Provision) -> st.SearchStrategy[Any]:
    spec = SPECS[provision]
    options = list(spec.options)
    match spec.answer:
        case Answer.BOOL:
            return st.booleans()
        case Answer.NUMBER:
            return st.integers(spec.low, spec.high)
        case Answer.CHOICE:
            return st.sampled_from(options)
        case Answer.SET:
            return st.sets(st.sampled_from(options), min_size=1).map(list)
        case Answer.STEPS:
            bodies = [option for option in options if option not in (ORDER, STAMP)]
            chosen = st.sets(st.sampled_from(bodies)).map(list)
            return st.builds(lambda heard, by: [*heard, by], chosen, st.sampled_from([ORDER, STAMP]))
        case Answer.TEXT:
            words = [
                "Обучение",
                "дистанционно",
                "(полезные",
                "ссылки)",
                "«Сферум»",
                "Moodle",
                "и",
                "акты,",
                "2-я",
            ]
            return st.lists(st.sampled_from(words), min_size=1, max_size=6, unique=True).map(" ".join)


VALUES = st.fixed_dictionaries({}, optional={provision: a_value(provision) for provision in Provision})


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(values=VALUES, kind=st.sampled_from(list(KINDS)))
def test_any_values_are_read_back_certain_from_the_clause_that_sets_them(
    values: Mapping[Provision, Any], kind: LocalAct.Kind
) -> None:
    act = write(Facts(kind, KINDS[kind], "Учебный центр «Маяк»", basis_on(ON)), values)
    proposals = propose(as_text(act))
    assert answers(proposals) == act.provisions
    assert [one for one in proposals if not one.certain] == []
    assert values.keys() <= act.provisions.keys()
    assert act.provisions.keys() - values.keys() <= {*ALWAYS, *IMPLIED.values(), *SCHEDULE}
    assert {provided.clause for provided in act.provisions.values()} <= act.clauses.keys()
    assert lint(as_text(act), ON) == []


def as_text(act: WrittenAct) -> ReadAct:
    kind, _space, rest = act.title.partition(" ")
    lines = [f"{kind.upper()}\n{rest}", *(f"{number}. {text}" for number, text in act.clauses.items())]
    return read_text("\n\n".join(lines).replace("Приложение. к", "ПРИЛОЖЕНИЕ\nк"))


def test_every_value_of_the_registry_has_its_words() -> None:
    act = write(Facts(LocalAct.Kind.ORDER_OF_WORK, "Порядок", "Центр", basis_on(ON)), DEFAULTS)
    assert act.provisions.keys() == set(Provision) - {P.LMS_BASE}  # its default is a name nobody has given
    assert set(TITLES) <= act.bases.keys()  # no rule is left without a clause
    assert act.bases["EXP-01"] == act.provisions[P.EXAM_PREP_GROUP_ONLY].clause
