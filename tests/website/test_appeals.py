"""The form of «Контакты»: a number at once, the state by a link, an answer in its term, no programs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.models import Letter, Notification
from opora.regulations.models import Provision
from opora.website.actions.appeals import (
    answer_appeal,
    forget_old,
    forget_visitor,
    register_appeal,
    take_appeal,
)
from opora.website.models import Appeal
from opora.website.queries.appeals import digest_of, due_of
from opora.website.tasks import watch_appeals
from tests import make

Login = Callable[..., Client]
CONTACTS, REGISTER = reverse("website:contacts"), reverse("website:appeals")
Kind = Appeal.Kind


def sent(**values: Any) -> Appeal:
    given: dict[str, Any] = {"kind": Kind.STUDY, "name": "Анна", "text": "Как записаться?", "phone": "112"}
    return register_appeal(**{**given, **values})


def fields(client: Client, **values: str) -> dict[str, str]:
    """The form as it is opened ten seconds before it is sent."""
    with travel(now() - timedelta(seconds=10)):
        form = client.get(CONTACTS).context["form"]
    given = {"kind": "study", "name": "Анна", "email": "anna@mail.example", "text": "Как записаться?"}
    return {**given, "phone": "", "site": "", "consent": "on", "opened": form.initial["opened"], **values}


def test_apl_01_an_appeal_gets_a_number_and_a_page_without_a_log_in(cast: make.Cast) -> None:
    client = Client()
    answer = client.post(CONTACTS, fields(client))
    appeal = Appeal.objects.get()
    assert answer["Location"] == reverse("website:appeal_state", kwargs={"secret": appeal.secret})
    page = Client().get(answer["Location"])
    text = page.content.decode().replace("\xa0", " ")
    assert "ОБР-2026-000001" in text
    assert "Срок ответа — до 25.11.2026" in text
    assert "anna@mail.example" not in text
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert Notification.objects.get().person == cast.specialist
    letter = Letter.objects.get(to="anna@mail.example")
    assert appeal.secret in letter.text
    assert Client().get("/appeals/000000/").status_code == 404


def test_numbers_go_by_the_year(cast: make.Cast) -> None:
    assert [sent().number, sent().number] == [1, 2]
    with travel(now() + timedelta(days=60)):
        assert sent().code == "ОБР-2027-000001"


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (Kind.STUDY, date(2026, 11, 25)),
        (Kind.SUPPORT, date(2026, 11, 25)),
        (Kind.PROCESS, date(2026, 11, 30)),
        (Kind.COMPLAINT, date(2026, 12, 7)),
    ],
)
def test_apl_03_the_term_is_counted_in_working_days(cast: make.Cast, kind: Appeal.Kind, due: date) -> None:
    assert due_of(kind, date(2026, 11, 23)) == due


def test_the_term_of_a_question_is_that_of_the_act(cast: make.Cast) -> None:
    make.edition(provisions={Provision.QUESTION_DAYS: 4})
    assert sent().due_on == date(2026, 11, 27)


def test_apl_05_without_contacts_there_is_nowhere_to_answer(cast: make.Cast) -> None:
    client = Client()
    answer = client.post(CONTACTS, fields(client, email=""))
    page = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 422
    assert "Укажите телефон или почту" in page
    assert "Как записаться?" in page
    assert not Appeal.objects.exists()


def test_apl_08_a_program_is_refused_and_a_text_is_not_lost(cast: make.Cast) -> None:
    client = Client()
    early = client.get(CONTACTS).context["form"].initial["opened"]
    for values in ({"site": "https://spam.example"}, {"opened": early}, {"opened": "forged"}):
        answer = client.post(CONTACTS, fields(client, **values))
        assert answer.status_code == 422
        assert "Как записаться?" in answer.content.decode()
    without = fields(client)
    del without["consent"]
    assert client.post(CONTACTS, without).status_code == 422
    assert not Appeal.objects.exists()


def test_apl_09_one_address_writes_a_few_times_an_hour(cast: make.Cast) -> None:
    digest = digest_of("203.0.113.7", date(2026, 11, 23))
    for _n in range(5):
        sent(digest=digest)
    with pytest.raises(Refused, match="5 обращений"):
        sent(digest=digest)
    assert sent(digest=digest_of("203.0.113.8", date(2026, 11, 23))).pk
    with travel(now() + timedelta(minutes=61)):
        assert sent(digest=digest).pk


def test_neither_the_address_nor_the_link_is_in_the_trail(cast: make.Cast) -> None:
    sent(digest=digest_of("203.0.113.7", date(2026, 11, 23)))
    entry = JournalEntry.objects.filter(table="website_appeal").get()
    assert entry.after is not None
    assert {"secret", "digest"} & set(entry.after) == set()


def test_it_is_taken_and_answered_and_the_visitor_reads_it(cast: make.Cast, login: Login) -> None:
    appeal = sent(email="anna@mail.example")
    client = login(cast.account("specialist"))
    client.post(reverse("website:appeal_take", kwargs={"pk": appeal.pk}))
    answer = reverse("website:appeal_answer", kwargs={"pk": appeal.pk})
    assert client.post(answer, {"text": ""}).status_code == 422
    client.post(answer, {"text": "Откройте график и нажмите «Записаться»."})
    appeal.refresh_from_db()
    assert (appeal.state, appeal.handler) == ("answered", cast.specialist)
    page = Client().get(reverse("website:appeal_state", kwargs={"secret": appeal.secret})).content.decode()
    assert "нажмите" in page
    assert cast.specialist.last_name not in page
    assert "Откройте график" in Letter.objects.latest("id").text


def test_apl_10_an_answer_is_given_once(cast: make.Cast) -> None:
    appeal = answer_appeal(sent(), text="Да.", by=cast.specialist)
    for act in (
        lambda: answer_appeal(appeal, text="Нет.", by=cast.deputy),
        lambda: take_appeal(appeal, by=cast.deputy),
    ):
        with pytest.raises(Refused, match="ответ уже дан"):
            act()


def test_closed_without_an_answer_no_letter_goes(cast: make.Cast) -> None:
    appeal = sent(email="anna@mail.example")
    letters = Letter.objects.count()
    assert answer_appeal(appeal, text="Повтор.", by=cast.specialist, close=True).state == "closed"
    assert Letter.objects.count() == letters


def test_a_complaint_goes_to_the_deputy(cast: make.Cast) -> None:
    sent(kind=Kind.COMPLAINT)
    assert {row.person for row in Notification.objects.all()} == {cast.deputy}


def test_job_05_a_term_that_ends_and_one_that_has_ended_are_told_once(cast: make.Cast) -> None:
    appeal = take_appeal(sent(), by=cast.specialist)
    Notification.objects.all().delete()
    with travel(now() + timedelta(days=1)):
        assert (watch_appeals(), watch_appeals()) == (1, 0)
    with travel(now() + timedelta(days=3)):
        assert (watch_appeals(), watch_appeals()) == (1, 0)
    assert {row.person for row in Notification.objects.all()} == {cast.specialist, cast.deputy}
    answer_appeal(appeal, text="Да.", by=cast.specialist)
    Notification.objects.all().delete()
    with travel(now() + timedelta(days=4)):
        assert watch_appeals() == 0


def test_the_register_finds_and_its_price_does_not_grow(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    counts = []
    for number in (1, 29):
        for n in range(number):
            sent(name=f"Анна {n}")
        client.get(REGISTER)
        with CaptureQueriesContext(connection) as captured:
            client.get(REGISTER)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    page = client.get(REGISTER, {"state": "all", "q": "ОБР-2026-000007"}).content.decode()
    assert "ОБР-2026-000007" in page
    assert "ОБР-2026-000008" not in page
    answer_appeal(Appeal.objects.get(number=7), text="Да.", by=cast.specialist)
    assert "ОБР-2026-000007" not in client.get(REGISTER).content.decode()


def test_who_wrote_is_forgotten_by_his_word_and_after_three_years(cast: make.Cast) -> None:
    asked = answer_appeal(sent(email="anna@mail.example"), text="Да.", by=cast.specialist)
    gone = forget_visitor(asked)
    assert (gone.name, gone.email, gone.phone, gone.code) == ("—", "", "", "ОБР-2026-000001")
    assert "записаться" not in gone.text
    kept = answer_appeal(sent(), text="Да.", by=cast.specialist)
    assert forget_old() == 0
    with travel(now() + timedelta(days=3 * 365 + 1)):
        assert (forget_old(), forget_old()) == (1, 0)
    kept.refresh_from_db()
    assert kept.phone == ""
