"""Shared notes: several write at once and nothing is lost, by whom it is allowed, kept with its editions."""

import base64
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pycrdt import Doc, Text
from pypdf import PdfReader

from opora.consultations.models import Session
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.meetings.notes.actions import EDITION, added, set_open, write
from opora.meetings.queries.notes import editions_of, written
from opora.meetings.queries.together import Part
from opora.meetings.reactions import may_hear_of_what_is_made_together
from opora.meetings.rules import NOTES_LETTERS
from opora.people.access import Actor
from opora.people.models import Account, Person
from opora.schedule.models import Format, Mode
from tests import make

from .world import meeting, passed

Login = Callable[..., Client]
BEGINNING = len("Сроки: ".encode())  # pycrdt counts bytes


class Browser:
    """What the island does: a document of its own, and the vector the server has told last."""

    def __init__(self) -> None:
        self.doc: Doc[Text] = Doc()
        self.text = self.doc.get("text", type=Text)
        self.known = b""

    def lack(self) -> bytes:
        return self.doc.get_update(self.known or None)

    def sync(self, client: Client, session: Session, *, sends: bool = True, **more: str) -> int:
        asked = {"known": base64.b64encode(self.doc.get_state()).decode(), **more}
        url = reverse("meetings:notes_sync", args=[session.pk])
        if sends:
            asked["update"] = base64.b64encode(self.lack()).decode()
            answer = client.post(url, asked)
        else:
            answer = client.get(url, asked)
        if answer.status_code == 200:
            told = answer.json()
            self.doc.apply_update(base64.b64decode(told["update"]))
            self.known = base64.b64decode(told["known"])
        return answer.status_code


def typed(words: str) -> bytes:
    browser = Browser()
    browser.text += words
    return browser.lack()


def lead(session: Session) -> Part:
    return Part(session.person, leads=True)


def test_two_write_at_once_and_both_texts_are_whole(cast: make.Cast, login: Login) -> None:
    session = meeting(cast, cast.learner)
    set_open(session, is_open=True)
    teacher, learner = login(cast.account("teacher")), login(cast.account("learner"))
    one, other = Browser(), Browser()
    one.text += "Сроки: \nВопросы: "
    assert one.sync(teacher, session) == 200
    assert other.sync(learner, session, sends=False) == 200
    one.text.insert(BEGINNING, "до пятницы")
    other.text += "где журнал?"
    assert [one.sync(teacher, session), other.sync(learner, session)] == [200, 200]
    assert one.sync(teacher, session, sends=False) == 200
    assert str(one.text) == str(other.text) == "Сроки: до пятницы\nВопросы: где журнал?"
    del other.text[0:BEGINNING]
    assert other.sync(learner, session) == 200
    assert one.sync(teacher, session, sends=False) == 200
    found = written(session)
    assert found
    assert found.text == str(one.text) == "до пятницы\nВопросы: где журнал?"
    assert set(found.authors) == {cast.teacher.short_name, cast.learner.short_name}


def test_note_01_others_write_while_they_are_let_to(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner)
    learner = Part(cast.learner)
    with pytest.raises(Refused, match="только ведущий"):
        write(session, typed("можно?"), by=learner)
    set_open(session, is_open=True)
    write(session, typed("можно. "), by=learner)
    set_open(session, is_open=False)
    with pytest.raises(Refused, match="только ведущий"):
        write(session, typed("ещё"), by=learner)
    set_open(session, is_open=True)
    for state, who, may in [
        ("held", lead(session), True),
        ("held", learner, False),
        ("confirmed", lead(session), False),
        ("cancelled", lead(session), False),
    ]:
        passed(session, state)
        if may:
            write(session, typed(state), by=who)
        else:
            with pytest.raises(Refused):
                write(session, typed(state), by=who)


