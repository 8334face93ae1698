"""Teacher pages: shown by consent only, linked from the график, gone with the consent."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.kernel.errors import Refused
from opora.people.models import Person, StaffContract
from opora.website.actions.teachers import agree, publish, take_off, withdraw, write_page
from opora.website.models import TeacherPage
from tests import make

Login = Callable[..., Client]
GRAFIK, TEACHERS, OWN = reverse("website:schedule"), reverse("website:teachers"), reverse("website:own_page")
WRITTEN: dict[str, Any] = {
    "degree": "кандидат технических наук",
    "title": "доцент",
    "education": "СПбГУ, инженер",
    "qualification": "",
    "experience_since": 2009,
    "about": "Люблю трудные вопросы.",
}


def shown(person: Person) -> TeacherPage:
    write_page(person, **WRITTEN)
    return publish(agree(person))


def page_of(person: Person) -> str:
    return reverse("website:teacher", kwargs={"pk": person.pk})


def text(url: str) -> str:
    return Client().get(url).content.decode().replace("\xa0", " ")


def test_pub_03_nobody_is_shown_without_consent(cast: make.Cast) -> None:
    page = write_page(cast.teacher, **WRITTEN)
    with pytest.raises(Refused, match="Согласия работника"):
        publish(page)
    assert Client().get(page_of(cast.teacher)).status_code == 404
    with pytest.raises(Refused):
        publish(withdraw(agree(cast.teacher)))


def test_a_page_tells_hours_disciplines_and_the_degree(cast: make.Cast) -> None:
    make.line(make.schedule("published"), cast.teacher)
    part = make.part(cast.group.programme, "Охрана труда")
    make.group_part(cast.group, part, teacher=cast.teacher)
    shown(cast.teacher)
    page = text(page_of(cast.teacher))
    for words in ("кандидат технических наук", "18:00–19:30", "Охрана труда", "с 2009 года", "Люблю трудные"):
        assert words in page
    assert cast.teacher.full_name in text(TEACHERS)


def test_the_grafik_links_a_name_at_once_and_unlinks_it(cast: make.Cast) -> None:
    make.line(make.schedule("published"), cast.teacher)
    link = f'<a href="{page_of(cast.teacher)}">'
    assert link not in text(GRAFIK)
    page = shown(cast.teacher)
    assert link in text(GRAFIK)
    take_off(page)
    assert link not in text(GRAFIK)


def test_who_left_is_not_shown(cast: make.Cast) -> None:
    shown(cast.teacher)
    StaffContract.objects.filter(person=cast.teacher).update(valid_to=date(2026, 11, 22))
    assert Client().get(page_of(cast.teacher)).status_code == 404


def test_a_worker_writes_agrees_and_withdraws(cast: make.Cast, login: Login) -> None:
    worker, keeper = login(cast.account("teacher")), login(cast.account("specialist"))
    assert worker.post(OWN, {**WRITTEN, "experience_since": "9"}).status_code == 422
    worker.post(OWN, WRITTEN)
    worker.post(reverse("website:own_agree"))
    assert "ждёт публикации" in keeper.get(reverse("website:teacher_register")).content.decode()
    keeper.post(reverse("website:teacher_publish", kwargs={"pk": cast.teacher.pk}))
    assert Client().get(page_of(cast.teacher)).status_code == 200
    worker.post(reverse("website:own_withdraw"))
    page = TeacherPage.objects.get()
    assert (page.is_published, page.withdrawn_on, page.degree) == (
        False,
        date(2026, 11, 23),
        WRITTEN["degree"],
    )
    assert Client().get(page_of(cast.teacher)).status_code == 404


def test_a_consent_on_paper_is_entered_by_the_specialist(cast: make.Cast, login: Login) -> None:
    keeper = login(cast.account("specialist"))
    url = reverse("website:teacher_paper", kwargs={"pk": cast.teacher.pk})
    assert keeper.post(url, {"paper": "", "on": ""}).status_code == 422
    keeper.post(url, {"paper": "№ 12, личное дело", "on": "2026-09-01"})
    page = TeacherPage.objects.get()
    assert (page.consent_paper, page.consent_on) == ("№ 12, личное дело", date(2026, 9, 1))
    assert (
        keeper.post(reverse("website:teacher_edit", kwargs={"pk": cast.learner.pk}), WRITTEN).status_code
        == 404
    )


def test_the_price_of_lists_does_not_grow(cast: make.Cast, login: Login) -> None:
    keeper = login(cast.account("specialist"))
    for client, url in ((Client(), TEACHERS), (keeper, reverse("website:teacher_register"))):
        counts = []
        for number in (1, 29):
            for _n in range(number):
                shown(make.staff())
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            counts.append(len(captured))
        assert counts[0] == counts[1]
