"""The text of a draft by its provisions: shown, written, and the former text put back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from opora.kernel.errors import Refused
from opora.regulations.actions import add_clause, register_act, set_provision, start_draft
from opora.regulations.models import ActEdition, LocalAct, Provision, ReplacedText
from opora.regulations.presets import Provided
from opora.regulations.writing.act import Facts, write
from opora.regulations.writing.actions import restore_text, write_text
from opora.regulations.writing.queries import preview, written
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
P = Provision
ON = date(2026, 12, 1)
TYPED = "Тишина в учебных классах соблюдается всегда."


@pytest.fixture
def draft() -> ActEdition:
    """Typed by a person: a clause with a provision and a rule on it, and one with neither."""
    make.organisation()
    old = make.edition(clauses={"5.5": "Отменить запись можно за 2 часа."}, bases={"BOOK-04": "5.5"})
    made = start_draft(old.act, effective_from=ON)
    add_clause(made, number="9.1", text=TYPED, after=made.clauses.get())
    set_provision(made, P.CANCEL_HOURS, Provided(6, "5.5"))
    set_provision(made, P.LMS_BASE, Provided(""))
    return made


def texts(edition: ActEdition) -> dict[str, str]:
    return dict(edition.clauses.values_list("number", "text"))


def test_each_provision_stands_on_the_clause_that_says_it(draft: ActEdition) -> None:
    write_text(draft)
    row = draft.provisions.get(provision=P.CANCEL_HOURS)
    assert row.clause is not None
    assert "не позднее чем за 6 часов до её начала" in row.clause.text
    assert draft.bases.get(rule="BOOK-04").clause == row.clause
    assert [one.number for one in draft.clauses.all() if one.heads][:2] == ["1", "2"]
    assert not any(one.heads for one in draft.clauses.filter(number__contains="."))
    silent = draft.provisions.get(provision=P.LMS_BASE)
    assert (silent.value, silent.clause) == ("", None)  # a name nobody gave is not written, nor lost


def test_nothing_typed_is_lost_and_the_former_text_comes_back_with_its_bindings(draft: ActEdition) -> None:
    before = texts(draft)
    write_text(draft)
    assert TYPED not in texts(draft).values()
    kept = draft.replaced.get()
    assert dict(kept.clauses) == before
    written_now = texts(draft)
    restore_text(kept)
    assert texts(draft) == before
    row = draft.provisions.get(provision=P.CANCEL_HOURS)
    assert (row.value, row.clause and row.clause.number) == (6, "5.5")
    assert draft.bases.get(rule="BOOK-04").clause.number == "5.5"
    assert dict(draft.replaced.get().clauses) == written_now


def test_everything_that_holds_by_default_can_be_said_too(draft: ActEdition) -> None:
    assert len(written(draft, everything=True).provisions) == len(Provision) - 1
    assert len(written(draft).provisions) < 6


def test_norms_of_the_edition_are_cited_or_those_in_force(draft: ActEdition) -> None:
    assert "№ 266" in written(draft).clauses["1.2"]
    draft.basis_acts = "– Федеральный закон № 273-ФЗ;\n\nУстав"
    assert written(draft).clauses["1.2"].count("\n– ") == 3
    assert "№ 266" not in written(draft).clauses["1.2"]


def test_the_preview_names_rules_that_lose_their_clause(draft: ActEdition) -> None:
    draft.bases.create(rule="SCH-07", clause=draft.clauses.get(number="9.1"))
    shown = preview(draft)
    assert shown.replaces == 2
    assert [rule.id for rule in shown.unfounded] == ["SCH-07"]
    assert draft.clauses.count() == 2  # nothing is written yet


def test_an_approved_text_is_neither_written_nor_put_back(draft: ActEdition) -> None:
    write_text(draft)
    kept = draft.replaced.get()
    ActEdition.objects.filter(pk=draft.pk).update(state=ActEdition.State.ON_APPROVAL)
    for act in (lambda: write_text(draft), lambda: restore_text(kept)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.refusals[0].rule == "EDN-03"
    assert ReplacedText.objects.count() == 1


def test_the_page_shows_first_and_writes_when_told(draft: ActEdition, cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    address = f"/acts-register/edition/{draft.pk}/write/"
    page = client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "за 6 часов" in page
    assert "Они не пропадут" in page
    assert client.get(f"{address}?everything").context["everything"] is True
    assert draft.clauses.count() == 2
    assert client.post(address)["Location"] == f"/acts-register/edition/{draft.pk}/"
    assert draft.clauses.count() > 8
    shown = client.get(f"/acts-register/edition/{draft.pk}/").content.decode()
    kept = draft.replaced.get()
    assert f"/acts-register/texts/{kept.pk}/restore/" in shown
    assert login(cast.account("auditor")).post(f"/acts-register/texts/{kept.pk}/restore/").status_code == 403
    client.post(f"/acts-register/texts/{kept.pk}/restore/")
    assert TYPED in texts(draft).values()


def test_a_text_that_is_closed_is_not_shown_for_writing(
    draft: ActEdition, cast: make.Cast, login: Login
) -> None:
    ActEdition.objects.filter(pk=draft.pk).update(state=ActEdition.State.ON_APPROVAL)
    answer = login(cast.account("specialist")).get(f"/acts-register/edition/{draft.pk}/write/")
    assert answer.status_code == 422
    assert 'data-rule="EDN-03"' in answer.content.decode()


def test_an_instruction_speaks_of_itself_in_its_own_gender() -> None:
    make.organisation()
    act = register_act(
        "instr",
        kind=LocalAct.Kind.INSTRUCTION,
        title="Инструкция о консультациях",
        short_title="Инструкция",
        genitive="Инструкции",
    )
    draft = start_draft(act, effective_from=ON)
    set_provision(draft, P.EDITION_EFFECT, Provided("on_approval"))
    text = "\n".join(written(draft).clauses.values())
    assert "Инструкция разработана" in text
    assert "вступает в силу со дня её утверждения" in text
    assert "Изменения в Инструкцию вносятся" in text


@pytest.mark.parametrize(
    ("provision", "value", "words"),
    [
        (P.CANCEL_HOURS, 1, "не позднее чем за 1 час до"),
        (P.CANCEL_HOURS, 2, "не позднее чем за 2 часа до"),
        (P.CANCEL_HOURS, 0, "в любое время до её начала"),
        (P.ANSWER_HOURS, 21, "в течение 21 часа;"),
        (P.ANSWER_HOURS, 48, "в течение 48 часов;"),
        (P.NO_SHOW_MINUTES, 1, "ожидает их 1 минуту после"),
        (P.LATE_TEACHER_MINUTES, 22, "через 22 минуты после"),
        (P.QUESTION_DAYS, 1, "в течение 1 рабочего дня"),
        (P.FOLLOW_UP_DAYS, 5, "в течение 5 календарных дней"),
        (P.LATE_ENTRY_DAYS, 3, "не позднее 3 рабочих дней после"),
        (P.ACADEMIC_HOUR, 41, "составляет 41 минуту."),
        (P.CONSULT_FORMS, ["group:in_person"], "– групповые консультации при личной встрече (очно)."),
        (P.HELP_PROVIDERS, ["other"], "оказывают иные работники Организации."),
        (P.LMS_BASE, 'СДО "Путь"', "на платформе «СДО „Путь“»."),
    ],
)
def test_numbers_and_names_stand_in_their_cases(provision: Provision, value: Any, words: str) -> None:
    facts = Facts(LocalAct.Kind.ORDER_OF_WORK, "Порядок", "Центр")
    act = write(facts, {provision: value})
    assert words in act.clauses[act.provisions[provision].clause]
