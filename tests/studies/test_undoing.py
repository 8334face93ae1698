"""A whole list taken back: exactly what it made and changed, and nobody on whom something depends."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.journal.models import JournalEntry
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.people.actions import create_account
from opora.people.models import Account, Contract, ContractLearner, Person
from opora.regulations.models import Order
from opora.studies.actions import leave, undo_learner_import
from opora.studies.models import Enrolment, Group, ImportRecord, LearnerImport
from opora.studies.queries import undoing_of
from tests import make
from tests.studies import samples
from tests.studies.test_imports import load, rules_of, state

pytestmark = pytest.mark.usefixtures("today", "db")
Login = Callable[..., Client]


@pytest.fixture
def groups() -> dict[str, Group]:
    make.organisation()
    known = samples.programmes()
    return {
        "ОТ-40": make.group("ОТ-26/11-3", programme=known["ОТ-40"]),
        "ТБ-256": make.group("ТБ-26/09", programme=known["ТБ-256"]),
        "СТР-160": make.group("СТР-26/10-Г", programme=known["СТР-160"]),
    }


def rows() -> list[Any]:
    """Everything a list can touch, value by value."""
    people = Person.objects.order_by("pk").values_list("pk", "snils", "email", "phone", "birth_date")
    return [*people, *Enrolment.objects.order_by("pk").values_list("pk", "state"), state()]


def why(imported: LearnerImport) -> dict[str, tuple[str, ...]]:
    imported.refresh_from_db()
    record = ImportRecord.objects.get(imported=imported)
    assert imported.applied_at
    return {one.person.last_name: one.why for one in undoing_of(record, imported.applied_at).stays}


def test_one_press_takes_back_exactly_what_the_list_did(groups: dict[str, Group]) -> None:
    make.person("Иванова Мария Петровна", snils="99000010156", email="old@b.example")
    load(samples.learners(2), groups)
    before = rows()
    imported = load(samples.CUSTOMER, groups, take=(5,), order_number="13-у", contract_number="118/26")
    known = Person.objects.get(snils="99000010156")
    assert known.birth_date == date(1987, 3, 14)
    assert rows() != before
    undone = undo_learner_import(imported)
    assert rows() == before
    assert (len(undone.people), len(undone.enrolments), len(undone.changes)) == (2, 4, 1)
    imported.refresh_from_db()
    assert imported.state == "undone"
    assert (imported.result or {})["undone"]["enrolments"] == 4
    assert JournalEntry.objects.filter(table="studies_enrolment", action="D").count() == 4


def test_a_list_is_taken_back_once(groups: dict[str, Group]) -> None:
    imported = load(samples.learners(1), groups)
    undo_learner_import(imported)
    assert rules_of(lambda: undo_learner_import(imported)) == ["IMP-08"]


def test_accounts_nobody_used_go_with_their_people(groups: dict[str, Group]) -> None:
    imported = load(samples.learners(2), groups)
    for person in Person.objects.filter(last_name__startswith="Слушатель"):
        create_account(person)
    undo_learner_import(imported)
    assert Account.objects.count() == 0


def test_somebody_who_has_entered_stays_and_the_rest_goes(groups: dict[str, Group]) -> None:
    imported = load(samples.learners(3), groups)
    entered = Person.objects.get(last_name="Слушательб")
    create_account(entered)
    Account.objects.update(state=Account.State.ACTIVE)
    assert why(imported) == {"Слушательб": ("уже входил в кабинет",)}
    with pytest.raises(Refused) as refused:
        undo_learner_import(imported)
    assert "Слушательб И. П.: уже входил в кабинет" in refused.value.refusals[0].words.replace("\u00a0", " ")
    undone = undo_learner_import(imported, rest=True)
    assert len(undone.people) == 2
    imported.refresh_from_db()
    assert imported.state == "applied"
    assert Enrolment.objects.get().learner == entered
    assert (Contract.objects.count(), Order.objects.count(), ContractLearner.objects.count()) == (1, 1, 1)
    Account.objects.all().delete()
    undo_learner_import(imported)
    assert state() == dict.fromkeys(state(), 0)


def test_bookings_orders_plans_and_hours_hold_a_learner(groups: dict[str, Group], cast: make.Cast) -> None:
    imported = load(samples.learners(5), groups)
    booked, left, elsewhere, changed, _free = Person.objects.filter(
        last_name__startswith="Слушатель"
    ).order_by("search_name")
    make.booking(make.session(cast.teacher), booked)
    enrolment = Enrolment.objects.get(learner=left)
    leave(enrolment, order_number="20-у", order_date=date(2026, 11, 20))
    make.enrolment(elsewhere, groups["ТБ-256"])
    Person.objects.filter(pk=changed.pk).update(email="new@b.example")
    told = why(imported)
    assert told[booked.last_name] == ("есть запись на консультацию",)
    assert told[left.last_name] == ("есть более поздний приказ",)
    assert "зачислен и по другому приказу" in told[elsewhere.last_name]
    assert set(told) == {booked.last_name, left.last_name, elsewhere.last_name}
    undo_learner_import(imported, rest=True)
    assert Enrolment.objects.filter(group=groups["ОТ-40"]).count() == 3


def test_a_field_changed_later_is_not_overwritten(groups: dict[str, Group]) -> None:
    known = make.person("Иванова Мария Петровна", snils="99000010156")
    imported = load(samples.CUSTOMER, groups)
    Person.objects.filter(pk=known.pk).update(birth_date=date(1987, 3, 15))
    assert why(imported) == {"Иванова": ("потом изменили: дата рождения",)}
    undo_learner_import(imported, rest=True)
    known.refresh_from_db()
    assert known.birth_date == date(1987, 3, 15)


def test_a_known_learner_who_asked_for_help_since_stays_enrolled(
    groups: dict[str, Group], cast: make.Cast
) -> None:
    known = make.person("Слушательа Иван Петрович", snils=samples.snils(0))
    imported = load(samples.learners(1), groups)
    make.booking(make.session(cast.teacher), known)
    for applied, told in ((timedelta(hours=-1), True), (timedelta(seconds=1), False)):
        LearnerImport.objects.update(applied_at=now() + applied)
        assert ("Слушательа" in why(imported)) == told


def test_the_undo_takes_as_many_statements_for_thirty_as_for_one(groups: dict[str, Group]) -> None:
    counts = []
    for number in (1, 30):
        imported = load(samples.learners(number), groups)
        with CaptureQueriesContext(
            connection,
        ) as told:
            undo_learner_import(imported)
        counts.append(len(told))
    assert counts[0] == counts[1]


def test_a_list_of_before_the_records_says_so(groups: dict[str, Group]) -> None:
    imported = load(samples.learners(1), groups)
    ImportRecord.objects.all().delete()
    assert rules_of(lambda: undo_learner_import(imported)) == ["IMP-08"]


def test_the_page_shows_what_goes_and_who_stays(
    cast: make.Cast, groups: dict[str, Group], login: Login
) -> None:
    imported = load(samples.learners(2), groups)
    create_account(Person.objects.get(last_name="Слушательа"))
    client = login(cast.account("specialist"))
    page = client.get(f"/studies/import/{imported.pk}/undo/").content.decode()
    assert "Удалим новых людей" in page
    Account.objects.filter(person__last_name="Слушательа").update(state=Account.State.ACTIVE)
    answer = client.post(f"/studies/import/{imported.pk}/undo/")
    assert answer.status_code == 422
    assert "Вернуть остальных" in answer.content.decode()
    answer = client.post(f"/studies/import/{imported.pk}/undo/", {"rest": "1"}, follow=True)
    assert "Остались как есть: 1." in answer.content.decode()
