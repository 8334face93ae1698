"""Own account, the register, cards and their forms."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.journal.models import JournalEntry
from opora.people.models import (
    Accommodation,
    Account,
    Guardianship,
    LoginSession,
    Person,
    Role,
    RoleGrant,
    StaffContract,
)
from opora.people.queries.devices import device_words
from opora.people.views.devices import public_key
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


@pytest.fixture
def specialist(cast: make.Cast, login: Login) -> Client:
    return login(cast.account("specialist"))


def url(name: str, *args: Any) -> str:
    return reverse(f"people:{name}", args=args)


def text_of(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ")


def test_s4_1_4_learners_are_found_by_their_category(cast: make.Cast, specialist: Client) -> None:
    Person.objects.filter(pk=cast.learner.pk).update(category="teaching_staff_of_others")
    page = specialist.get(url("list"), {"category": "teaching_staff_of_others"})
    assert [row["person"] for row in page.context["rows"]] == [cast.learner]
    own = specialist.get(url("list"), {"category": "own"}).context["rows"]
    assert cast.learner not in [row["person"] for row in own]
    assert cast.teacher not in [row["person"] for row in own]  # works here, does not study


class TestAccount:
    def test_own_data_and_sessions_without_their_keys(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("learner"))
        page = text_of(client.get(url("account")))
        assert cast.account("learner").login in page
        assert "вы здесь" in page
        assert LoginSession.objects.get().pk not in page

    def test_the_password_changes_with_the_present_one(self, cast: make.Cast, login: Login) -> None:
        account = cast.account("learner")
        account.set_password("прежний пароль")
        account.save()
        client, elsewhere = login(account), login(account)
        wrong = {"current": "не тот", "password": "новый длинный", "again": "новый длинный"}
        assert client.post(url("password"), wrong).status_code == 422
        right = {**wrong, "current": "прежний пароль"}
        assert client.post(url("password"), right)["Location"] == url("account")
        assert client.get(url("account")).status_code == 200
        assert elsewhere.get(url("account")).status_code == 302
        account.refresh_from_db()
        assert account.check_password("новый длинный") is True

    def test_another_device_is_logged_out(self, cast: make.Cast, login: Login) -> None:
        account = cast.account("learner")
        client, other = login(account), login(account)
        key = public_key(other.session.session_key or "")
        assert login(cast.account("stranger")).post(url("end_session", key)).status_code == 404
        assert client.post(url("end_session", key)).status_code == 302
        assert other.get(url("account")).status_code == 302
        third = login(account)
        client.post(url("end_sessions"))
        assert third.get(url("account")).status_code == 302
        assert client.get(url("account")).status_code == 200

    def test_acc_07_this_was_not_me(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("learner"))
        page = text_of(client.post(url("report")))
        assert "Доступ приостановлен" in page
        assert client.get(url("account")).status_code == 302
        assert cast.account("learner").state == "suspended"

    def test_the_account_stays_open_after_the_contract(self, cast: make.Cast, login: Login) -> None:
        assert login(cast.account("expired")).get(url("account")).status_code == 200

    def test_the_language_is_switched(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("learner"))
        assert 'value="en" lang="en" aria-pressed="false"' in text_of(client.get(url("account")))
        client.post(reverse("set_language"), {"language": "en", "next": url("account")})
        assert '<html lang="en"' in text_of(client.get(url("account")))

    @pytest.mark.parametrize(
        ("user_agent", "words"),
        [
            (
                "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 YaBrowser/25.1 Safari/537",
                "Яндекс Браузер, Windows",
            ),
            ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537", "Chrome, Android"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604", "Safari, iPhone"),
            ("curl/8", "Неизвестное устройство"),
        ],
    )
    def test_devices_in_words(self, user_agent: str, words: str) -> None:
        assert device_words(user_agent) == words


class TestRegister:
    def test_search_by_the_beginning_of_any_word_and_by_digits(
        self, specialist: Client, cast: make.Cast
    ) -> None:
        Person.objects.filter(pk=cast.learner.pk).update(snils="99000010156")

        def found(**query: str) -> list[str]:
            page = specialist.get(url("list"), query)
            return [row["person"].last_name for row in page.context["rows"]]

        assert found(q="петр мария") == ["Иванова"]
        assert found(q="КОВАЛЕВА") == ["Ковалёва"]
        assert found(q="000-101") == ["Иванова"]
        assert found(q="вано") == []
        assert found(role="curator") == ["Шульц"]
        assert found(role="representative") == ["Зотова"]
        assert found(role="learner", q="зотов") == ["Зотов"]
        assert found(role="without_account") == []
        assert "Никого не нашли" in text_of(specialist.get(url("list"), {"q": "нет такого"}))

    def test_people_without_an_account(self, specialist: Client) -> None:
        newcomer = make.person("Новый Иван Иванович")
        make.contract(newcomer)
        page = specialist.get(url("list"), {"role": "without_account"})
        assert [row["person"] for row in page.context["rows"]] == [newcomer]

    def test_one_and_thirty_rows_take_the_same_statements(self, specialist: Client, cast: make.Cast) -> None:
        specialist.get(url("list"))
        with CaptureQueriesContext(connection) as few:
            specialist.get(url("list"), {"q": "ковал"})
        for number in range(40):
            make.staff(f"Ковальский{number} Иван Иванович")
        with CaptureQueriesContext(connection) as many:
            page = specialist.get(url("list"), {"q": "ковал"})
        assert len(page.context["rows"]) == 30
        assert len(many) == len(few)

    def test_a_card_shows_everything_and_the_opening_is_written_down(
        self, specialist: Client, cast: make.Cast
    ) -> None:
        page = text_of(specialist.get(url("card", cast.child.pk)))
        assert "12.06.2012" in page
        assert "Зотова Екатерина Львовна" in page
        entry = JournalEntry.objects.filter(action="V").get()
        assert (entry.row_id, entry.account_id) == (cast.child.pk, cast.account("specialist").pk)
        assert entry.why == "просмотр карточки"

    def test_the_category_is_that_of_a_learner(self, specialist: Client, cast: make.Cast) -> None:
        assert "Категория" in text_of(specialist.get(url("card", cast.learner.pk)))
        assert "Категория" not in text_of(specialist.get(url("card", cast.teacher.pk)))

    def test_a_card_takes_the_same_statements_however_full_it_is(
        self, specialist: Client, cast: make.Cast
    ) -> None:
        specialist.get(url("card", cast.learner.pk))
        with CaptureQueriesContext(connection) as thin:
            specialist.get(url("card", cast.learner.pk))
        for number in range(5):
            make.staff_contract(cast.learner)
            make.contract(cast.learner)
            make.guardianship(make.person(), cast.learner)
            make.grant(
                cast.learner, Role.TEACHER, date(2020 + number, 1, 1), valid_to=date(2020 + number, 2, 1)
            )
        with CaptureQueriesContext(connection) as full:
            specialist.get(url("card", cast.learner.pk))
        assert len(full) == len(thin)


class TestForms:
    NEW = {
        "last_name": "ИВАНОВ",
        "first_name": "Пётр",
        "middle_name": "Ильич",
        "birth_date": "1990-07-02",
        "snils": "990-000-102 57",
        "citizenship": "643",
        "email": "Buh@Mayak.example",
        "phone": "8 921 000-00-00",
        "category": "own",
        "sex": "m",
        "timezone": "",
    }

    def test_a_new_card_is_read_forgivingly(self, specialist: Client) -> None:
        answer = specialist.post(url("new"), self.NEW)
        person = Person.objects.latest("id")
        assert answer["Location"] == url("card", person.pk)
        assert (person.full_name, person.snils) == ("Иванов Пётр Ильич", "99000010257")
        assert (person.email, person.phone) == ("buh@mayak.example", "+79210000000")
        entry = JournalEntry.objects.filter(table="people_person", row_id=person.pk).get()
        assert entry.account_id == Account.objects.get(person__last_name="Цой").pk

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("snils", "990-000-102 58"),
            ("birth_date", "2990-01-01"),
            ("phone", "позвоните мне"),
            ("last_name", "Иванов И."),
            ("first_name", ""),
            ("email", "не адрес"),
        ],
    )
    def test_what_is_wrong_is_told_and_everything_typed_stays(
        self, specialist: Client, field: str, value: str
    ) -> None:
        page = specialist.post(url("new"), {**self.NEW, field: value})
        assert page.status_code == 422
        assert field in page.context["form"].errors
        assert 'value="Ильич"' in text_of(page)
        assert Person.objects.filter(first_name="Пётр", middle_name="Ильич", last_name="Иванов").count() == 0

    def test_a_duplicate_is_refused_with_the_way_to_the_card(self, specialist: Client) -> None:
        first = make.person(snils="99000010257")
        page = specialist.post(url("new"), self.NEW)
        assert page.status_code == 422
        assert f'href="{url("card", first.pk)}"' in text_of(page)
        assert "с таким СНИЛС уже есть" in text_of(page)
        assert 'value="990-000-102 57"' in text_of(page)

    def test_a_card_is_corrected(self, specialist: Client, cast: make.Cast) -> None:
        Person.objects.filter(pk=cast.learner.pk).update(snils="99000010156")
        assert 'value="990-000-101 56"' in text_of(specialist.get(url("change", cast.learner.pk)))
        specialist.post(url("change", cast.learner.pk), {**self.NEW, "snils": "99000010156"})
        cast.learner.refresh_from_db()
        assert cast.learner.full_name == "Иванов Пётр Ильич"

    def test_access_is_given_on_paper(self, specialist: Client) -> None:
        newcomer = make.person("Новый Иван Иванович")
        assert specialist.get(url("give_account", newcomer.pk)).status_code == 200
        page = text_of(specialist.post(url("give_account", newcomer.pk), {"login": ""}))
        assert "novyy.ii" in page
        assert "14 дней, один раз" in page
        again = specialist.post(url("give_account", newcomer.pk), {"login": ""})
        assert again.status_code == 422
        assert specialist.post(url("give_account", newcomer.pk), {"login": "a b"}).status_code == 422
        assert "novyy.ii" in text_of(specialist.post(url("code", newcomer.pk)))

    def test_access_is_suspended_and_restored(self, specialist: Client, cast: make.Cast) -> None:
        assert specialist.post(url("suspend", cast.learner.pk), {"reason": ""}).status_code == 422
        specialist.post(url("suspend", cast.learner.pk), {"reason": "Долг."})
        assert cast.account("learner").state == "suspended"
        assert "Долг." in text_of(specialist.get(url("card", cast.learner.pk)))
        specialist.post(url("restore", cast.learner.pk))
        assert cast.account("learner").state == "active"
        own = specialist.post(url("suspend", cast.specialist.pk), {"reason": "x"})
        assert own.status_code == 422

    def test_a_role_is_given_and_taken_by_an_order(self, specialist: Client, cast: make.Cast) -> None:
        form = {"role": "curator", "basis": "№ 12-к от 02.09.2026", "valid_from": "2026-11-23"}
        assert specialist.post(url("grant_role", cast.teacher.pk), {**form, "basis": ""}).status_code == 422
        assert (
            specialist.post(url("grant_role", cast.teacher.pk), {**form, "role": "learner"}).status_code
            == 422
        )
        specialist.post(url("grant_role", cast.teacher.pk), form)
        grant = RoleGrant.objects.get(person=cast.teacher, role="curator")
        assert specialist.post(url("grant_role", cast.teacher.pk), form).status_code == 422
        specialist.post(url("revoke_role", grant.pk), {"on": "2026-11-23", "basis": "№ 13-к"})
        assert RoleGrant.objects.filter(pk=grant.pk).exists() is False

    def test_a_contract_begins_and_ends(self, specialist: Client, cast: make.Cast) -> None:
        form = {
            "number": "ТД-9",
            "kind": "labour",
            "branch": make.branch().pk,
            "position": "методист",
            "load_basis": "hourly",
            "valid_from": "2026-11-01",
        }
        specialist.post(url("add_staff_contract", cast.learner.pk), form)
        contract = StaffContract.objects.get(number="ТД-9")
        assert (contract.is_pedagogical, contract.valid_to) == (False, None)
        wrong = specialist.post(url("end_staff_contract", contract.pk), {"on": "2026-10-01"})
        assert wrong.status_code == 422
        specialist.post(url("end_staff_contract", contract.pk), {"on": "2026-12-01"})
        contract.refresh_from_db()
        assert contract.valid_to == date(2026, 12, 1)

    def test_a_representative_is_entered_verified_and_restricted(
        self, specialist: Client, cast: make.Cast
    ) -> None:
        father = make.person("Зотов Денис Олегович", snils="99000010156")
        form = {
            "representative": "Зотов Денис",
            "kind": "father",
            "document": "I-АК № 2",
            "valid_from": "2026-11-01",
        }
        nobody = specialist.post(url("add_representative", cast.child.pk), form)
        assert (nobody.status_code, "representative" in nobody.context["form"].errors) == (422, True)
        form["representative"] = "990-000-101 56"
        specialist.post(url("add_representative", cast.child.pk), form)
        link = Guardianship.objects.get(representative=father)
        assert link.status == "pending"
        specialist.post(url("verify", link.pk), {"document": "I-АК № 2"})
        assert Guardianship.objects.get(pk=link.pk).status == "verified"
        specialist.post(url("restrict", link.pk), {"document": "решение суда"})
        assert Guardianship.objects.get(pk=link.pk).status == "restricted"

    def test_namesakes_are_told_apart_by_snils(self, specialist: Client, cast: make.Cast) -> None:
        make.person("Зотов Денис Олегович")
        make.person("Зотов Денис Олегович")
        form = {
            "representative": "Зотов Денис Олегович",
            "kind": "father",
            "document": "1",
            "valid_from": "2026-11-01",
        }
        page = specialist.post(url("add_representative", cast.child.pk), form)
        assert "Введите СНИЛС" in text_of(page)

    def test_special_conditions_are_entered_without_a_diagnosis(
        self, specialist: Client, cast: make.Cast
    ) -> None:
        form = {
            "kind": "ovz",
            "document": "ПМПК № 7",
            "conditions": "нужны субтитры",
            "valid_from": "2026-11-01",
        }
        specialist.post(url("add_accommodation", cast.learner.pk), form)
        assert Accommodation.objects.get().conditions == "нужны субтитры"
        assert "нужны субтитры" in text_of(specialist.get(url("card", cast.learner.pk)))
