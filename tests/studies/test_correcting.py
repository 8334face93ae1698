"""Correction in place: a cell of the preview is typed anew, the list is judged again (domain.md §7 b)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.kernel.errors import Refused
from opora.people.models import Person
from opora.studies.actions import (
    apply_learner_import,
    correct_rows,
    discard_learner_import,
    preview_of,
    upload_learners,
)
from opora.studies.models import Enrolment, Group, LearnerImport, Programme
from opora.studies.queries import Preview
from tests import make
from tests.studies import samples
from tests.studies.test_imports import ORDER, Terms, load

pytestmark = pytest.mark.usefixtures("today", "db")
Login = Callable[..., Client]
NAME, BORN, SNILS, PROGRAMME = 1, 3, 4, 7


@pytest.fixture
def groups() -> dict[str, Group]:
    make.organisation()
    known = samples.programmes()
    return {
        "ОТ-40": make.group("ОТ-26/11-3", programme=known["ОТ-40"]),
        "ТБ-256": make.group("ТБ-26/09", programme=known["ТБ-256"]),
        "СТР-160": make.group("СТР-26/10-Г", programme=known["СТР-160"]),
    }


def listed(data: bytes = samples.CUSTOMER) -> LearnerImport:
    return upload_learners(data, filename="список.csv", by=None)


def row(imported: LearnerImport, line: int) -> tuple[str, list[str]]:
    found = next(one for one in look(imported).learners.rows if one.line == line)
    return str(found.status), found.messages


def look(imported: LearnerImport) -> Preview:
    imported.refresh_from_db()
    return preview_of(imported)


def test_an_error_is_put_right_in_the_preview_and_the_rest_is_kept(groups: dict[str, Group]) -> None:
    imported = listed()
    assert row(imported, 6)[0] == "error"
    fixes = {6: {NAME: "Иванов Иван Иванович", BORN: "13.05.1979", SNILS: "990-000-106 61"}}
    assert correct_rows(imported, cells=fixes) == (3, False)
    status, said = row(imported, 6)
    assert status == "fixed"
    assert "Исправлено здесь: «ФИО слушателя», в файле было «Иванов И.И.»." in said
    assert look(imported).learners.summary == {"ok": 0, "fixed": 4, "attention": 1, "error": 0}
    apply_learner_import(imported, terms=Terms(groups=groups, **ORDER))
    assert Person.objects.get(last_name="Иванов").snils == "99000010661"


def test_a_corrected_row_is_judged_by_all_the_rules_among_the_others(groups: dict[str, Group]) -> None:
    imported = listed()
    correct_rows(imported, cells={6: {NAME: "Сомов Олег Олегович", SNILS: "990-000-101 56"}})
    assert row(imported, 6)[1][-1].startswith(
        "СНИЛС 990-000-101 56 уже записан за другим человеком в строке 3"
    )
    correct_rows(imported, cells={6: {NAME: "Иванов И.И."}})
    assert "в файле было «Иванов И.И.»" in " ".join(row(imported, 6)[1])


def test_what_was_not_changed_and_what_may_not_be_is_left_alone(groups: dict[str, Group]) -> None:
    imported = listed()
    before = bytes(imported.content)
    same = {6: {NAME: " Иванов  И.И. ", 0: "99", 77: "x"}, 900: {1: "Никто"}}
    assert correct_rows(imported, cells=same) == (0, False)
    imported.refresh_from_db()
    assert bytes(imported.content) == before


def test_a_programme_is_chosen_and_its_name_remembered_for_the_next_list(groups: dict[str, Group]) -> None:
    data = "ФИО;Дата рождения;Программа\nИванова Мария Петровна;14.03.1987;Пакет «Безопасный труд»\n".encode()
    imported = listed(data)
    assert row(imported, 2)[0] == "error"
    correct_rows(imported, cells={2: {2: "ОТ-40"}}, remember=[2])
    assert next(iter(look(imported).learners.rows)).programme == "ОТ-40"
    assert Programme.objects.get(code="ОТ-40").aliases == ["Пакет «Безопасный труд»"]
    assert row(listed(data), 2)[0] == "fixed"
    correct_rows(listed(data), cells={2: {2: "ОТ-40"}}, remember=[2])
    assert Programme.objects.get(code="ОТ-40").aliases == ["Пакет «Безопасный труд»"]


def test_a_settled_list_takes_no_corrections(groups: dict[str, Group]) -> None:
    for settled in (load(samples.learners(1), groups), discard_learner_import(listed())):
        with pytest.raises(Refused) as refused:
            correct_rows(settled, cells={2: {0: "Другой Иван"}})
        assert [one.rule for one in refused.value.refusals] == ["IMP-01"]


def test_a_password_is_not_kept_through_corrections(groups: dict[str, Group]) -> None:
    imported = listed(samples.MOODLE)
    correct_rows(imported, cells={2: {2: "Мария"}})
    table = look(imported).learners.table
    assert "Qwerty" not in str(table)
    assert look(imported).learners.rows[0].name.first == "Мария"  # type: ignore[union-attr]


# By the pages


def send(client: Client, data: bytes) -> str:
    answer: Any = client.post("/studies/import/", {"file": SimpleUploadedFile("список.csv", data)})
    return str(answer["Location"])


def test_the_preview_takes_corrections_and_keeps_ticks(
    cast: make.Cast, groups: dict[str, Group], login: Login
) -> None:
    client = login(cast.account("specialist"))
    url = send(client, samples.CUSTOMER)
    page = client.get(url)
    rows = {one.line: one for one in page.context["rows"]}
    assert [bool(rows[line].inputs) for line in (4, 5, 6)] == [False, True, True]
    assert [one.name for one in rows[6].inputs][:2] == ["cell-6-1", "cell-6-2"]
    typed = {one.name: one.value for one in rows[6].inputs} | {"cell-6-1": "Иванов Иван Иванович"}
    answer = client.post(url, {**typed, "shown": "3 4 5 6 7", "take": "5", "customer": "Маяк"}, follow=True)
    assert "Исправлено ячеек: 1." in answer.content.decode()
    rows = {one.line: one for one in answer.context["rows"]}
    assert (rows[5].taken, answer.context["form"]["customer"].value()) == (True, "Маяк")
    assert rows[6].cells[0].value == "Иванов Иван Иванович"


def test_a_confirmation_with_new_corrections_shows_them_first(
    cast: make.Cast, groups: dict[str, Group], login: Login
) -> None:
    client = login(cast.account("specialist"))
    url = send(client, samples.CUSTOMER)
    answer = client.post(f"{url}apply/", {"cell-6-1": "Иванов Иван Иванович", "shown": "6"}, follow=True)
    assert "подтвердите ещё раз" in answer.content.decode()
    assert Enrolment.objects.filter(learner__last_name="Иванов").count() == 0
    assert LearnerImport.objects.get().state == "preview"


def test_only_those_who_set_programmes_up_teach_them_names(
    cast: make.Cast, groups: dict[str, Group], login: Login
) -> None:
    data = "ФИО;Программа\nИванова Мария Петровна;Безопасный труд\n".encode()
    for role, learned in (("curator", []), ("deputy", ["Безопасный труд"])):
        client = login(cast.account(role))
        url = send(client, data)
        assert ('name="remember"' in client.get(url).content.decode()) == bool(learned)
        client.post(url, {"cell-2-1": "ОТ-40", "remember": "2"})
        assert Programme.objects.get(code="ОТ-40").aliases == learned
