"""Edge cases of domain.md §8 about people and access, and who sees what of special conditions."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from opora.consultations.models import Session
from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.actions import notify
from opora.notifications.models import Letter, Notification
from opora.people import actions
from opora.people.models import Accommodation, Account, Person, Role
from opora.people.queries import role_windows
from opora.studies.tasks import tell_of_windows
from tests import make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
TODAY = date(2026, 11, 23)


def text_of(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ")


def refused(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        call()
    return [refusal.rule for refusal in caught.value.refusals]


@pytest.mark.parametrize("hour", [0, 3, 12, 22])
def test_acc_03_the_cabinet_has_no_opening_hours(cast: make.Cast, login: Login, hour: int) -> None:
    with travel(datetime(2026, 11, 29, hour, 30, tzinfo=UTC)):  # a Sunday
        for name in ("learner", "parent", "teacher"):
            assert login(cast.account(name)).get("/cabinet/").status_code == 200


def test_case_28_two_parents_of_one_child_see_the_same(cast: make.Cast, login: Login) -> None:
    father = make.person("Зотов Денис Павлович")
    make.account(father)
    make.guardianship(father, cast.child, kind="father")
    pages = [
        text_of(login(Account.objects.get(person=who)).get("/studies/my/")) for who in (cast.parent, father)
    ]
    for page in pages:
        assert "Зотов Илья" in page
        assert cast.group.code in page


def test_case_30_a_restricted_parent_gets_no_hint(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("parent"))
    assert client.get("/cabinet/").status_code == 200
    document = "решение суда № 2-000/2026"
    actions.restrict_guardianship(cast.child.representatives.get(), document=document)
    answer = client.get("/cabinet/", follow=True)
    assert answer.redirect_chain
    for words in ("огранич", "суд", document, "Зотов Илья"):
        assert words not in text_of(answer)
    assert Notification.objects.filter(person=cast.parent).count() == 0


def test_case_31_twelve_workers_with_one_mailbox(cast: make.Cast) -> None:
    workers = [make.person(f"Маяков{number} Иван", email="buh@mayak.example") for number in range(12)]
    given = [actions.create_account(who) for who in workers]
    assert len({account.login for account, _code in given}) == 12
    assert Letter.objects.count() == 0, "codes are handed over on paper, never mailed"
    for who in workers:
        notify(who, key="1", title="Консультация завтра")
    letters = list(Letter.objects.filter(to="buh@mayak.example").select_related("notification__person"))
    assert {letter.notification.person_id for letter in letters} == {who.pk for who in workers}


def test_case_34_a_foreigner_without_snils_and_patronymic_is_entered_with_a_reason(
    cast: make.Cast, login: Login
) -> None:
    client = login(cast.account("specialist"))
    typed = {"last_name": "Нгуен", "first_name": "Ван", "citizenship": "704", "category": "own"}
    answer = client.post("/people/new/", typed)
    assert answer.status_code == 422
    assert "У иностранного гражданина СНИЛС может не быть. Укажите, почему." in text_of(answer)
    assert 'value="Нгуен"' in text_of(answer)
    client.post("/people/new/", typed | {"no_snils_reason": "не зарегистрирован"})
    person = Person.objects.get(last_name="Нгуен")
    assert (person.middle_name, person.snils, person.no_snils_reason) == ("", "", "не зарегистрирован")
    assert "не зарегистрирован" in text_of(client.get(f"/people/{person.pk}/"))


def test_case_48_an_inspector_has_a_dated_account_and_sees_masks(cast: make.Cast, login: Login) -> None:
    who = make.person("Новый Проверяющий")
    given: dict[str, Any] = {"valid_from": TODAY, "basis": "уведомление № 7", "by": cast.director}
    for role in (Role.AUDITOR, Role.COMMISSION):
        assert refused(lambda role=role: actions.grant_role(who, role=role, **given)) == ["PER-13"]
    actions.grant_role(who, role=Role.AUDITOR, valid_to=TODAY + timedelta(days=5), **given)
    assert role_windows(who, TODAY + timedelta(days=5))[Role.AUDITOR].is_open
    assert role_windows(who, TODAY + timedelta(days=6)) == {}
    Person.objects.filter(pk=cast.learner.pk).update(snils="99000010156", birth_date=date(1987, 3, 14))
    client = login(cast.account("auditor"))
    page = text_of(client.get(f"/studies/groups/{cast.group.pk}/learners/{cast.learner.pk}/"))
    assert "Иванова Мария Петровна" in page
    assert "990-000-101 56" not in page
    assert "14.03.1987" not in page
    assert client.get("/people/").status_code == 403


def test_case_50_only_the_clock_of_the_server_counts(cast: make.Cast, login: Login) -> None:
    """A wrong clock of a computer changes nothing: no time of the browser is ever read."""
    session = make.session(cast.teacher, datetime(2026, 11, 23, 15, 0, tzinfo=UTC), groups=[cast.group])
    wrong = {"headers": {"date": "Mon, 01 Jan 2035 00:00:00 GMT"}}
    client = login(cast.account("teacher"))
    client.post(f"/consultations/{session.pk}/open/?now=2035-01-01", {"now": "2035-01-01T00:00"}, **wrong)
    opened = Session.objects.get(pk=session.pk)
    assert opened.actual_start == now() == NOW
    assert login(cast.account("expired")).get("/consultations/", **wrong).status_code == 422


class TestSpecialConditions:
    @pytest.fixture
    def needs(self, cast: make.Cast) -> list[Accommodation]:
        terms: dict[str, Any] = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 23)}
        return [
            actions.add_accommodation(
                cast.learner, kind="disability", document="МСЭ-1", conditions="субтитры", **terms
            ),
            actions.add_accommodation(
                cast.learner, kind="ovz", document="ПМПК-2", conditions="вопросы письменно", **terms
            ),
        ]

    def test_a_card_shows_the_conditions_and_the_papers_only_with_a_reason(
        self, cast: make.Cast, login: Login, needs: list[Accommodation]
    ) -> None:
        client = login(cast.account("deputy"))
        card = text_of(client.get(f"/people/{cast.learner.pk}/"))
        assert "субтитры" in card
        assert "вопросы письменно" in card
        assert "МСЭ-1" not in card
        address = f"/people/{cast.learner.pk}/special/"
        assert "МСЭ-1" not in text_of(client.get(address))
        assert client.post(address, {"why": ""}).status_code == 422
        page = text_of(client.post(address, {"why": "проверка срока справки"}))
        assert "инвалидность: МСЭ-1" in page
        assert "ОВЗ: ПМПК-2" in page
        entry = JournalEntry.objects.filter(action="V").latest("id")
        assert (entry.row_id, entry.why) == (cast.learner.pk, "особые условия: проверка срока справки")

    def test_those_who_provide_see_what_is_needed_and_never_why(
        self, cast: make.Cast, login: Login, needs: list[Accommodation]
    ) -> None:
        session = make.session(cast.teacher, groups=[cast.group])
        make.booking(session, cast.learner)
        page = text_of(login(cast.account("teacher")).get(f"/consultations/{session.pk}/"))
        assert "субтитры" in page
        for name in ("teacher", "curator", "auditor", "other_staff"):
            client = login(cast.account(name))
            for url in (
                f"/consultations/{session.pk}/",
                f"/studies/groups/{cast.group.pk}/learners/{cast.learner.pk}/",
            ):
                shown = text_of(client.get(url))
                assert "МСЭ" not in shown, (name, url)
                assert "инвалидность" not in shown, (name, url)

    def test_the_deputy_and_the_curator_are_told_thirty_days_before_the_end(
        self, cast: make.Cast, needs: list[Accommodation]
    ) -> None:
        assert (tell_of_windows(), tell_of_windows()) == (4, 0)
        told = Notification.objects.values_list("person", "title").distinct()
        assert {person for person, _title in told} == {cast.deputy.pk, cast.curator.pk}
        assert all("Кончается срок документа" in title for _person, title in told)


class TestSupport:
    def test_a_learner_gets_a_new_code_and_one_who_decides_does_not(
        self, cast: make.Cast, login: Login
    ) -> None:
        who = make.staff("Ларионов Степан Юрьевич", Role.SUPPORT, is_pedagogical=False)
        client = login(Account.objects.get(person=who))
        actions.report_intrusion(cast.account("learner"))
        assert "1 вход приостановлен" in text_of(client.get("/cabinet/"))
        page = text_of(client.get("/people/logins/?state=suspended"))
        assert "Иванова Мария Петровна" in page
        assert "Чужой Олег" not in page
        assert "Иванова Мария Петровна" in text_of(client.post(f"/people/{cast.learner.pk}/code/"))
        assert cast.account("learner").state == Account.State.INVITED
        answer = client.post(f"/people/{cast.director.pk}/code/")
        assert answer.status_code == 422
        assert "Код выдаёт ответственный специалист: Орлова Н. В." in text_of(answer)
        assert client.get(f"/people/{cast.learner.pk}/").status_code == 403

    def test_a_name_or_a_login_is_found(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("specialist"))
        assert [row.person for row in client.get("/people/logins/?q=зотов илья").context["rows"]] == [
            cast.child
        ]
        known = cast.account("learner").login
        assert client.get(f"/people/logins/?q={known}").context["rows"][0].login == known
        assert "Никого не нашли" in text_of(client.get("/people/logins/?q=нет такого"))
