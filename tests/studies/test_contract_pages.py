"""Contracts with annexes, network agreements, plans and справка by pages (cases 20, 21; S4-1.4b; S2-8c)."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from opora.people.models import Account, Contract, ContractLearner
from opora.studies import actions, queries
from opora.studies.models import NetworkAgreement, PlanPart
from tests import make

Login = Callable[[Account], Client]
ON = date(2026, 11, 23)


@pytest.fixture
def contract(cast: make.Cast) -> Contract:
    return make.contract(make.person("Первый Олег"), kind="corporate", number="117/26", customer="ООО «Маяк»")


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_annex_shows_what_each_learner_lacks(cast: make.Cast, contract: Contract, login: Login) -> None:
    """«Оплатили двенадцать, доступ пришёл девяти» (domain.md §7, appeal 3)."""
    without, waiting, inside = (
        make.person(name) for name in ("Второй Олег", "Третий Олег", "Четвёртый Олег")
    )
    make.account(waiting, state="invited")
    make.account(inside)
    for who in (without, waiting, inside):
        actions.put_into_annex(contract, who)
        make.enrolment(who, cast.group, contract=contract)
    found = {row.learner.first_name + row.learner.last_name: row.state for row in queries.annex_of(contract)}
    assert list(found.values()) == ["code", "enrol", "wait", "in"]
    client, here = login(cast.account("specialist")), reverse("studies:contract", args=[contract.pk])
    words = client.get(here).content.decode()
    assert reverse("people:give_account", args=[without.pk]) in words
    page = client.post(
        reverse("studies:compare", args=[contract.pk]),
        {"names": "1. Второй Олег\nНеизвестный Иван\nЧужой Олег Олегович"},
    ).content.decode()
    assert "нет в базе: загрузите" in page.replace("\xa0", " ")
    assert "не в приложении: добавьте" in page.replace("\xa0", " ")


def test_learners_are_put_into_the_annex_with_own_dates_and_struck_out(
    cast: make.Cast, contract: Contract, login: Login
) -> None:
    client, add = login(cast.account("curator")), reverse("studies:annex", args=[contract.pk])
    unknown = client.post(add, {"who": "Никто Никто", "valid_to": "2026-12-01"})
    assert (unknown.status_code, 'value="2026-12-01"' in unknown.content.decode()) == (422, True)
    client.post(add, {"who": "Чужой Олег Олегович", "valid_from": "2026-11-10", "valid_to": "2026-12-01"})
    party = ContractLearner.objects.get(contract=contract, learner=cast.stranger)
    assert (party.valid_from, party.valid_to) == (date(2026, 11, 10), date(2026, 12, 1))
    client.post(reverse("studies:strike", args=[contract.pk, cast.stranger.pk]))
    assert not ContractLearner.objects.filter(contract=contract, learner=cast.stranger).exists()
    first = contract.parties.get().learner
    make.enrolment(first, cast.group, contract=contract)
    refused = login(cast.account("deputy")).post(reverse("studies:strike", args=[contract.pk, first.pk]))
    assert (refused.status_code, "CTR-02" in refused.content.decode()) == (422, True)


def test_case_20_an_addendum_extends_and_names_the_gap(
    cast: make.Cast, contract: Contract, login: Login
) -> None:
    client, here = login(cast.account("director")), reverse("studies:addendum", args=[contract.pk])
    Contract.objects.filter(pk=contract.pk).update(valid_to=date(2026, 11, 10))
    short = client.post(here, {"number": "1", "on": "2026-11-23", "until": "2026-11-01"})
    assert (short.status_code, "CTR-01" in short.content.decode()) == (422, True)
    typed = {"number": "1", "on": "2026-11-23", "until": "2027-01-31"}
    client.post(here, typed)
    contract.refresh_from_db()
    assert contract.valid_to == date(2027, 1, 31)
    again = client.post(here, typed | {"until": "2027-03-01"})
    assert "CTR-03" in again.content.decode()
    words = client.get(reverse("studies:contract", args=[contract.pk])).content.decode().replace("\xa0", " ")
    assert "в перерыве доступа не было" in words


def test_the_customer_is_described(cast: make.Cast, contract: Contract, login: Login) -> None:
    client, here = login(cast.account("curator")), reverse("studies:customer", args=[contract.pk])
    bad = client.post(here, {"customer": "ООО «Маяк»", "inn": "12", "contact": "Смирнова"})
    assert (bad.status_code, "Смирнова" in bad.content.decode()) == (422, True)
    client.post(here, {"customer": "ООО «Маяк»", "inn": "7800000010", "contact": "Смирнова Е. П."})
    contract.refresh_from_db()
    assert (contract.customer_card.inn, contract.customer_card.contact) == ("7800000010", "Смирнова Е. П.")


def test_lists_of_contracts_and_agreements_cost_the_same_for_one_and_thirty(
    cast: make.Cast, contract: Contract, login: Login
) -> None:
    client = login(cast.account("deputy"))
    part = make.part(cast.group.programme)

    def agreement(number: int) -> NetworkAgreement:
        return actions.make_agreement(
            cast.group.programme,
            parts=[part],
            number=str(number),
            date=ON,
            partner="Колледж",
            valid_from=ON,
            valid_to=date(2027, 6, 30),
        )

    made = agreement(0)
    urls = [reverse("studies:contracts"), reverse("studies:agreements")]
    urls += [reverse("studies:contract", args=[contract.pk]), reverse("studies:agreement", args=[made.pk])]

    def add(number: int) -> None:
        who = make.person()
        actions.put_into_annex(contract, who)
        make.enrolment(who, cast.group, contract=contract, agreement=made)
        make.contract(make.person())

    def costs() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            found.append(len(asked))
        return found

    add(0)
    client.get(urls[0])
    one = costs()
    for number in range(1, 30):
        add(number)
        agreement(number)
    assert costs() == one


def test_a_partner_sees_only_learners_of_the_agreement(cast: make.Cast, login: Login) -> None:
    part = make.part(cast.group.programme, "Закупки")
    client = login(cast.account("deputy"))
    typed = {
        "number": "4-С/26",
        "date": "2026-09-01",
        "partner": "Колледж",
        "valid_from": "2026-09-01",
        "valid_to": "2027-06-30",
        "curator": cast.curator.pk,
    }
    new = reverse("studies:agreement_new", args=[cast.group.programme_id])
    assert client.post(new, typed).status_code == 422
    client.post(new, typed | {"parts": [part.pk]})
    agreement = NetworkAgreement.objects.get()
    other = make.group(programme=cast.group.programme)
    theirs = make.enrolment(make.person("Абдуллаева Гюльнар"), other, agreement=agreement)
    make.enrolment(make.person("Своя Анна"), other)
    words = (
        login(cast.account("curator")).get(reverse("studies:agreement", args=[agreement.pk])).content.decode()
    )
    assert "Абдуллаева Гюльнар" in words
    assert "Своя Анна" not in words
    assert theirs.agreement == agreement


def test_s0_2_2e_the_plan_has_parts_with_own_hours_and_dates(cast: make.Cast, login: Login) -> None:
    first, second = (
        make.part(cast.group.programme, "Право", hours=8),
        make.part(cast.group.programme, "Право 2"),
    )
    it = cast.group.enrolments.get(learner=cast.learner)
    plan = actions.set_individual_plan(it, number="5-ИУП", on=ON, individual_exam_prep=True)
    client = login(cast.account("deputy"))
    here = reverse("studies:plan_parts", args=[cast.group.pk, cast.learner.pk])
    wrong = client.post(here, {f"p{first.pk}-way": "faster", f"p{first.pk}-starts_on": "2026-11-20"})
    assert (wrong.status_code, "ENR-18" in wrong.content.decode()) == (422, True)
    typed = {
        f"p{first.pk}-way": "credited",
        f"p{second.pk}-way": "faster",
        f"p{second.pk}-hours": "6",
        f"p{second.pk}-starts_on": "2026-11-20",
        f"p{second.pk}-ends_on": "2026-11-27",
    }
    assert client.post(here, typed).status_code == 302
    assert [(row.part, row.way, row.hours) for row in plan.parts.all()] == [
        (first, PlanPart.Way.CREDITED, 0),
        (second, PlanPart.Way.FASTER, 6),
    ]
    paper = client.get(reverse("studies:plan_file", args=[cast.group.pk, cast.learner.pk, "docx"]))
    words = words_of(paper.content)
    for said in (
        "№ 5-ИУП",
        "Иванова Мария Петровна",
        "перезачтено",
        "20.11.2026–27.11.2026",
        "индивидуально",
    ):
        assert said in words


def test_case_21_the_certificate_names_both_orders(cast: make.Cast, login: Login) -> None:
    it = cast.group.enrolments.get(learner=cast.learner)
    actions.expel(it, reason="заявление", order_number="15-у", order_date=ON)
    client = login(cast.account("deputy"))
    paper = client.get(reverse("studies:certificate", args=[cast.group.pk, cast.learner.pk, "docx"]))
    words = words_of(paper.content)
    for said in (
        "СПРАВКА ОБ ОБУЧЕНИИ",
        "Иванова Мария Петровна",
        "Приказ об отчислении: № 15-у от 23.11.2026",
    ):
        assert said in words
    page = client.get(reverse("studies:learner", args=[cast.group.pk, cast.learner.pk])).content.decode()
    assert "предложите слушателю справку" in page.replace("\xa0", " ")


def test_case_22_the_learner_sees_until_when_the_leave_lasts(cast: make.Cast, login: Login) -> None:
    it = cast.group.enrolments.get(learner=cast.learner)
    actions.leave(it, order_number="9-у", order_date=ON, until=date(2027, 1, 11))
    words = login(cast.account("learner")).get(reverse("studies:my")).content.decode().replace("\xa0", " ")
    assert "Вы в академическом отпуске до 11.01.2027" in words