def test_note_02_a_book_does_not_fit_and_nothing_of_it_is_kept(cast: make.Cast) -> None:
    session = meeting(cast)
    write(session, typed("начало"), by=lead(session))
    with pytest.raises(Refused, match="не помещаются"):
        write(session, typed("а" * NOTES_LETTERS), by=lead(session))
    found = written(session)
    assert found
    assert found.text == "начало"


def test_what_is_no_document_is_refused_and_a_repeat_changes_nothing(cast: make.Cast, login: Login) -> None:
    session = meeting(cast)
    client, url = login(cast.account("teacher")), reverse("meetings:notes_sync", args=[session.pk])
    for sent in ({"update": "!!"}, {"update": "////"}, {"known": "////"}, {"update": "A" * 2_000_000}):
        assert client.post(url, sent).status_code == 400, str(sent)[:40]
    assert written(session) is None
    update = typed("раз")
    for _time in range(2):
        write(session, update, by=lead(session))
    assert written(session).text == "раз"  # type: ignore[union-attr]
    assert editions_of(session.notes).count() == 1


def test_minutes_of_writing_are_one_edition_that_stays_readable(cast: make.Cast, login: Login) -> None:
    session = meeting(cast, cast.learner)
    set_open(session, is_open=True)
    browser = Browser()
    began = now()
    for minutes, words, who in [
        (0, "Один. ", lead(session)),
        (4, "Два. ", Part(cast.learner)),
        (5, "Три.", lead(session)),
    ]:
        with travel(began + timedelta(minutes=minutes)):
            browser.text += words
            write(session, browser.lack(), by=who)
    last, first = session.notes.editions.all()
    assert (first.text, last.text, last.began_at - first.began_at) == (
        "Один. Два. ",
        "Один. Два. Три.",
        EDITION,
    )
    assert {who.pk for who in first.authors.all()} == {cast.teacher.pk, cast.learner.pk}
    client, url = login(cast.account("learner")), reverse("meetings:notes", args=[session.pk])
    assert "Один. Два. Три." in client.get(url).content.decode()
    assert "Три." not in client.get(f"{url}?edition={first.pk}").content.decode()
    assert client.get(f"{url}?edition=99999").status_code == 404
    for _n in range(20):
        session.notes.editions.create(began_at=began, at=began, text="…").authors.add(cast.learner)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    session.notes.editions.all().delete()
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    assert len(many) <= len(few) + 1  # names of authors


def in_writing(cast: make.Cast, form: str = Format.GROUP, **values: Any) -> Session:
    """A consultation of several days without a meeting, before a group; nobody is booked."""
    told = {"mode": Mode.OFFLINE, "format": form, "state": "in_progress", "groups": [cast.group]}
    return make.session(cast.teacher, now() - timedelta(hours=1), 600, **told | values)


def test_s2_12d_a_text_is_written_by_a_group_without_a_meeting(cast: make.Cast, login: Login) -> None:
    session = in_writing(cast)
    set_open(session, is_open=True)
    one, other = Browser(), Browser()
    one.text += "Какие наряды бывают?\n"
    assert one.sync(login(cast.account("learner")), session) == 200
    assert other.sync(login(cast.account("child")), session, sends=False) == 200
    other.text += "Наряд-допуск."
    assert other.sync(login(cast.account("child")), session) == 200
    answers = {
        name: login(cast.account(name)).get(reverse("meetings:notes", args=[session.pk])).status_code
        for name in cast.names()
    }
    assert {name for name, status in answers.items() if status == 200} == {
        "teacher", "deputy", "learner", "child", "parent",
    }  # fmt: skip
    card = login(cast.account("child")).get(reverse("consultations:session", args=[session.pk]))
    assert reverse("meetings:notes", args=[session.pk]) in card.content.decode()


