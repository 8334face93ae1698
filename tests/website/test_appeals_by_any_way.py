"""Appeals by any way in one register: by hand, with files, passed, joined; the journal; support."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.files.models import StoredFile
from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.models import Letter, Notification
from opora.people.models import Contract
from opora.regulations.models import Provision
from opora.website.actions.appeals import (
    Arrived,
    add_arrival,
    answer_appeal,
    forget_visitor,
    join_appeal,
    pass_appeal,
    register_appeal,
    take_appeal,
)
from opora.website.models import Appeal, Way
from opora.website.queries.appeals import alike, by_code
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
Kind = Appeal.Kind
FRIDAY_EVENING = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # 18:30 in Moscow
ENTER, REGISTER, SUPPORT = (reverse(f"website:{name}") for name in ("appeal_enter", "appeals", "support"))


def sent(**values: Any) -> Appeal:
    given: dict[str, Any] = {"kind": Kind.STUDY, "name": "Анна", "text": "Как записаться?", "phone": "112"}
    return register_appeal(**{**given, **values})


def called(**values: Any) -> dict[str, Any]:
    given = {
        "way": "phone",
        "received_at": "2026-11-20T18:30",
        "kind": "study",
        "name": "Пётр",
        "text": "Вечером?",
    }
    return {**given, "phone": "", "email": "", "repeat": "", "answer": "", **values}


def test_case_35_a_call_of_friday_evening_is_kept_as_it_was_and_the_clock_starts_on_monday(
    cast: make.Cast, login: Login
) -> None:
    client = login(cast.account("curator"))
    answer = client.post(ENTER, called())
    appeal = Appeal.objects.get()
    assert answer["Location"] == reverse("website:appeal", args=[appeal.pk])
    assert (appeal.way, appeal.code, appeal.entered_by) == (Way.PHONE, "ОБР-2026-000001", cast.curator)
    assert appeal.received_at == FRIDAY_EVENING
    assert appeal.due_on == date(2026, 11, 24)  # Monday is the first of two working days
    assert appeal.consent_at is None
    assert client.get(answer["Location"]).status_code == 200


def test_case_35_a_holiday_shifts_the_term(cast: make.Cast) -> None:
    with travel(datetime(2026, 11, 5, 9, tzinfo=UTC)):
        eve = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
        assert sent(arrived=Arrived(Way.PHONE, eve)).due_on == date(2026, 11, 6)  # the fourth is a holiday


@pytest.mark.parametrize("moment", [timedelta(days=1), timedelta(days=-400)])
def test_apl_12_nothing_is_written_down_before_it_comes(cast: make.Cast, moment: timedelta) -> None:
    with pytest.raises(Refused, match="не могло поступить"):
        sent(arrived=Arrived(Way.PHONE, now() + moment))


def test_all_the_ways_of_the_act_are_ways_of_the_register() -> None:
    """S0-6.3: лично, по телефону, по скайпу, почтой, в мессенджерах и соцсетях, через форму."""
    assert {"in_person", "phone", "video", "email", "messenger", "form"} < set(Way.values)


def test_who_calls_may_leave_no_address_and_get_the_answer_at_once(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("teacher"))
    assert client.post(ENTER, called(answer="Да, по вторникам.")).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.handler, appeal.email) == ("answered", cast.teacher, "")


def test_case_36_the_same_by_a_second_way_is_joined_and_the_earliest_date_holds(
    cast: make.Cast, login: Login
) -> None:
    written = sent(email="anna@mail.example")
    client = login(cast.account("specialist"))
    form = called(repeat=written.code, text="Просит ответить скорее")
    assert client.post(ENTER, form)["Location"] == reverse("website:appeal", args=[written.pk])
    assert Appeal.objects.count() == 1
    written.refresh_from_db()
    assert (written.received_at, written.due_on) == (FRIDAY_EVENING, date(2026, 11, 24))
    arrival = written.arrivals.get()
    assert (arrival.way, arrival.entered_by) == (Way.PHONE, cast.specialist)
    assert "скорее" in client.get(reverse("website:appeal", args=[written.pk])).content.decode()
    assert client.post(ENTER, called(repeat="ОБР-2026-000099")).status_code == 422


def test_case_36_two_that_were_registered_become_one_with_one_answer(cast: make.Cast) -> None:
    first = sent(phone="", email="anna@mail.example")
    with travel(now() + timedelta(hours=1)):
        second = sent(phone="112", email="anna@work.example", arrived=Arrived(Way.PHONE, FRIDAY_EVENING))
        whole = join_appeal(second, into=first, by=cast.specialist)
    second.refresh_from_db()
    assert (second.state, second.joined_to, second.head) == ("joined", whole, whole)
    assert (whole.received_at, whole.phone, whole.email) == (FRIDAY_EVENING, "112", "anna@mail.example")
    assert [one.way for one in whole.arrivals.all()] == [Way.PHONE]
    Letter.objects.all().delete()
    answer_appeal(whole, text="Откройте график.", by=cast.specialist)
    assert {letter.to for letter in Letter.objects.all()} == {"anna@mail.example", "anna@work.example"}
    page = Client().get(reverse("website:appeal_state", kwargs={"secret": second.secret})).content.decode()
    assert "Откройте график" in page


def test_apl_14_a_repeat_is_joined_neither_to_itself_nor_to_a_repeat(cast: make.Cast) -> None:
    first, second, third = sent(), sent(), sent()
    join_appeal(second, into=first, by=cast.specialist)
    for appeal, into in ((third, second), (third, third)):
        with pytest.raises(Refused, match="присоединить нельзя"):
            join_appeal(appeal, into=into, by=cast.specialist)
    with pytest.raises(Refused, match="присоединить нельзя"):
        add_arrival(second, arrived=Arrived(Way.PHONE))


def test_the_page_offers_who_wrote_before(cast: make.Cast, login: Login) -> None:
    first, second = sent(), sent(name="А. Петрова")
    sent(phone="113")
    assert list(alike(second)) == [first]
    client = login(cast.account("specialist"))
    assert first.code in client.get(reverse("website:appeal", args=[second.pk])).content.decode()
    client.post(reverse("website:appeal_join", args=[second.pk, first.pk]))
    second.refresh_from_db()
    assert second.joined_to == first


def test_it_is_passed_with_a_reason_and_the_term_stays(cast: make.Cast, login: Login) -> None:
    appeal = take_appeal(sent(), by=cast.specialist)
    due = appeal.due_on
    Notification.objects.all().delete()
    client = login(cast.account("specialist"))
    url = reverse("website:appeal_pass", args=[appeal.pk])
    assert client.post(url, {"to": cast.teacher.pk, "reason": ""}).status_code == 422
    with travel(now() + timedelta(days=1)):
        client.post(url, {"to": cast.teacher.pk, "reason": "Вопрос по его дисциплине"})
    appeal.refresh_from_db()
    assert (appeal.handler, appeal.due_on, appeal.state) == (cast.teacher, due, "in_work")
    move = appeal.moves.get()
    assert (move.was, move.became, move.by) == (cast.specialist, cast.teacher, cast.specialist)
    told = Notification.objects.get()
    assert told.person == cast.teacher
    assert "его дисциплине" in told.body


def test_who_it_was_passed_to_answers_it_and_sees_no_other(cast: make.Cast, login: Login) -> None:
    other = sent()
    appeal = pass_appeal(sent(), to=cast.teacher, reason="По теме", by=cast.specialist)
    client = login(cast.account("teacher"))
    page = client.get(REGISTER).content.decode()
    assert appeal.code in page
    assert other.code not in page
    assert client.get(reverse("website:appeal", args=[other.pk])).status_code == 404
    client.post(reverse("website:appeal_answer", args=[appeal.pk]), {"text": "Во вторник."})
    appeal.refresh_from_db()
    assert (appeal.state, appeal.answer) == ("answered", "Во вторник.")


def test_apl_13_it_is_passed_to_another_who_works_here(cast: make.Cast) -> None:
    appeal = take_appeal(sent(), by=cast.specialist)
    for to, words in ((cast.specialist, "уже отвечает"), (cast.learner, "договора с работником нет")):
        with pytest.raises(Refused, match=words):
            pass_appeal(appeal, to=to, reason="Надо", by=cast.specialist)


def test_files_come_with_the_form_and_leave_by_the_link_alone(cast: make.Cast) -> None:
    client = Client()
    with travel(now() - timedelta(seconds=10)):
        opened = client.get(reverse("website:contacts")).context["form"].initial["opened"]
    given = {
        "kind": "support",
        "name": "Анна",
        "email": "a@m.example",
        "text": "Список",
        "phone": "",
        "site": "",
    }
    papers = [SimpleUploadedFile(f"список {n}.txt", b"1. Anna") for n in range(6)]
    form = {**given, "consent": "on", "opened": opened}
    assert client.post(reverse("website:contacts"), {**form, "attached": papers}).status_code == 422
    program = SimpleUploadedFile("virus.exe", b"MZ")
    refused = client.post(reverse("website:contacts"), {**form, "attached": program})
    assert refused.status_code == 422
    assert "Список" in refused.content.decode()
    assert not Appeal.objects.exists()
    for paper in papers:
        paper.seek(0)
    page = client.post(reverse("website:contacts"), {**form, "attached": papers[:2]})["Location"]
    appeal = Appeal.objects.get()
    assert [one.file.name for one in appeal.attached.all()] == ["список 0.txt", "список 1.txt"]
    assert "список 0.txt" in client.get(page).content.decode()
    mine = f"{page}files/{appeal.attached.all()[0].pk}/"
    answer = client.get(mine)
    assert b"".join(answer.streaming_content) == b"1. Anna"  # type: ignore[attr-defined]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert client.get(mine.replace(appeal.secret, "0" * 32)).status_code == 404


def test_pd_02_what_is_erased_is_nowhere_not_in_the_trail_nor_on_the_disk(
    cast: make.Cast, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    secret = "Уникальное-слово-из-письма"
    paper = SimpleUploadedFile("паспорт Ивановой.pdf", b"%PDF-1.4")
    appeal = sent(name=secret, text=secret, email="unique@mail.example", arrived=Arrived(files=[paper]))
    add_arrival(appeal, arrived=Arrived(Way.PHONE), words=secret)
    appeal = pass_appeal(appeal, to=cast.teacher, reason=secret, by=cast.specialist)
    forget_visitor(answer_appeal(appeal, text=secret, by=cast.specialist))
    assert not StoredFile.objects.filter(name__contains="паспорт").exists()
    trail = json.dumps(
        list(JournalEntry.objects.values_list("before", "after")), ensure_ascii=False, default=str
    )
    for word in (secret, "unique@mail.example", "паспорт"):
        assert word not in trail
    first = JournalEntry.objects.filter(table="website_appeal", action="I").get()
    assert first.after is not None
    assert (first.after["text"], first.after["number"]) == ("скрыто", 1)  # that it came, stays


def test_the_journal_is_printed_of_the_rows_the_page_shows(cast: make.Cast, login: Login) -> None:
    sent()
    answer_appeal(sent(arrived=Arrived(Way.PHONE, FRIDAY_EVENING)), text="Да.", by=cast.specialist)
    client = login(cast.account("specialist"))
    url = reverse("website:appeal_journal", args=["xlsx"])
    for extension, start in (("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(url.replace("xlsx", extension), {"state": "all"})
        assert answer.content.startswith(start)
    assert client.get(url.replace("xlsx", "exe")).status_code == 404
    counts = []
    for number in (1, 29):
        for _n in range(number):
            add_arrival(sent(), arrived=Arrived(Way.EMAIL))
        with CaptureQueriesContext(connection) as captured:
            client.get(url, {"state": "all"})
        counts.append(len(captured))
    assert counts[0] == counts[1]
    shown = client.get(REGISTER, {"state": "all", "since": "2026-11-20", "until": "2026-11-20"})
    assert [row.number for row in shown.context["page"]] == [2]


def test_a_number_is_read_as_people_write_it(cast: make.Cast) -> None:
    appeal = sent()
    assert {by_code(code) for code in ("ОБР-2026-000001", " обр-2026-1", "1")} == {appeal}
    assert {by_code(code) for code in ("ОБР-2025-1", "один", "", "1-1-1", "20261234567")} == {None}


def test_s3_3_2_support_is_asked_from_the_cabinet_and_the_answer_comes_there(
    cast: make.Cast, login: Login
) -> None:
    client = login(cast.account("learner"))
    assert client.post(SUPPORT, {"text": ""}).status_code == 422
    client.post(SUPPORT, {"text": "Не открывается чат"})
    appeal = Appeal.objects.get()
    assert (appeal.way, appeal.author, appeal.kind) == (Way.CABINET, cast.learner, Kind.SUPPORT)
    assert appeal.code in client.get(SUPPORT).content.decode()
    answer_appeal(appeal, text="Обновите страницу.", by=cast.specialist)
    told = Notification.objects.filter(person=cast.learner).get()
    assert "Обновите страницу" in told.body


@pytest.mark.parametrize(
    ("way", "contract", "studies", "opens"),
    [
        ("contract", True, False, True),
        ("contract", False, True, False),
        ("training", False, True, True),
        ("training", True, False, False),
        ("longer", True, False, True),
        ("longer", False, True, True),
        ("longer", False, False, False),
    ],
)
def test_apl_11_support_listens_as_long_as_the_act_says(
    cast: make.Cast, login: Login, way: str, contract: bool, studies: bool, opens: bool
) -> None:
    make.edition(provisions={Provision.SUPPORT_WINDOW: way})
    if not contract:
        Contract.objects.filter(learners=cast.learner).update(
            valid_from=date(2026, 9, 1), valid_to=date(2026, 10, 1)
        )
    if not studies:
        cast.learner.enrolments.update(left_on=date(2026, 10, 1))
    client = login(cast.account("learner"))
    answer = client.post(SUPPORT, {"text": "Не открывается чат"})
    assert answer.status_code == (302 if opens else 422)
    page = client.get(SUPPORT).content.decode()
    assert ('data-rule="APL-11"' not in page) is opens
