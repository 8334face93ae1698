"""Pages of the график as their readers meet them."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.regulations.models import Order
from opora.schedule.models import CalendarDay, Schedule, ScheduleImport, ScheduleLine
from tests import make

Login = Callable[..., Client]
PERIOD = {"period_from": date(2027, 1, 11), "period_to": date(2027, 6, 30)}


@pytest.fixture
def draft(cast: make.Cast) -> Schedule:
    return make.schedule("draft", title="График на I полугодие 2027", **PERIOD)


@pytest.fixture
def specialist(cast: make.Cast, login: Login) -> Client:
    return login(cast.account("specialist"))


@pytest.fixture
def director(cast: make.Cast, login: Login) -> Client:
    return login(cast.account("director"))


def at(name: str, **kwargs: int) -> str:
    return reverse(f"schedule:{name}", kwargs=kwargs)


def typed(schedule: Schedule, who: int | str = "", **values: object) -> dict[str, object]:
    return {
        "version": schedule.version,
        "person": who,
        "weekdays": ["1"],
        "parity": "any",
        "time_from": "18:00",
        "time_to": "19:30",
        "format": "group",
        "mode": "online",
        "capacity": "10",
        "means": [make.means().pk],
        **values,
    }


def test_the_whole_way_through_pages(cast: make.Cast, specialist: Client, director: Client) -> None:
    created = specialist.post(
        at("new"), {"title": "График", "period_from": "2026-11-23", "period_to": "2026-12-31"}
    )
    schedule = Schedule.objects.get()
    assert created["Location"] == at("show", pk=schedule.pk)
    specialist.post(at("line_new", pk=schedule.pk), typed(schedule, cast.teacher.pk))
    schedule.refresh_from_db()
    specialist.post(at("submit", pk=schedule.pk), {"version": schedule.version})
    assert "Ваше решение" in director.get(at("show", pk=schedule.pk)).content.decode()
    director.post(at("approve", pk=schedule.pk), {"number": "47-о", "date": "2026-11-23"})
    specialist.post(at("publish", pk=schedule.pk))
    schedule.refresh_from_db()
    assert schedule.state == "published"
    page = Client().get(reverse("website:schedule")).content.decode()
    assert "Ковалёва Ирина Сергеевна" in page
    assert "47-о" in page


def test_the_second_editor_keeps_what_was_typed(
    cast: make.Cast, draft: Schedule, specialist: Client, login: Login
) -> None:
    line = make.line(draft, cast.teacher)
    url = at("line", pk=draft.pk, line_pk=line.pk)
    deputy = login(cast.account("deputy"))
    assert specialist.get(url).status_code == 200
    first = typed(draft, cast.teacher.pk, time_from="18:30", time_to="20:00")
    assert specialist.post(url, first).status_code == 302
    late = typed(draft, cast.teacher.pk, place="каб. «ОТ»")
    answer = deputy.post(url, late)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Цой\xa0М.\xa0В. в" in words
    assert 'value="каб. «ОТ»"' in words
    assert ScheduleLine.objects.get().time_from == time(18, 30)
    again = late | {"version": answer.context["version"]}
    assert deputy.post(url, again).status_code == 302
    assert ScheduleLine.objects.get().place == "каб. «ОТ»"


def test_a_stale_copy_with_a_mistake_in_it_stays_stale(draft: Schedule, specialist: Client) -> None:
    stale = draft.version
    Schedule.objects.update(version=5)
    answer = specialist.post(at("line_new", pk=draft.pk), typed(draft, version=stale, time_to="17:00"))
    assert "Окончание раньше начала" in answer.content.decode()
    assert int(answer.context["version"]) == stale


def test_a_removed_line_is_undone_from_the_message(
    cast: make.Cast, draft: Schedule, specialist: Client
) -> None:
    line = make.line(draft, cast.teacher)
    answer = specialist.post(
        at("line_delete", pk=draft.pk, line_pk=line.pk), {"version": draft.version}, follow=True
    )
    (message,) = answer.context["messages"]
    assert message.message == "Строка удалена: Ковалёва\xa0И.\xa0С., понедельник 18:00–19:30."
    specialist.post(message.extra_tags)
    assert ScheduleLine.objects.get().key == line.key


def test_the_week_moves_a_line_by_the_clock_of_the_organisation(
    cast: make.Cast, draft: Schedule, specialist: Client
) -> None:
    there = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    line = make.line(draft, cast.teacher, branch=there, weekdays=[3], time_from=time(16), time_to=time(17))
    page = specialist.get(at("show", pk=draft.pk)).content.decode()
    assert f'data-line="{line.pk}:3" data-day="3" data-from="09:00" data-to="10:00"' in page
    move = {"version": draft.version, "line": f"{line.pk}:3", "day": "4", "from": "10:00", "to": "11:00"}
    specialist.post(at("move", pk=draft.pk), move)
    line.refresh_from_db()
    assert (line.weekdays, line.time_from, line.time_to) == ([4], time(17), time(18))
    answer = specialist.post(at("move", pk=draft.pk), move)
    assert answer.status_code == 422
    draft.refresh_from_db()
    night = move | {"version": draft.version, "line": f"{line.pk}:4", "from": "16:30", "to": "17:30"}
    answer = specialist.post(at("move", pk=draft.pk), night, follow=True)
    assert "перейдёт за\xa0полночь" in answer.content.decode()


def test_what_blocks_approval_leads_to_the_field(
    cast: make.Cast, draft: Schedule, specialist: Client
) -> None:
    line = make.line(draft, cast.teacher, time_from=None)
    page = specialist.get(at("show", pk=draft.pk)).content.decode()
    assert f'href="{at("line", pk=draft.pk, line_pk=line.pk)}#id_time_from"' in page
    answer = specialist.post(at("submit", pk=draft.pk), {"version": draft.version})
    assert answer.status_code == 422
    assert "«Время»" in answer.content.decode()


def test_the_director_keeps_a_refused_number(cast: make.Cast, director: Client) -> None:
    waiting = make.schedule("on_approval")
    make.order("47-о", on=date(2026, 3, 1))
    answer = director.post(at("approve", pk=waiting.pk), {"number": "47-о", "date": "2026-11-23"})
    assert answer.status_code == 422
    assert 'value="47-о"' in answer.content.decode()
    assert not Order.objects.filter(kind="schedule").exists()
    answer = director.post(at("return", pk=waiting.pk), {"remark": ""})
    assert answer.status_code == 422


def test_a_file_is_shown_before_it_is_written(cast: make.Cast, draft: Schedule, specialist: Client) -> None:
    make.staff("Ковалёва Инна Семёновна")
    make.means("webinar", "вебинар", kind="webinar")
    file = (
        "ФИО работника;Должность;День недели;Время;Средство коммуникации\n"
        "Громов П.И.;заместитель директора;Понед.;18.00-19.30;вебинар\n"
        "Ковалёва И.С.;преподаватель;по чётным средам;с 18 до 19:30;вебинар\n"
        "Незнакомец А.А.;преподаватель;вт;17:00-18:00;вебинар\n"
    )
    upload = SimpleUploadedFile("график.csv", file.encode("cp1251"))
    answer = specialist.post(at("import", pk=draft.pk), {"file": upload})
    kept = ScheduleImport.objects.get()
    assert answer["Location"] == at("import_preview", pk=kept.pk)
    page = specialist.get(answer["Location"])
    assert not draft.lines.exists()
    assert f'<option value="{cast.teacher.pk}">' in page.content.decode()
    specialist.post(answer["Location"], {"row-3": str(cast.teacher.pk)})
    found = [(line.person, line.weekdays, line.parity) for line in draft.lines.all()]
    assert found == [(cast.teacher, [3], "even"), (cast.deputy, [1], "any")]
    assert page.context["rows"][0]["means"] == "вебинар"
    upload.seek(0)
    specialist.post(at("import", pk=draft.pk), {"file": upload})
    second = ScheduleImport.objects.latest("pk")
    specialist.post(at("import_preview", pk=second.pk), {"row-3": str(cast.teacher.pk)})
    assert draft.lines.count() == 2


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"%PDF-1.7 something", "просто текст".encode()])
def test_a_file_that_is_no_schedule_is_told_in_words(
    content: bytes, draft: Schedule, specialist: Client
) -> None:
    answer = specialist.post(at("import", pk=draft.pk), {"file": SimpleUploadedFile("x.xlsx", content)})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not ScheduleImport.objects.exists()


def test_a_day_of_the_centre_is_marked_and_taken_back(specialist: Client) -> None:
    url = at("calendar", year=2026)
    answer = specialist.post(url, {"on": "2026-05-27", "kind": "holiday", "note": "День города"}, follow=True)
    (message,) = answer.context["messages"]
    assert "День города" in answer.content.decode()
    specialist.post(message.extra_tags)
    assert not CalendarDay.objects.exists()
    assert specialist.get(at("calendar", year=1800)).status_code == 404


def statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_pages_ask_the_database_equally_often_for_one_line_and_for_thirty(
    cast: make.Cast, specialist: Client
) -> None:
    counts = []
    for lines in (1, 30):
        schedule = make.schedule("draft", **PERIOD)
        for _ in range(lines):
            make.line(schedule, make.staff(), groups=[cast.group])
        show = at("show", pk=schedule.pk)
        specialist.get(show)
        urls = (f"{show}?view=week", f"{show}?view=lines", at("list"))
        counts.append([statements(specialist, url) for url in urls])
    assert counts[0] == counts[1]


def test_a_file_that_names_skype_is_told_of_it(cast: make.Cast, draft: Schedule, specialist: Client) -> None:
    make.means("skype", "Skype", kind="messenger", state="closed", state_since=date(2025, 5, 5))
    file = (
        "ФИО;Должность;День недели;Время;Средство\nГромов П.И.;заместитель директора;пн;18:00-19:30;Skype\n"
    )
    upload = SimpleUploadedFile("график.csv", file.encode())
    page = specialist.post(at("import", pk=draft.pk), {"file": upload}, follow=True)
    assert "Сервис «Skype» закрыт 05.05.2025." in page.content.decode()
    specialist.post(page.request["PATH_INFO"])
    assert [list(line.means.all()) for line in draft.lines.all()] == [[]]