def test_s2_12f_a_text_is_written_by_every_group_it_serves(cast: make.Cast, login: Login) -> None:
    second = make.group("ОТ-26/11-2", programme=cast.group.programme)
    other = make.learner("Второй Иван", second)
    session = in_writing(cast, Format.FRONTAL, capacity=300, groups=[cast.group, second])
    set_open(session, is_open=True)
    client, browser = login(Account.objects.get(person=other)), Browser()
    browser.text += "От второй группы"
    assert browser.sync(client, session) == 200
    reader = Browser()
    assert reader.sync(login(cast.account("learner")), session, sends=False) == 200
    assert str(reader.text) == "От второй группы"
    assert reader.sync(login(cast.account("stranger")), session, sends=False) in (403, 404)
    alone = in_writing(cast, Format.INDIVIDUAL)
    assert browser.sync(client, alone, sends=False) in (403, 404)


def actor_of(person: Person) -> Actor:
    account = Account.objects.get(person=person)
    request = Client()
    request.force_login(account, backend="opora.people.backend.AccountBackend")
    return request.get("/cabinet/", follow=True).wsgi_request.actor  # type: ignore[attr-defined]


def test_only_who_takes_part_hears_that_it_was_written(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner)
    heard = {
        who.pk: may_hear_of_what_is_made_together(actor_of(who), session.pk)
        for who in (cast.teacher, cast.learner, cast.child, cast.curator, cast.director)
    }
    assert [who for who, hears in heard.items() if hears] == [cast.teacher.pk, cast.learner.pk]
    assert not may_hear_of_what_is_made_together(actor_of(cast.learner), 999_999)


def test_rude_words_are_remarked_upon_before_they_are_shared(cast: make.Cast, login: Login) -> None:
    session = meeting(cast, cast.learner)
    set_open(session, is_open=True)
    client, browser = login(cast.account("learner")), Browser()
    browser.text += "Ты идиот"
    asked = {"update": base64.b64encode(browser.lack()).decode()}
    url = reverse("meetings:notes_sync", args=[session.pk])
    answer = client.post(url, asked)
    assert answer.status_code == 422
    assert written(session) is None
    refused = answer.content.decode()
    insist = refused.split('data-insist="')[1].split('"')[0]
    assert client.post(url, asked | {"insist": insist}).status_code == 200
    assert written(session).text == "Ты идиот"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("was", "became", "words"),
    [
        ("", "один два", "один два"),
        ("один два", "один", ""),
        ("один три", "один два три", "два "),
        ("порядо", "порядок", "порядок"),
        ("а б в", "а бык в", "бык"),
        ("то же", "то же", ""),
    ],
)
def test_what_is_said_anew_is_whole_words(was: str, became: str, words: str) -> None:
    assert added(was, became).strip() == words.strip()


def test_they_stay_with_the_consultation_as_files(cast: make.Cast, login: Login) -> None:
    session = meeting(cast, cast.learner, topic="Наряд-допуск")
    client = login(cast.account("learner"))
    url = reverse("reports:notes", args=[session.pk, "docx"])
    assert client.get(url).status_code == 404  # nothing is written yet
    long = "Строка о сроках. " * 2_500
    write(session, typed(f"Итоги:\n\nсроки — до пятницы\n{long}конец"), by=lead(session))
    passed(session, "confirmed")
    word = docx.Document(BytesIO(client.get(url).content))
    assert "сроки — до пятницы" in [one.text.replace("\xa0", " ") for one in word.paragraphs]
    pages = PdfReader(BytesIO(client.get(url.replace("docx", "pdf")).content)).pages
    text = " ".join(page.extract_text() for page in pages).replace("\xa0", " ")
    assert "Наряд-допуск" in text
    assert "конец" in text
    plain = client.get(url.replace("docx", "txt"))
    assert (plain["Content-Type"], plain.content.decode()[:8]) == ("text/plain; charset=utf-8", "Итоги:\n\n")
    assert login(cast.account("child")).get(url).status_code == 404
    card = client.get(reverse("consultations:session", args=[session.pk])).content.decode()
    assert reverse("meetings:notes", args=[session.pk]) in card
