"""The deputy does the same to several consultations at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from opora.consultations.models import Booking, Session
from opora.notifications.models import Notification
from tests import make
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
CANCEL, SUBSTITUTE = "/consultations/several/cancel/", "/consultations/several/substitute/"


@pytest.fixture
def three(cast: make.Cast) -> list[Session]:
    """Two planned, the second with a place taken, and one cancelled already."""
    first = make.session(cast.teacher)
    second = make.session(cast.teacher, starts_at=first.starts_at + timedelta(days=1), branch=first.branch)
    gone = make.session(
        cast.teacher, starts_at=first.starts_at + timedelta(days=2), branch=first.branch, state="cancelled"
    )
    make.booking(second, cast.learner)
    return [first, second, gone]


def test_what_will_happen_is_shown_and_nothing_happens_yet(
    cast: make.Cast, login: Login, three: list[Session]
) -> None:
    answer = login(cast.account("deputy")).post(CANCEL, {"pick": [row.pk for row in three]})
    page = flat(answer.content.decode())
    assert "Будет сделано: 2" in page
    assert "Нельзя: 1" in page
    assert [len(answer.context[key]) for key in ("good", "bad")] == [2, 1]
    assert Session.objects.filter(state="planned").count() == 2
    assert Booking.objects.get().state == "confirmed"


def test_several_are_cancelled_with_one_reason(cast: make.Cast, login: Login, three: list[Session]) -> None:
    client = login(cast.account("deputy"))
    asked = {"pick": [row.pk for row in three], "sure": "1", "next": "/consultations/?from=2026-11-23"}
    refused = client.post(CANCEL, {**asked, "reason": " "})
    assert refused.status_code == 422
    assert Session.objects.filter(state="planned").count() == 2
    done = client.post(CANCEL, {**asked, "reason": "аудитория закрыта"})
    assert "Сделано: 2" in flat(done.content.decode())
    assert done.context["back"] == "/consultations/?from=2026-11-23"
    reasons = Session.objects.filter(pk__in=[row.pk for row in three[:2]]).values_list(
        "cancel_reason", flat=True
    )
    assert set(reasons) == {"аудитория закрыта"}
    assert Notification.objects.filter(person=cast.learner).count() == 1


def test_several_are_given_to_one_substitute(cast: make.Cast, login: Login, three: list[Session]) -> None:
    client = login(cast.account("deputy"))
    other = make.staff("Ким Олег Ильич")
    make.session(other, starts_at=three[0].starts_at, branch=three[0].branch)  # busy on the first day
    asked = {"pick": [row.pk for row in three[:2]], "sure": "1", "person": other.pk, "reason": "больничный"}
    answer = client.post(SUBSTITUTE, asked)
    assert answer.status_code == 200
    assert [row["refused"].refusals[0].rule for row in answer.context["bad"]] == ["SCH-07"]
    assert set(Session.objects.filter(substitute_for=cast.teacher)) == {three[1]}


def test_nothing_marked_leads_back(cast: make.Cast, login: Login) -> None:
    answer = login(cast.account("deputy")).post(CANCEL, {"next": "//evil.example"})
    assert "Ничего не отмечено" in flat(answer.content.decode())
    assert answer.context["back"] == "/consultations/"


def test_the_bar_stands_for_the_deputy_only(cast: make.Cast, login: Login, three: list[Session]) -> None:
    address = "/consultations/?from=2026-11-23"
    assert 'form="bulk"' in login(cast.account("deputy")).get(address).content.decode()
    assert 'form="bulk"' not in login(cast.account("curator")).get(address).content.decode()
