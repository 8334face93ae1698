"""Personal data that change by a document (ACC-06), and what papers of a day carry (case 33)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people import actions
from opora.people.models import DataChange, FormerName, Person
from opora.reports.queries.papers import prep_record_paper
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
SINCE = date(2026, 11, 14)


def text_of(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ")


def refused(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        call()
    return [refusal.rule for refusal in caught.value.refusals]


def ask(cast: make.Cast, who: str = "learner", **values: Any) -> DataChange:
    return actions.ask_change(
        getattr(cast, who),
        by=cast.account(who),
        values=values or {"last_name": "Петрова"},
        document="свидетельство о браке II-АК № 000001",
        since=SINCE,
    )


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_acc_06_until_it_is_checked_the_former_data_stay(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("learner"))
    form = client.get("/account/change/")
    assert 'value="Иванова"' in text_of(form)
    typed = {
        "last_name": "Петрова",
        "first_name": "Мария",
        "middle_name": "Петровна",
        "citizenship": "643",
        "document": "свидетельство о браке II-АК № 000001",
        "since": "2026-11-14",
    }
    answer = client.post("/account/change/", typed, follow=True)
    assert "До подтверждения в документах будут прежние данные" in text_of(answer)
    change = DataChange.objects.get()
    assert (change.wanted, change.state) == ({"last_name": "Петрова"}, "pending")
    assert fresh(cast.learner).last_name == "Иванова"
    assert "Изменение данных" in Notification.objects.get(person=cast.specialist).title
    assert "на проверке" in text_of(client.get("/account/"))


def test_acc_06_the_specialist_sees_before_after_and_the_document(cast: make.Cast, login: Login) -> None:
    change = ask(cast, last_name="Петрова", snils="99000010156", birth_date=date(1987, 3, 15))
    client = login(cast.account("specialist"))
    assert "1 изменение данных на проверке" in text_of(client.get("/cabinet/"))
    page = text_of(client.get("/people/changes/"))
    for words in ("Иванова", "Петрова", "990-000-101 56", "15.03.1987", "свидетельство о браке II-АК"):
        assert words in page
    assert client.post(f"/people/changes/{change.pk}/accept/").status_code == 302
    person = fresh(cast.learner)
    assert (person.last_name, person.snils, person.birth_date) == (
        "Петрова",
        "99000010156",
        date(1987, 3, 15),
    )
    assert person.search_name.startswith("петрова")
    assert Notification.objects.get(person=cast.learner).title == "Данные изменены"
    assert "Проверять нечего" in text_of(client.get("/people/changes/"))


def test_acc_06_a_refusal_says_why_and_changes_nothing(cast: make.Cast, login: Login) -> None:
    change = ask(cast)
    client = login(cast.account("specialist"))
    address = f"/people/changes/{change.pk}/refuse/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Нужен подлинник свидетельства."}).status_code == 302
    assert fresh(cast.learner).last_name == "Иванова"
    assert Notification.objects.get(person=cast.learner).body == "Нужен подлинник свидетельства."
    page = text_of(login(cast.account("learner")).get("/account/"))
    assert "отклонено" in page
    assert "Нужен подлинник свидетельства." in page
    with pytest.raises(IntegrityError), transaction.atomic():
        DataChange.objects.filter(pk=change.pk).update(answer="")


def test_acc_06_one_change_waits_at_a_time_and_one_that_changes_nothing_is_not_sent(cast: make.Cast) -> None:
    assert refused(lambda: ask(cast, last_name="Иванова")) == ["ACC-06"]
    change = ask(cast)
    assert refused(lambda: ask(cast, first_name="Марина")) == ["ACC-06"]
    actions.refuse_change(change, by=cast.account("specialist"), reason="нет документа")
    assert refused(lambda: actions.accept_change(change, by=cast.account("specialist"))) == ["ACC-06"]
    ask(cast)
    twin = {"asked_by": cast.account("learner"), "wanted": {}, "document": "1", "since": SINCE}
    with pytest.raises(IntegrityError), transaction.atomic():
        DataChange.objects.create(person=cast.learner, **twin)


def test_acc_06_nobody_checks_his_own_and_a_taken_snils_is_refused(cast: make.Cast) -> None:
    own = ask(cast, "specialist")
    assert refused(lambda: actions.accept_change(own, by=cast.account("specialist"))) == ["ACC-06"]
    assert refused(lambda: actions.refuse_change(own, by=cast.account("specialist"), reason="сам")) == [
        "ACC-06"
    ]
    Person.objects.filter(pk=cast.stranger.pk).update(snils="99000010156")
    taken = ask(cast, snils="99000010156")
    assert refused(lambda: actions.accept_change(taken, by=cast.account("specialist"))) == ["ACC-08"]


def test_acc_06_a_parent_asks_for_own_ward_only(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("parent"))
    assert "Данные: Зотов И." in text_of(client.get("/account/"))
    assert "Зотов Илья" in text_of(client.get(f"/account/change/?person={cast.child.pk}"))
    assert client.get(f"/account/change/?person={cast.learner.pk}").status_code == 404
    other = login(cast.account("learner"))
    assert other.get(f"/account/change/?person={cast.child.pk}").status_code == 404


def test_contacts_change_at_once(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("learner"))
    typed = {"email": "Masha@Mail.example", "phone": "8 921 000-00-01", "timezone": "Asia/Vladivostok"}
    assert client.post("/account/contacts/", typed | {"phone": "12"}).status_code == 422
    assert client.post("/account/contacts/", typed).status_code == 302
    person = fresh(cast.learner)
    assert (person.email, person.phone, person.timezone) == (
        "masha@mail.example",
        "+79210000001",
        "Asia/Vladivostok",
    )
    assert person.last_name == "Иванова"


def test_case_33_a_paper_of_a_day_carries_the_surname_of_that_day(cast: make.Cast, login: Login) -> None:
    actions.accept_change(ask(cast), by=cast.account("specialist"))
    person = fresh(cast.learner)
    assert person.name_on(SINCE - timedelta(1)) == "Иванова Мария Петровна"
    assert person.name_on(SINCE) == "Петрова Мария Петровна"
    again = actions.ask_change(
        person,
        by=cast.account("learner"),
        values={"last_name": "Сидорова"},
        document="свидетельство о расторжении брака",
        since=date(2026, 11, 20),
    )
    actions.accept_change(again, by=cast.account("specialist"))
    names = [fresh(person).name_on(date(2026, 11, day)).split()[0] for day in (1, 13, 14, 19, 20, 30)]
    assert names == ["Иванова", "Иванова", "Петрова", "Петрова", "Сидорова", "Сидорова"]
    assert FormerName.objects.count() == 2
    session = make.session(cast.teacher, datetime(2026, 11, 12, 15, 0, tzinfo=UTC), kind="exam_prep")
    make.booking(session, person, state="attended")
    assert [one.name for one in prep_record_paper(session).attendees] == ["Иванова Мария Петровна"]
    page = text_of(login(cast.account("specialist")).get(f"/people/{person.pk}/"))
    assert "Прежние имена" in page
    assert "Иванова Мария Петровна, по 13.11.2026" in page


def test_a_day_to_come_is_refused(cast: make.Cast) -> None:
    def tomorrow() -> DataChange:
        return actions.ask_change(
            cast.learner,
            by=cast.account("learner"),
            values={"last_name": "Петрова"},
            document="свидетельство",
            since=date(2026, 11, 24),
        )

    assert refused(tomorrow) == ["PER-21"]


def test_more_changes_take_the_same_statements(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/people/changes/").status_code == 200
        return len(queries)

    ask(cast)
    one = statements()
    for _number in range(29):
        who = make.learner()
        DataChange.objects.create(
            person=who, asked_by=who.account, wanted={"last_name": "Я"}, document="паспорт", since=SINCE
        )
    assert statements() == one
