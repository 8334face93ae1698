"""A page for everybody is made once: a repeat costs one short statement, a change shows at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.actions import cancel_session
from opora.kernel.clock import now, travel
from opora.people.models import Organisation
from opora.people.queries import organisation
from opora.regulations.models import Order
from opora.website import middleware
from opora.website.actions.news import publish_news, take_news_off, write_news
from opora.website.models import NewsItem
from opora.website.queries import state
from tests import make

GRAFIK, NEWS, DISTANCE = (reverse(f"website:{name}") for name in ("schedule", "news", "distance"))


def asked(url: str, **headers: str) -> tuple[int, int, bytes]:
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get(url, headers=headers)
    return answer.status_code, len(captured), answer.content


def repeated(url: str, **headers: str) -> tuple[int, int, bytes]:
    """The cheapest of several: what other processes of the tests write is elsewhere too."""
    return min((asked(url, **headers) for _time in range(8)), key=lambda answer: answer[1])


@pytest.mark.django_db(transaction=True)
def test_a_repeat_costs_a_snapshot_and_a_write_elsewhere_one_more(
    today: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "FRESH_SECONDS", 0.0)
    cast = make.cast()
    session = make.session(cast.teacher, line=make.line(make.schedule("published"), cast.teacher))
    item = publish_news(write_news(None, title="Набор", lead="", text="Да.", by=None))
    first = asked(NEWS)
    assert repeated(NEWS) == (200, 1, first[2])
    etag = Client().get(NEWS)["ETag"]
    assert repeated(NEWS, **{"If-None-Match": etag})[:2] == (304, 1)
    asked(GRAFIK)
    assert repeated(GRAFIK)[1] == 1
    asked(DISTANCE)
    cancel_session(session, reason="болезнь")
    assert asked(NEWS)[:2] == (200, 2)  # something was written, not on this page
    assert repeated(NEWS)[:2] == (200, 1)
    assert repeated(DISTANCE)[:2] == (200, 1)  # the state was asked for both
    assert "отменена" in asked(GRAFIK)[2].decode()
    take_news_off(item)
    assert "Набор" not in asked(NEWS)[2].decode()
    NewsItem.objects.filter(pk=item.pk).update(state="published")  # also what touches no date
    assert "Набор" in asked(NEWS)[2].decode()
    asked(NEWS)
    monkeypatch.setattr(state, "FRESH_SECONDS", 60.0)
    assert asked(NEWS)[:2] == (200, 0)  # within the second nothing is asked


@pytest.mark.django_db(transaction=True)
def test_another_look_is_made_of_what_was_gathered_and_who_is_in_sees_a_change_at_once(
    today: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "FRESH_SECONDS", 60.0)
    cast = make.cast()
    act = reverse("website:act", kwargs={"code": make.edition().act.code})
    make.line(make.schedule("published"), cast.teacher)
    pages = (reverse("website:home"), DISTANCE, act, GRAFIK)
    for url in pages:
        asked(url)
        status, statements, _page = asked(f"{url}?n=1")
        assert (status, statements) == (200, 0), url
    worker = Client()
    worker.force_login(cast.account("teacher"), backend="opora.people.backend.AccountBackend")
    Organisation.objects.update(phone="+7 812 000-00-00")
    organisation.cache_clear()
    assert "+7 812 000-00-00" in worker.get(DISTANCE).content.decode()
    assert "+7 812 000-00-00" not in Client().get(DISTANCE).content.decode()
    monkeypatch.setattr(state, "FRESH_SECONDS", 0.0)
    assert "+7 812 000-00-00" in Client().get(DISTANCE).content.decode()


def test_news_to_come_is_on_the_start_page_at_its_hour(cast: make.Cast) -> None:
    item = publish_news(write_news(None, title="Набор", lead="", text="Да.", by=None))
    NewsItem.objects.filter(pk=item.pk).update(published_at=now() + timedelta(minutes=1))
    assert "Набор" not in Client().get("/").content.decode()
    with travel(now() + timedelta(seconds=61)):
        assert "Набор" in Client().get("/").content.decode()


def test_a_reader_with_a_session_a_fragment_and_a_look_have_their_own(cast: make.Cast) -> None:
    plain = Client().get(NEWS).content
    client = Client()
    client.post("/look/", {"theme": "dark"})
    assert client.get(NEWS).content != plain
    client = Client()
    client.force_login(cast.account("teacher"), backend="opora.people.backend.AccountBackend")
    assert "Кабинет" in client.get(NEWS).content.decode()
    assert Client().get(NEWS).content == plain
    assert b"<html" not in Client().get(GRAFIK, headers={"X-Fragment": "grafik"}).content
    assert b"<html" in Client().get(GRAFIK).content
    english = Client().get(NEWS, headers={"Accept-Language": "en"}).content
    assert b'lang="en"' in english


def test_what_is_kept_is_bounded_and_sets_no_cookie(cast: make.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "MOST_PAGES", 3)
    for number in range(6):
        answer = Client().get(f"{NEWS}?page={number}")
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-cache, private"
    assert len(middleware._pages._rows) == 3


def test_a_form_with_a_token_is_never_kept(cast: make.Cast) -> None:
    first, second = (Client().get(reverse("website:contacts")) for _n in range(2))
    assert first.context["csrf_token"] != second.context["csrf_token"]
    assert "no-store" in first["Cache-Control"]


def test_a_change_of_the_centre_shows_on_the_page(cast: make.Cast) -> None:
    Client().get(DISTANCE)
    Organisation.objects.update(phone="+7 812 000-00-00")
    organisation.cache_clear()
    assert "+7 812 000-00-00" in Client().get(DISTANCE).content.decode()


def test_a_mended_order_shows_on_the_pages_of_acts(cast: make.Cast) -> None:
    edition = make.edition()
    acts = reverse("website:acts")
    Client().get(acts)
    Order.objects.filter(pk=edition.order_id).update(number="77-о")
    assert "77-о" in Client().get(acts).content.decode()


def test_what_is_kept_by_a_state_is_made_anew_after_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    @state.kept_by_state
    def page(of: str) -> int:
        made.append(of)
        return len(made)

    key = state.aged("a")
    assert [page("a"), page("a"), page("b")] == [1, 1, 2]
    later = state.monotonic() + state.LONGEST_SECONDS
    monkeypatch.setattr(state, "monotonic", lambda: later)
    assert page("a") == 3
    assert state.aged("a") != key
