"""The public график within seconds, in a frame on other sites, and by its address."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.actions import cancel_session, move_session
from opora.schedule import actions
from opora.schedule.models import ScheduleLine
from tests import make

Login = Callable[..., Client]
GRAFIK, WIDGET = reverse("website:schedule"), reverse("website:widget")
FRAGMENT = {"X-Fragment": "grafik"}


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.fixture
def line(cast: make.Cast) -> ScheduleLine:
    return make.line(make.schedule("published"), cast.teacher)


def text(url: str, **headers: str) -> str:
    return Client().get(url, headers=headers).content.decode()


def test_a_cancelled_meeting_changes_page_board_and_frame_at_once(
    line: ScheduleLine, cast: make.Cast
) -> None:
    session = make.session(cast.teacher, line=line)
    client = Client()
    stamps = {url: client.get(url, headers=FRAGMENT)["ETag"] for url in (GRAFIK, WIDGET)}
    for url, stamp in stamps.items():
        assert client.get(url, headers={**FRAGMENT, "If-None-Match": stamp}).status_code == 304
    cancel_session(session, reason="болезнь")
    for url, stamp in stamps.items():
        answer = client.get(url, headers={**FRAGMENT, "If-None-Match": stamp})
        assert answer.status_code == 200
        assert "отменена" in answer.content.decode()
    assert "вт 24.11 отменена" in text(GRAFIK)
    assert "отменена" in text(reverse("website:board"), **FRAGMENT).lower()


def test_a_moved_meeting_says_where_to(line: ScheduleLine, cast: make.Cast) -> None:
    session = make.session(cast.teacher, line=line)
    move_session(session, starts_at=at(25, 10), ends_at=at(25, 11), reason="занят кабинет")
    assert "вт 24.11 перенесена на ср 25.11, 10:00" in text(GRAFIK)


def test_the_page_carries_the_stamp_of_its_fragment(line: ScheduleLine) -> None:
    stamp = Client().get(GRAFIK, headers=FRAGMENT)["ETag"]
    assert stamp.strip('"') in text(GRAFIK)
    assert "<html" not in text(GRAFIK, **FRAGMENT)


def test_filters_stand_in_the_address(line: ScheduleLine, cast: make.Cast) -> None:
    there = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    far = make.staff("Ли Ен Су", branch=there)
    make.line(line.schedule, far, branch=there, groups=[cast.group])
    other = make.group("ТБ-26/9")
    assert "Ли Ен Су</th>" not in text(f"{GRAFIK}?branch={line.branch_id}")
    assert "Ли Ен Су</th>" in text(f"{GRAFIK}?group={cast.group.pk}")
    page = text(f"{GRAFIK}?group={other.pk}")
    assert "Ли Ен Су</th>" not in page
    assert "Ковалёва Ирина Сергеевна</th>" in page


def test_only_listed_sites_frame_the_widget(line: ScheduleLine, cast: make.Cast) -> None:
    make.session(cast.teacher, line=line)
    answer = Client().get(WIDGET)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    site = actions.allow_site(origin="https://school.example")
    answer = Client().get(f"{WIDGET}?theme=dark", headers={"If-None-Match": answer["ETag"]})
    assert "frame-ancestors https://school.example" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert 'data-theme="dark"' in answer.content.decode()
    assert "Ковалёва И. С." in answer.content.decode().replace("\xa0", " ")
    page = Client().get(GRAFIK)
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    actions.forbid_site(site)
    assert "frame-ancestors 'none'" in Client().get(WIDGET)["Content-Security-Policy"]


def test_a_frame_is_narrowed_and_counts_no_learners(line: ScheduleLine, cast: make.Cast) -> None:
    session = make.session(cast.teacher, line=line)
    make.booking(session, cast.learner)
    assert cast.learner.last_name not in text(WIDGET)
    empty = text(f"{WIDGET}?who={cast.deputy.pk}")
    assert "консультаций нет" in empty.replace("\xa0", " ")


def test_the_code_to_paste_is_made_by_choice(cast: make.Cast, line: ScheduleLine, login: Login) -> None:
    client, url = login(cast.account("specialist")), reverse("schedule:widget")
    page = client.get(url, {"theme": "light", "branch": line.branch_id}).content.decode()
    assert f"/widget/?branch={line.branch_id}&amp;amp;theme=light" in page
    client.post(url, {"origin": "https://Школа.рф/страница?x=1", "note": "школа"})
    assert actions.allow_site(origin="https://xn--80aa6aj2a.xn--p1ai").pk
    answer = client.post(url, {"origin": "не адрес", "note": "кто"})
    assert answer.status_code == 422
    assert 'value="кто"' in answer.content.decode()


def test_the_price_of_the_frame_does_not_grow(line: ScheduleLine, cast: make.Cast) -> None:
    counts = []
    for sessions in (1, 28):
        for number in range(sessions):
            make.session(make.staff(), at(24 + number % 5, 10))
        text(WIDGET)
        with CaptureQueriesContext(connection) as captured:
            text(WIDGET)
        counts.append(len(captured))
    assert counts[0] == counts[1]
