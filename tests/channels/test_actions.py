"""The register of means of communication."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from opora.channels import actions, queries
from opora.channels.models import CommunicationMeans
from opora.channels.rules import foreign_service_is_noticed, means_may_be_chosen
from opora.kernel.errors import Refused
from tests import make


@pytest.mark.django_db
def test_only_what_may_be_used_is_offered() -> None:
    for state in CommunicationMeans.State.values:
        make.means(state, state, state=state)
    assert [means.code for means in queries.choosable()] == ["allowed", "warn"]
    assert queries.register().count() == 4


@pytest.mark.django_db
def test_a_forbidden_service_says_why() -> None:
    means = make.means("telegram", "Telegram")
    actions.change_means_state(
        means, state="forbidden", since=date(2026, 1, 1), note="перечень Роскомнадзора."
    )
    refusal = means_may_be_chosen([means])
    assert refusal is not None
    assert refusal.words == "«Telegram» использовать нельзя с 01.01.2026: перечень Роскомнадзора."


@pytest.mark.django_db
def test_a_foreign_service_is_warned_about_and_may_be_chosen() -> None:
    means = [make.means("zoom", "Zoom", state="warn"), make.means()]
    assert means_may_be_chosen(means) is None
    notice = foreign_service_is_noticed(means)
    assert notice is not None
    assert notice.words == "Zoom: иностранный сервис. Не отправляйте через него персональные данные."
    assert foreign_service_is_noticed([make.means()]) is None


@pytest.mark.django_db
def test_a_code_is_given_once() -> None:
    actions.add_means(code="max", title="MAX", kind="messenger", aliases=["Макс"])
    with pytest.raises(Refused, match="Код «max» уже занят"):
        actions.add_means(code="max", title="Другой", kind="chat")


def test_the_specialist_adds_and_closes_a_service(cast: make.Cast, login: Callable[..., Client]) -> None:
    client = login(cast.account("specialist"))
    typed = {
        "title": "Сферум",
        "code": "sferum",
        "kind": "vks",
        "aliases": "VK Сферум, sferum",
        "state": "allowed",
    }
    assert client.post(reverse("channels:add"), typed).status_code == 302
    means = CommunicationMeans.objects.get(code="sferum")
    assert means.aliases == ["VK Сферум", "sferum"]
    answer = client.post(reverse("channels:add"), typed)
    assert answer.status_code == 422
    assert 'value="Сферум"' in answer.content.decode()
    client.post(
        reverse("channels:change", kwargs={"pk": means.pk}), {"state": "closed", "since": "2026-12-01"}
    )
    means.refresh_from_db()
    assert (means.state, means.state_since) == ("closed", date(2026, 12, 1))
    assert "сервис закрыт" in client.get(reverse("channels:list")).content.decode()
