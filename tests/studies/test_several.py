"""The same for several learners of a group: words to them, one order about them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from opora.notifications.models import Notification
from opora.people.models import Account
from opora.studies.models import Enrolment, LearnerOrder
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]


def test_words_go_to_the_marked_who_are_still_in_the_group(cast: make.Cast, login: Login) -> None:
    gone = make.learner("Ушедший Глеб Ильич", cast.group)
    Enrolment.objects.filter(learner=gone).update(state="expelled")
    client, here = login(cast.account("curator")), reverse("studies:tell_several", args=[cast.group.pk])
    pick = {"pick": [cast.learner.pk, gone.pk]}
    asked = client.post(here, pick)
    assert [len(asked.context[key]) for key in ("good", "bad")] == [1, 1]
    empty = client.post(here, pick | {"sure": "1", "words": " "})
    assert (empty.status_code, Notification.objects.count()) == (422, 0)
    typed = pick | {"sure": "1", "words": "Занятие в аудитории 12"}
    assert client.post(here, typed).status_code == 302
    client.post(here, typed)  # pressed twice
    told = Notification.objects.get()
    assert (told.person, "аудитории 12" in told.body) == (cast.learner, True)


def test_one_order_names_the_marked_it_can_name(cast: make.Cast, login: Login) -> None:
    away = make.learner("Отпускной Глеб Ильич", cast.group)
    Enrolment.objects.filter(learner=away).update(state="academic_leave")
    here = reverse("studies:order_several", args=[cast.group.pk])
    client = login(cast.account("curator"))
    typed = {"pick": [cast.learner.pk, away.pk], "sure": "1", "kind": "complete"}
    answer = client.post(here, typed, follow=True)
    order = LearnerOrder.objects.get()
    assert (order.kind, order.state, order.drafted_by) == ("complete", "draft", cast.curator)
    assert list(order.lines.values_list("learner", flat=True)) == [cast.learner.pk]
    assert "Отпускной Г. И." in answer.content.decode().replace("\xa0", " ")


def test_the_group_offers_what_the_role_may(cast: make.Cast, login: Login) -> None:
    page = reverse("studies:group", args=[cast.group.pk])
    offered = {
        role: [act["icon"] for act in login(cast.account(role)).get(page).context["bulk_acts"]]
        for role in ("curator", "specialist", "deputy", "director")
    }
    assert offered == {
        "curator": ["message-2", "gavel"],
        "specialist": ["message-2", "gavel", "key"],
        "deputy": ["message-2"],
        "director": [],
    }
