"""The information board: now, next, what changed; public, without names of learners."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from opora.consultations.actions import cancel_session, move_session, substitute
from opora.consultations.models import Session
from opora.kernel.clock import now, travel
from opora.website.queries import board
from tests import make

pytestmark = pytest.mark.django_db
SOON, DAY = timedelta(hours=1), timedelta(days=1)


def rows(page: Any, part: str) -> list[tuple[str, str, str]]:
    return [
        (row.starts, row.person.replace("\N{NO-BREAK SPACE}", " "), row.state) for row in getattr(page, part)
    ]


def test_now_and_next(cast: make.Cast) -> None:
    running = make.session(cast.teacher, now() - timedelta(minutes=22))
    make.session(cast.other_staff, now() + SOON)
    make.session(cast.other_staff, now() + 2 * DAY)
    shown = board(running.branch)
    assert (rows(shown, "now"), rows(shown, "next")) == (
        [("17:30", "Ковалёва И. С.", "")], [("18:52", "Цех М. И.", "")],
    )  # fmt: skip


def test_a_quiet_day_shows_the_nearest_one(cast: make.Cast) -> None:
    session = make.session(cast.teacher, now() + 2 * DAY)
    shown = board(session.branch)
    assert (shown.now, [row.day for row in shown.next]) == ([], ["ср 25.11"])


def test_what_changed_is_said(cast: make.Cast) -> None:
    gone, moved, given = (make.session(cast.teacher, now() + n * 2 * SOON) for n in (1, 2, 3))
    cancel_session(gone, reason="болезнь")
    move_session(moved, starts_at=now() + DAY, ends_at=now() + DAY + SOON, reason="болезнь")
    substitute(given, person=cast.other_staff, reason="болезнь")
    page = Client().get(f"/board/{gone.branch_id}/").content.decode()
    assert [row.state for row in board(gone.branch).next] == ["off", "moved", "changed"]
    assert "Отменена" in page
    assert "вт 24.11, 17:52" in page
    assert "болезнь" not in page


def test_places_are_counted_and_learners_are_not_named(cast: make.Cast) -> None:
    session = make.session(cast.teacher, now() + SOON, capacity=3)
    make.booking(session, cast.learner)
    page = Client().get("/board/").content.decode()
    assert [row.left for row in board(session.branch).next] == [2]
    assert "Иванова" not in page


def test_the_page_asks_for_a_fragment(cast: make.Cast) -> None:
    make.session(cast.teacher, now() + SOON)
    fragment = Client().get("/board/", headers={"x-fragment": "board"})
    assert (fragment["Cache-Control"], b"<html" in fragment.content) == ("no-store", False)
    assert b"18:52" in fragment.content
    assert b"<svg" in Client().get("/board/").content


def test_another_branch_by_its_clock(cast: make.Cast) -> None:
    far = make.branch("Владивосток", "Asia/Vladivostok")
    make.session(cast.teacher, now() + SOON, branch=far)
    shown = board(far)
    assert (shown.clock, rows(shown, "next")) == ("00:52", [("01:52", "Ковалёва И. С.", "")])
    assert Client().get("/board/100500/").status_code == 404


def test_the_price_does_not_grow(cast: make.Cast, django_assert_num_queries: Callable[[int], Any]) -> None:
    session = make.session(cast.teacher, now() + SOON)
    with django_assert_num_queries(1):
        board(session.branch)
    with travel(now() - DAY):
        for n in range(20):
            make.session(make.staff(), now() + DAY + SOON + timedelta(minutes=5 * n))
    with django_assert_num_queries(1):
        assert len(board(session.branch).next) == 7
    assert Session.objects.count() == 21
