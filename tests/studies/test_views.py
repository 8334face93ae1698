"""Pages of programmes, groups and learners; the import from the upload to the second time."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.journal.models import JournalEntry
from opora.people.models import Account, Contract, Person
from opora.studies.models import Enrolment, Group, GroupPart, LearnerImport, Programme, ProgrammePart
from tests import make
from tests.studies import samples

Login = Callable[..., Client]
ORDER = {"order_number": "12-у", "order_date": "2026-11-06"}
CONTRACT = {
    "contract_number": "117/26",
    "contract_date": "2026-11-02",
    "contract_from": "2026-11-02",
    "contract_to": "2027-01-29",
}


@pytest.fixture
def centre(cast: make.Cast) -> dict[str, Group]:
    """The demonstration programmes, one group each for those the sample names."""
    Programme.objects.update(title="Совсем другое")
    Person.objects.filter(pk=cast.learner.pk).update(snils="99000010156", birth_date=date(1987, 3, 14))
    known = samples.programmes()
    return {
        "ОТ-40": make.group("ОТ-26/11-2", programme=known["ОТ-40"]),
        "ТБ-256": make.group("ТБ-26/09", programme=known["ТБ-256"]),
        "СТР-160": make.group("СТР-26/11", programme=known["СТР-160"]),
    }


def send(client: Client, data: bytes, name: str = "список.csv") -> Any:
    return client.post("/studies/import/", {"file": SimpleUploadedFile(name, data)})


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Person, Contract, Enrolment))


def terms(client: Client, url: str, groups: dict[str, Group]) -> dict[str, str]:
    """The group chosen for every programme the page asks about."""
    form = client.get(url).context["form"]
    return {name: str(groups[code].pk) for name, code in form.asked.items()}


def test_a_list_goes_from_upload_to_confirmation_and_the_second_time_changes_nothing(
    cast: make.Cast, centre: dict[str, Group], login: Login
) -> None:
    client = login(cast.account("specialist"))
    before = counts()
    url = send(client, samples.CUSTOMER)["Location"]
    page = client.get(url)
    assert counts() == before
    assert page.context["summary"] == {"ok": 0, "fixed": 3, "attention": 1, "error": 1}
    assert [row.fate for row in page.context["rows"]] == [
        "есть в базе, зачислим",
        "новый слушатель",
        "новый слушатель",
        "не войдёт",
        "новый слушатель",
    ]
    typed = page.context["form"]
    assert typed["contract_number"].value() == "117/26"
    assert typed["contract_date"].value() == date(2026, 11, 2)
    data = {**ORDER, **CONTRACT, **terms(client, url, centre), "shown": "3 4 5 6 7", "take": "5"}
    done = client.post(f"{url}apply/", data, follow=True)
    assert done.context["told"]["enrolled"] == 4
    after = counts()
    assert after == (before[0] + 2, before[1] + 1, before[2] + 4)
    again = send(client, samples.CUSTOMER)["Location"]
    page = client.get(again)
    assert page.context["rows"][0].fate == "уже учится, ОТ-26/11-2"
    assert client.post(f"{again}apply/", {"shown": "", **ORDER}, follow=True).context["told"]["enrolled"] == 0
    assert counts() == after


def test_the_moodle_file_goes_in_by_its_own_group(
    cast: make.Cast, centre: dict[str, Group], login: Login
) -> None:
    Group.objects.filter(code="ОТ-26/11-2").update(code="ОТ-26/11")
    Group.objects.filter(pk=cast.group.pk).update(code="Другая")
    Group.objects.filter(code="ОТ-26/11").update(code="ОТ-26/11-1")
    client = login(cast.account("deputy"))
    url = send(client, samples.MOODLE, "users.csv")["Location"]
    page = client.get(url)
    assert page.context["form"].asked == {}
    assert page.context["form"]["customer"].value() == "ООО «Маяк»"
    client.post(f"{url}apply/", ORDER)
    assert cast.learner.enrolments.filter(group__code="ОТ-26/11-1", order_in__number="12-у").exists()
    assert b"Qwerty" not in page.content


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Файл пустой."),
        (b"%PDF-1.7 ...", "Это PDF, таблицу из него не прочитать."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "Это старый формат Excel (.xls)."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "Файл защищён паролем.",
        ),
        ("Просто;текст\nбез;списка\n".encode(), "Не нашли строку заголовков со столбцом «ФИО»."),
    ],
)
def test_a_damaged_file_says_what_to_do_and_leaves_nothing(
    cast: make.Cast, login: Login, data: bytes, words: str
) -> None:
    answer = send(login(cast.account("specialist")), data, "список.xlsx")
    assert answer.status_code == 422
    error = answer.context["form"].errors["file"][0]
    assert error.startswith(words)
    assert len(error) > len(words) + 20
    assert LearnerImport.objects.count() == 0


def test_a_refused_confirmation_keeps_what_was_typed_and_ticked(
    cast: make.Cast, centre: dict[str, Group], login: Login
) -> None:
    client = login(cast.account("specialist"))
    url = send(client, samples.CUSTOMER)["Location"]
    before = counts()
    groups = terms(client, url, centre)
    typed = {**ORDER, **CONTRACT, **groups, "customer": "ООО «Маяк»", "shown": "3 4 5 6 7", "take": "5"}
    for wrong, rules in (({"group-0": ""}, ["IMP-02"]), ({"contract_to": ""}, ["IMP-04"])):
        answer = client.post(f"{url}apply/", typed | wrong)
        assert answer.status_code == 422
        assert [refusal.rule for refusal in answer.context["refused"].refusals] == rules
        assert answer.context["form"]["customer"].value() == "ООО «Маяк»"
        assert [row.line for row in answer.context["rows"] if row.taken] == [5]
    answer = client.post(f"{url}apply/", typed | {"order_number": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["order_number"])
    assert counts() == before


def test_ticks_and_terms_survive_the_turning_of_pages(
    cast: make.Cast, centre: dict[str, Group], login: Login
) -> None:
    client = login(cast.account("specialist"))
    url = send(client, samples.CUSTOMER)["Location"]
    moved = client.post(url, {"shown": "5", "take": "5", "customer": "Маяк", "show": "attention"})
    assert moved["Location"] == f"{url}?show=attention"
    page = client.get(moved["Location"])
    assert [(row.line, row.taken) for row in page.context["rows"]] == [(5, True)]
    assert page.context["form"]["customer"].value() == "Маяк"
    client.post(url, {"shown": "5", "show": "error"})
    assert LearnerImport.objects.get().result["take"] == []  # type: ignore[index]


def test_a_thousand_rows_are_shown_by_pages(cast: make.Cast, centre: dict[str, Group], login: Login) -> None:
    client = login(cast.account("specialist"))
    url = send(client, samples.learners(205))["Location"]
    assert len(client.get(url).context["rows"]) == 50
    assert [row.line for row in client.get(f"{url}?page=5").context["rows"]] == [202, 203, 204, 205, 206]


def test_a_discarded_list_says_so(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    url = send(client, samples.learners(1))["Location"]
    client.post(f"{url}discard/")
    assert client.get(url).context["applied"] is False
    assert client.post(f"{url}apply/", ORDER).status_code == 422


def test_case_31_accounts_are_given_as_a_list_of_codes_once(
    cast: make.Cast, centre: dict[str, Group], login: Login
) -> None:
    client = login(cast.account("specialist"))
    url = send(client, samples.learners(2))["Location"]
    client.post(f"{url}apply/", {**ORDER, **terms(client, url, centre)})
    assert Account.objects.filter(person__last_name__startswith="Слушатель").count() == 0
    assert client.get(url).context["waiting"] == 2
    given = client.post(f"{url}codes/").context["rows"]
    assert [account.state for account, _code in given] == ["invited", "invited"]
    assert client.post(f"{url}codes/").context["rows"] == []


def test_the_sample_goes_in_without_a_remark(cast: make.Cast, centre: dict[str, Group], login: Login) -> None:
    client = login(cast.account("specialist"))
    data = client.get("/studies/import/sample.csv").content
    page = client.get(send(client, data)["Location"])
    assert page.context["summary"] == {"ok": 0, "fixed": 1, "attention": 0, "error": 0}


def test_one_learner_is_enrolled_by_a_form_and_a_known_one_is_asked_about(
    cast: make.Cast, login: Login
) -> None:
    client = login(cast.account("curator"))
    url = f"/studies/groups/{cast.group.pk}/enrol/"
    data = {"full_name": "ПЕТРОВ олег ильич", "birth_date": "14.03.87", "snils": "99000010156", **ORDER}
    assert client.post(url, data).status_code == 302
    new = Enrolment.objects.get(learner__snils="99000010156")
    assert (new.learner.full_name, new.state) == ("Петров Олег Ильич", "enrolled")
    other = make.group(programme=make.programme(), curator=cast.curator)
    url = f"/studies/groups/{other.pk}/enrol/"
    asked = client.post(url, data)
    assert (asked.status_code, asked.context["people"][0][0]) == (422, new.learner.pk)
    assert asked.context["form"]["full_name"].value() == "ПЕТРОВ олег ильич"
    assert client.post(url, {**data, "who": new.learner.pk}).status_code == 302
    assert new.learner.enrolments.count() == 2


def test_an_order_moves_a_learner_and_a_forbidden_move_is_refused(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("director"))
    card = f"/studies/groups/{cast.group.pk}/learners/{cast.learner.pk}/"
    answer = client.post(f"{card}move/", {"move": "expel", "order_number": "7-о", "order_date": "2026-11-20"})
    assert answer.status_code == 422
    assert [refusal.rule for refusal in answer.context["refused"].refusals] == ["ENR-09"]
    assert answer.context["move_form"]["order_number"].value() == "7-о"
    data = {"move": "leave", "order_number": "7-о", "order_date": "2026-11-20"}
    assert client.post(f"{card}move/", data).status_code == 302
    assert [move.order.number for move in client.get(card).context["card"].moves] == ["7-о"]


def test_a_contract_is_extended_and_the_warning_goes(cast: make.Cast, login: Login) -> None:
    Contract.objects.filter(learners=cast.learner).update(valid_to=date(2026, 12, 1))
    client = login(cast.account("deputy"))
    group = f"/studies/groups/{cast.group.pk}/"
    assert [row.learner for row in client.get(group).context["warnings"]] == [cast.learner]
    client.post(
        f"{group}learners/{cast.learner.pk}/contract/",
        {"number": "1", "on": "2026-11-23", "until": "2026-12-31"},
    )
    assert client.get(group).context["warnings"] == []


def test_opening_a_card_is_written_and_documents_are_masked(cast: make.Cast, login: Login) -> None:
    Person.objects.filter(pk=cast.learner.pk).update(snils="99000010156", birth_date=date(1987, 3, 14))
    card = f"/studies/groups/{cast.group.pk}/learners/{cast.learner.pk}/"
    seen = login(cast.account("deputy")).get(card).context
    assert (seen["snils"], seen["born"]) == ("990-000-101 56", date(1987, 3, 14))
    seen = login(cast.account("curator")).get(card).context
    assert (seen["snils"], seen["born"]) == ("•••-•••-••• 56", None)
    views = JournalEntry.objects.filter(row_id=cast.learner.pk, action=JournalEntry.Action.VIEW)
    assert [view.account_id for view in views] == [cast.account("deputy").pk]


def test_a_programme_a_part_and_a_group_are_made_by_forms(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("deputy"))
    values = {"code": "ОТ-8", "title": "Охрана труда", "kind": "pk", "hours": "8", "aliases": "охрана\nОТ"}
    refused = client.post("/studies/programmes/new/", values)
    assert [one.rule for one in refused.context["refused"].refusals] == ["ENR-01"]
    assert refused.context["form"]["aliases"].value() == "охрана\nОТ"
    client.post("/studies/programmes/new/", values | {"hours": "16"})
    programme = Programme.objects.get(code="ОТ-8")
    assert programme.aliases == ["охрана", "ОТ"]
    client.post(
        f"/studies/programmes/{programme.pk}/parts/", {"title": "Модуль", "kind": "module", "hours": 8}
    )
    part = ProgrammePart.objects.get(programme=programme)
    dates = {"starts_on": "2026-11-09", "ends_on": "2026-12-25"}
    client.post(
        "/studies/groups/new/",
        {"code": "ОТ-8-1", "programme": programme.pk, "branch": make.branch().pk, **dates},
    )
    group = Group.objects.get(code="ОТ-8-1")
    url = f"/studies/groups/{group.pk}/parts/{part.pk}/"
    wide = client.post(url, dates | {"ends_on": "2027-01-25"})
    assert [one.rule for one in wide.context["refused"].refusals] == ["GRP-04"]
    client.post(url, dates | {"attestation_on": "2026-12-25", "teacher": cast.teacher.pk})
    assert GroupPart.objects.get().teacher == cast.teacher


def test_my_programmes_show_how_far_they_are(cast: make.Cast, login: Login) -> None:
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, ends_on=date(2026, 11, 20))
    rows = login(cast.account("learner")).get("/studies/my/").context["rows"]
    assert [(row.percent, [one.state for one in row.parts]) for row, _outline in rows] == [(29, ["done"])]
    wards = login(cast.account("parent")).get("/studies/my/").context["rows"]
    assert [row.enrolment.learner for row, _outline in wards] == [cast.child]


def test_s1_2_2_everybody_is_told_what_a_programme_gives_and_on_what_conditions(
    cast: make.Cast, login: Login
) -> None:
    programme = cast.group.programme
    url = f"/studies/programmes/{programme.pk}/outline/"
    sent = {
        "results": "• Проводит инструктажи\n\n— Оценивает риски ",
        "study_forms": "Очно-заочная",
        "materials": "Класс на 24 места",
        "staff": "",
        "distance": "Телефон с браузером",
    }
    client = login(cast.account("deputy"))
    assert client.post(url, sent).status_code == 302
    assert programme.outline.results == ["Проводит инструктажи", "Оценивает риски"]
    assert "Проводит инструктажи\nОценивает риски" in client.get(url).content.decode()
    seen = dict.fromkeys(("learner", "parent"), "/studies/my/")
    seen |= dict.fromkeys(("teacher", "curator", "auditor"), f"/studies/programmes/{programme.pk}/")
    pages = [login(cast.account(name)).get(page) for name, page in seen.items()]
    pages.append(Client().get(f"/sveden/programmes/{programme.pk}/"))
    for page in pages:
        text = page.content.decode().replace("\xa0", " ")
        assert "Оценивает риски" in text
        assert "Класс на 24 места" in text
        assert "Кадровые условия" not in text
    listed = Client().get("/sveden/education/").content.decode()
    assert f'href="/sveden/programmes/{programme.pk}/"' in listed


def test_results_too_long_or_too_many_are_asked_again_with_what_was_typed(
    cast: make.Cast, login: Login
) -> None:
    url = f"/studies/programmes/{cast.group.programme_id}/outline/"
    client = login(cast.account("specialist"))
    for results in ("а" * 301, "\n".join(f"результат {n}" for n in range(51))):
        answer = client.post(url, {"results": results})
        assert answer.status_code == 422
        assert results[-20:] in answer.content.decode()
    assert login(cast.account("teacher")).post(url, {"results": "Знает"}).status_code == 403


def test_pages_take_as_many_statements_for_thirty_as_for_one(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("deputy"))
    pages = ("groups/", f"groups/{cast.group.pk}/", "programmes/", f"programmes/{cast.group.programme_id}/")

    def statements() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/studies/{page}").status_code == 200
            found.append(len(captured))
        return found

    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, teacher=cast.teacher)
    statements()
    few = statements()
    for _number in range(30):
        make.enrolment(make.person(), cast.group)
        make.group_part(cast.group, make.part(cast.group.programme), teacher=cast.teacher)
        make.group(programme=cast.group.programme)
        make.programme()
    assert statements() == few


def test_the_preview_takes_as_many_statements_for_thirty_as_for_one(
    cast: make.Cast, centre: dict[str, Group], login: Login
) -> None:
    client = login(cast.account("deputy"))
    found = []
    for number in (1, 30):
        url = send(client, samples.learners(number))["Location"]
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        found.append(len(captured))
    assert found[0] == found[1]


def test_groups_of_the_past_are_asked_for_found_by_words_and_paged(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("deputy"))
    over = make.group("БЫЛА-1", starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 1))

    def codes(query: str) -> list[str]:
        return [group.code for group, _when in client.get(f"/studies/groups/{query}").context["rows"]]

    now = codes("")
    assert cast.group.code in now
    assert codes("?show=over") == [over.code]
    assert codes("?show=over&q=была") == [over.code]
    assert codes("?q=была") == []
    assert "Групп не нашли" in client.get("/studies/groups/?q=была").content.decode().replace("\u00a0", " ")
    for number in range(100):
        make.group(f"Г-{number:03}", programme=cast.group.programme)
    assert (len(codes("")), len(codes("?page=2"))) == (100, len(now))
