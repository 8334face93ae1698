"""What can be done with people, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people import actions
from opora.people.actions.accounts import normal_code
from opora.people.models import (
    Account,
    ContractLearner,
    Guardianship,
    LoginSession,
    Organisation,
    Person,
    Role,
    RoleGrant,
)
from opora.people.queries import organisation, organisation_or_none
from opora.people.rules import representation_is_confirmed
from opora.people.session_store import SessionStore
from tests import make

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


def refusals(do: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as caught:
        do()
    return [refusal.rule for refusal in caught.value.refusals]


def session_of(account: Account) -> str:
    store = SessionStore()
    store["_auth_user_id"] = str(account.pk)
    store.save()
    return str(store.session_key)


@pytest.fixture
def centre(db: None) -> None:
    make.organisation()


class TestPersons:
    def test_a_new_person_is_found_without_regard_to_yo_and_case(self) -> None:
        person = actions.create_person(last_name="Щёголев-Кузьмин", first_name="Лев", snils="99000010560")
        assert Person.objects.get(search_name="щеголев-кузьмин лев") == person

    def test_acc_08_a_second_card_with_the_same_snils_is_refused_with_the_way_to_the_first(self) -> None:
        first = actions.create_person(last_name="Иванова", first_name="Мария", snils="99000010156")
        with pytest.raises(Refused) as caught:
            actions.create_person(last_name="Иванова", first_name="Маша", snils="99000010156")
        (refusal,) = caught.value.refusals
        assert (refusal.rule, refusal.next_url) == ("ACC-08", f"/people/{first.pk}/")
        assert refusal.words == "Слушатель с таким СНИЛС уже есть: Иванова Мария."

    def test_case_32_namesakes_without_snils_are_different_people(self) -> None:
        for _number in range(2):
            actions.create_person(last_name="Иванов", first_name="Иван", birth_date=date(1990, 1, 1))
        assert Person.objects.filter(last_name="Иванов").count() == 2

    def test_a_change_keeps_the_former_surname_in_the_trail(self) -> None:
        person = actions.create_person(last_name="Иванова", first_name="Мария")
        actions.change_person(person, last_name="Петрова")
        entry = JournalEntry.objects.filter(table="people_person", action="U").latest("id")
        assert (entry.before["last_name"], entry.after["last_name"]) == ("Иванова", "Петрова")
        assert Person.objects.get().search_name == "петрова мария"

    def test_own_snils_is_no_obstacle_to_a_change(self) -> None:
        person = actions.create_person(last_name="Иванова", first_name="Мария", snils="99000010156")
        assert (
            actions.change_person(person, snils="99000010156", phone="+79210000000").phone == "+79210000000"
        )

    def test_the_database_has_the_last_word_on_snils(self) -> None:
        make.person(snils="99000010156")
        with pytest.raises(IntegrityError), transaction.atomic():
            make.person(snils="99000010156")

    def test_opening_a_card_is_written_down_with_a_reason(self) -> None:
        person, reader = make.person(), make.account(make.person())
        actions.open_card(person, by=reader, why="просмотр карточки", ip="10.0.0.1")
        entry = JournalEntry.objects.filter(action="V").get()
        assert (entry.table, entry.row_id, entry.account_id) == ("people_person", person.pk, reader.pk)
        assert (entry.why, entry.ip) == ("просмотр карточки", "10.0.0.1")


@pytest.mark.usefixtures("centre")
class TestGuardianship:
    @pytest.fixture
    def parent(self) -> Person:
        return make.person("Зотова Екатерина Львовна")

    @pytest.fixture
    def child(self) -> Person:
        return make.person("Зотов Илья", birth_date=date(2012, 6, 12))

    def add(
        self, parent: Person, child: Person, document: str = "I-АК № 1", **values: object
    ) -> Guardianship:
        return actions.add_guardianship(
            parent, ward=child, kind="mother", document=document, **{"valid_from": ON, **values}
        )

    def test_a_new_representative_waits_for_verification(self, parent: Person, child: Person) -> None:
        link = self.add(parent, child)
        assert link.status == "pending"
        answer = representation_is_confirmed(link, ON)
        assert answer is not None
        assert (answer.rule, answer.words) == ("ACC-05", "Полномочия представителя не подтверждены.")
        verified = actions.verify_guardianship(link, document="I-АК № 1, подлинник")
        assert verified.document == "I-АК № 1, подлинник"
        assert representation_is_confirmed(verified, ON) is None

    def test_outside_its_dates_or_after_18_a_verified_link_gives_nothing(self, parent: Person) -> None:
        grown = make.person(birth_date=date(2008, 11, 23))
        early = make.guardianship(parent, grown, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
        assert representation_is_confirmed(early, date(2026, 11, 22)) is None
        rules = [
            representation_is_confirmed(early, day) for day in (date(2025, 12, 31), ON, date(2027, 1, 1))
        ]
        assert [answer and answer.rule for answer in rules] == ["ACC-05"] * 3
        assert representation_is_confirmed(None, ON) is not None

    def test_case_30_restriction_closes_at_once_and_needs_a_document(
        self, parent: Person, child: Person
    ) -> None:
        link = actions.verify_guardianship(self.add(parent, child), document="I-АК № 1")
        assert refusals(lambda: actions.restrict_guardianship(link, document=" ")) == ["PER-07"]
        restricted = actions.restrict_guardianship(link, document="решение суда от 02.11.2026")
        assert representation_is_confirmed(restricted, ON) is not None
        assert Guardianship.objects.get().status == "restricted"

    def test_verification_needs_a_document(self, parent: Person, child: Person) -> None:
        link = self.add(parent, child)
        assert refusals(lambda: actions.verify_guardianship(link, document="")) == ["PER-07"]

    def test_a_grown_ward_no_document_and_wrong_dates_are_all_told_at_once(self, parent: Person) -> None:
        grown = make.person(birth_date=date(2000, 1, 1))
        told = refusals(lambda: self.add(parent, grown, "", valid_to=date(2026, 1, 1)))
        assert told == ["PER-01", "PER-07", "PER-06"]

    def test_nobody_represents_himself_or_twice(self, parent: Person, child: Person) -> None:
        self.add(parent, child)
        assert refusals(lambda: self.add(parent, child)) == ["PER-10"]
        assert refusals(lambda: self.add(child, child)) == ["PER-10"]

    def test_a_ward_of_unknown_age_is_taken_as_a_minor(self, parent: Person) -> None:
        assert self.add(parent, make.person()).status == "pending"


class TestAccounts:
    def test_a_login_is_made_of_the_name_and_namesakes_get_numbers(self) -> None:
        logins = []
        for _number in range(3):
            account, _code = actions.create_account(make.person("Щёголева Юлия Ярославна"))
            logins.append(account.login)
        assert logins == ["shchegoleva.yy", "shchegoleva.yy2", "shchegoleva.yy3"]

    def test_a_name_in_other_letters_still_gets_a_login(self) -> None:
        assert actions.create_account(make.person("李 小龍"))[0].login == "user"

    def test_an_own_login_is_taken_as_typed_in_small_letters(self) -> None:
        assert actions.create_account(make.person(), login=" Ivanova.MP ")[0].login == "ivanova.mp"

    def test_a_taken_login_and_a_second_account_are_refused(self) -> None:
        person = make.person()
        actions.create_account(person, login="taken")
        assert refusals(lambda: actions.create_account(make.person(), login="TAKEN")) == ["PER-03"]
        assert refusals(lambda: actions.create_account(person)) == ["PER-02"]

    def test_the_code_is_stored_as_a_password_and_works_once(self) -> None:
        account, code = actions.create_account(make.person())
        assert account.state == "invited"
        assert code not in account.password
        active = actions.activate_account(
            account, code=code.lower().replace("-", " "), password="длинный пароль"
        )
        assert active.state == "active"
        assert active.check_password("длинный пароль") is True
        again = refusals(lambda: actions.activate_account(account, code=code, password="другой пароль"))
        assert again == ["PER-09"]

    def test_a_wrong_an_old_and_nobody_s_code_are_refused_alike(self) -> None:
        account, code = actions.create_account(make.person())
        assert refusals(lambda: actions.activate_account(account, code="AAAA", password="x")) == ["PER-09"]
        assert refusals(lambda: actions.activate_account(None, code=code, password="x")) == ["PER-09"]
        with travel(now() + timedelta(days=15)):
            assert refusals(lambda: actions.activate_account(account, code=code, password="x")) == ["PER-09"]

    def test_a_new_code_ends_the_password_and_the_sessions(self) -> None:
        account, code = actions.create_account(make.person())
        account = actions.activate_account(account, code=code, password="длинный пароль")
        session_of(account)
        fresh = actions.issue_code(account)
        account.refresh_from_db()
        assert account.state == "invited"
        assert account.check_password("длинный пароль") is False
        assert account.check_password(normal_code(fresh)) is True
        assert LoginSession.objects.count() == 0

    def test_suspension_drops_sessions_and_restoring_keeps_the_password(self) -> None:
        account, specialist = make.account(make.person()), make.person()
        session_of(account)
        actions.suspend_account(account, reason="долг", by=specialist)
        account.refresh_from_db()
        assert (account.state, account.suspended_reason) == ("suspended", "долг")
        assert LoginSession.objects.count() == 0
        assert actions.restore_account(account).state == "active"
        assert actions.restore_account(account).state == "active"

    def test_nobody_suspends_himself(self) -> None:
        account = make.account(make.person())
        assert refusals(lambda: actions.suspend_account(account, reason="x", by=account.person)) == ["PER-08"]

    def test_a_new_password_leaves_only_this_session(self) -> None:
        account = make.account(make.person())
        here, _there = session_of(account), session_of(account)
        actions.change_password(account, password="новый длинный", keep=here)
        assert [row.pk for row in LoginSession.objects.all()] == [here]

    def test_sessions_end_one_by_one_or_all_but_this(self) -> None:
        account = make.account(make.person())
        here, first, _second = session_of(account), session_of(account), session_of(account)
        actions.end_session(LoginSession.objects.get(pk=first))
        assert actions.end_sessions(account, keep=here) == 1
        assert [row.pk for row in LoginSession.objects.all()] == [here]

    def test_acc_07_a_reported_intrusion_closes_everything_and_tells_the_specialist(
        self, cast: make.Cast
    ) -> None:
        account = cast.account("learner")
        session_of(account)
        actions.report_intrusion(account)
        account.refresh_from_db()
        assert (account.state, account.has_usable_password()) == ("suspended", False)
        assert LoginSession.objects.count() == 0
        told = Notification.objects.get()
        assert (told.person, told.url) == (cast.specialist, f"/people/{cast.learner.pk}/")
        assert told.title == "Чужой вход: Иванова Мария Петровна"


@pytest.mark.usefixtures("centre")
class TestRoles:
    def grant(self, person: Person, by: Person, **values: object) -> RoleGrant:
        return actions.grant_role(
            person,
            by=by,
            **{"role": Role.CURATOR, "valid_from": ON, "basis": "№ 12-к от 02.09.2026", **values},
        )

    def test_a_role_is_granted_by_an_order(self) -> None:
        person, by = make.person(), make.person()
        assert self.grant(person, by).basis == "№ 12-к от 02.09.2026"
        assert refusals(lambda: self.grant(make.person(), by, basis=" ")) == ["PER-04"]

    def test_not_to_oneself_not_twice_not_backwards(self) -> None:
        person, by = make.person(), make.person()
        self.grant(person, by, valid_to=ON + timedelta(days=10))
        assert refusals(lambda: self.grant(by, by)) == ["PER-08"]
        assert refusals(lambda: self.grant(person, by, valid_from=ON + timedelta(days=10))) == ["PER-05"]
        assert refusals(lambda: self.grant(make.person(), by, valid_to=date(2026, 1, 1))) == ["PER-06"]
        later = self.grant(person, by, valid_from=ON + timedelta(days=11))
        before = self.grant(person, by, valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 31))
        assert RoleGrant.objects.filter(pk__in=[later.pk, before.pk]).count() == 2

    def test_revoking_ends_the_day_before_and_removes_what_never_began(self) -> None:
        person, by = make.person(), make.person()
        past = make.grant(person, Role.TEACHER, date(2026, 1, 1))
        actions.revoke_role(past, on=ON, basis="№ 13-к", by=by)
        past.refresh_from_db()
        assert (past.valid_to, past.basis) == (ON - timedelta(days=1), "снят: № 13-к")
        future = make.grant(person, Role.CURATOR, ON + timedelta(days=5))
        actions.revoke_role(future, on=ON, basis="№ 13-к", by=by)
        assert RoleGrant.objects.filter(pk=future.pk).exists() is False

    def test_revoking_needs_an_order_and_another_person(self) -> None:
        person = make.person()
        grant = make.grant(person, Role.TEACHER, date(2026, 1, 1))
        told = refusals(lambda: actions.revoke_role(grant, on=ON, basis="", by=person))
        assert told == ["PER-08", "PER-04"]


class TestContracts:
    def test_a_staff_contract_has_dates_in_order(self) -> None:
        values = {"branch": make.branch(), "number": "1", "position": "методист", "is_pedagogical": False}
        contract = actions.add_staff_contract(make.person(), load_basis="hourly", valid_from=ON, **values)
        assert contract.kind == "labour"
        told = refusals(
            lambda: actions.add_staff_contract(
                make.person(), load_basis="hourly", valid_from=ON, valid_to=date(2026, 1, 1), **values
            )
        )
        assert told == ["PER-06"]
        assert refusals(lambda: actions.end_staff_contract(contract, on=date(2026, 1, 1))) == ["PER-06"]

    def test_a_corporate_contract_takes_learners_once_each(self) -> None:
        people = [make.person() for _number in range(3)]
        contract = actions.create_contract(
            people[:2],
            number=" 117/26 ",
            on=ON,
            valid_from=ON,
            valid_to=date(2026, 12, 31),
            kind="corporate",
            customer="ООО «Маяк»",
        )
        assert contract.number == "117/26"
        actions.add_learner(contract, learner=people[2])
        actions.add_learner(contract, learner=people[2])
        assert ContractLearner.objects.filter(contract=contract).count() == 3
        told = refusals(
            lambda: actions.add_learner(
                contract, learner=make.person(), valid_from=ON, valid_to=date(2026, 1, 1)
            )
        )
        assert told == ["PER-06"]
        told = refusals(
            lambda: actions.create_contract(number="1", on=ON, valid_from=ON, valid_to=date(2026, 1, 1))
        )
        assert told == ["PER-06"]

    def test_special_conditions_stand_on_a_document(self) -> None:
        person = make.person()
        row = actions.add_accommodation(
            person, kind="ovz", document="ПМПК № 1", conditions="нужны субтитры", valid_from=ON
        )
        assert row.conditions == "нужны субтитры"
        told = refusals(
            lambda: actions.add_accommodation(
                person, kind="ovz", document="", valid_from=ON, valid_to=date(2026, 1, 1)
            )
        )
        assert told == ["PER-07", "PER-06"]


class TestOrganisation:
    def test_founded_with_a_head_branch_and_changed_with_the_cache_forgotten(
        self, django_capture_on_commit_callbacks: Callable[..., object]
    ) -> None:
        assert organisation_or_none() is None
        centre = actions.found_organisation(full_name="АНО ДПО «Вектор»", short_name="Вектор", city="СПб")
        assert organisation() == centre
        assert centre.branches.get().is_head is True
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            actions.change_organisation(centre, short_name="Новый вектор")
        assert organisation().short_name == "Новый вектор"
        assert Organisation.objects.count() == 1
