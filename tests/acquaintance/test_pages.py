"""Reading and signing in the cabinet; the list with reminders, paper sheets and papers."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.acquaintance.models import Acquaintance
from opora.acquaintance.queries.lists import Wanted
from opora.notifications.models import Notification
from opora.people.access import Actor, Window
from opora.people.models import Role
from opora.regulations.actions import set_concerned
from opora.regulations.models import ActEdition
from opora.reports.queries import acquaintance_paper, unacquainted_paper
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


@pytest.fixture
def edition(cast: make.Cast) -> ActEdition:
    made = make.edition(clauses={"1.1": "Помощь оказывается слушателям."})
    return set_concerned(made, [Role.LEARNER, Role.REPRESENTATIVE, Role.TEACHER])


def test_today_leads_to_the_text_and_the_button_signs(
    cast: make.Cast, login: Login, edition: ActEdition
) -> None:
    client, page = login(cast.account("teacher")), f"/acquaintance/{edition.pk}/"
    tasks = client.get("/cabinet/").context["tasks"]
    assert [(task.title, task.url) for task in tasks] == [("Ознакомьтесь: Порядок, редакция 1", page)]
    text = client.get(page).content.decode()
    assert "Помощь оказывается слушателям." in text
    assert "Соглашение об использовании простой электронной подписи" in text
    unsigned = client.post(f"{page}confirm/", {"person": cast.teacher.pk})
    assert unsigned.status_code == 422
    assert b'data-rule="ACQ-02"' in unsigned.content
    client.post(f"{page}confirm/", {"person": cast.teacher.pk, "agrees": "on"})
    assert Acquaintance.objects.get().person == cast.teacher
    assert client.get("/cabinet/").context["tasks"] == []
    assert "Согласен(на)" not in client.get(page).content.decode()


def test_a_parent_signs_for_both_and_for_no_stranger(
    cast: make.Cast, login: Login, edition: ActEdition
) -> None:
    client, page = login(cast.account("parent")), f"/acquaintance/{edition.pk}/confirm/"
    assert client.post(page, {"person": cast.learner.pk, "agrees": "on"}).status_code == 404
    client.post(page, {"person": cast.child.pk, "agrees": "on"})
    client.post(page, {"person": cast.parent.pk})
    assert set(Acquaintance.objects.values_list("person", "given_by")) == {
        (cast.child.pk, cast.parent.pk),
        (cast.parent.pk, cast.parent.pk),
    }


def test_marked_rows_are_reminded_and_put_on_paper(
    cast: make.Cast, login: Login, edition: ActEdition
) -> None:
    client, page = login(cast.account("specialist")), f"/acquaintance/acts/{edition.pk}/"
    marked = {"pick": [cast.learner.pk, cast.child.pk], "next": page}
    shown = client.post(f"{page}remind/", marked)
    assert [row["title"] for row in shown.context["good"]] == ["Зотов Илья", "Иванова Мария Петровна"]
    client.post(f"{page}remind/", {**marked, "sure": "1"})
    assert Notification.objects.filter(key=f"acquaint-{edition.pk}-remind-20261123").count() == 2
    form = client.post(f"{page}sheet/", marked)
    assert form.context["people"] == [cast.child, cast.learner]
    late = {
        **marked,
        "sure": "1",
        "signed_on": "2026-11-24",
        "scan": SimpleUploadedFile("a.pdf", b"%PDF-1.4"),
    }
    assert client.post(f"{page}sheet/", late).status_code == 422
    client.post(
        f"{page}sheet/",
        {**late, "signed_on": "2026-11-20", "scan": SimpleUploadedFile("a.pdf", b"%PDF-1.4")},
    )
    assert set(Acquaintance.objects.values_list("person", "signed_on")) == {
        (cast.learner.pk, date(2026, 11, 20)),
        (cast.child.pk, date(2026, 11, 20)),
    }
    mark = Acquaintance.objects.first()
    assert mark is not None
    scan = client.get(f"/acquaintance/marks/{mark.pk}/scan/")
    assert b"".join(scan.streaming_content) == b"%PDF-1.4"  # type: ignore[attr-defined]


def test_a_curator_does_not_reach_beyond_own_groups(
    cast: make.Cast, login: Login, edition: ActEdition
) -> None:
    client, page = login(cast.account("curator")), f"/acquaintance/acts/{edition.pk}/"
    shown = client.post(f"{page}remind/", {"pick": [cast.stranger.pk, cast.learner.pk]})
    assert [row["title"] for row in shown.context["good"]] == ["Иванова Мария Петровна"]
    client.post(f"{page}remind-all/", {"state": "unread"})
    told = Notification.objects.filter(key__contains="-remind-").values_list("person", flat=True)
    assert cast.stranger.pk not in told
    assert cast.teacher.pk not in told


def test_the_list_leaves_as_a_file_and_the_specialist_sees_the_late(
    cast: make.Cast, login: Login, edition: ActEdition
) -> None:
    client = login(cast.account("specialist"))
    sheet = client.get(f"/acquaintance/acts/{edition.pk}/?export=csv").content.decode("utf-8-sig")
    assert "Ковалёва Ирина Сергеевна;преподаватель;07.12.2026;нет" in sheet
    ActEdition.objects.filter(pk=edition.pk).update(acquaint_from=date(2026, 11, 1))
    titles = [str(task.title) for task in client.get("/cabinet/").context["tasks"]]
    assert "5 человек не ознакомлены с актами в срок" in titles


def test_official_papers_say_how_each_signed_and_who_is_late(
    cast: make.Cast, login: Login, edition: ActEdition
) -> None:
    client = login(cast.account("teacher"))
    client.post(f"/acquaintance/{edition.pk}/confirm/", {"person": cast.teacher.pk, "agrees": "on"})
    ActEdition.objects.filter(pk=edition.pk).update(acquaint_from=date(2026, 11, 1))
    edition.refresh_from_db()
    account = cast.account("specialist")
    reader = Actor(account, cast.specialist, Role.SPECIALIST, {Role.SPECIALIST: Window(True)})
    paper = acquaintance_paper(reader, edition, Wanted("all"))
    mark = Acquaintance.objects.get()
    signed = next(row for row in paper.rows if row.name == "Ковалёва Ирина Сергеевна")
    assert (signed.on, signed.way, signed.proof) == (
        date(2026, 11, 23),
        "простая ЭП",
        f"запись № {mark.pk}, 17:52",
    )
    assert paper.layout().title == "Лист ознакомления с локальным нормативным актом"
    assert sum(row.on is None for row in paper.rows) == 4
    left = unacquainted_paper(reader, edition, Wanted("unread"))
    assert [column.title for column in left.COLUMNS[1:]] == ["ФИО", "Должность", "Срок", "Просрочка, дн."]
    assert {(row.due, row.late) for row in left.rows} == {(date(2026, 11, 15), 8)}
    assert left.total == 5
