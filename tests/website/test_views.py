"""The open site."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.regulations.models import Provision
from opora.regulations.queries import forget_editions
from opora.schedule.models import ScheduleLine
from tests import make

GRAFIK = reverse("website:schedule")


@pytest.fixture
def line(cast: make.Cast) -> ScheduleLine:
    return make.line(make.schedule("published", edition=2), cast.teacher)


def text(url: str, **headers: str) -> str:
    return Client().get(url, headers=headers).content.decode()


def test_before_any_schedule_the_page_says_when_it_will_come(cast: make.Cast) -> None:
    page = text(GRAFIK)
    assert "Графика на\xa0эти дни нет" in page
    assert "<table" not in page


def test_the_columns_and_sections_of_the_form(line: ScheduleLine, cast: make.Cast) -> None:
    make.line(line.schedule, cast.deputy, section="other", job_title="заместитель директора")
    page = text(GRAFIK)
    columns = ["№", "ФИО работника", "Должность", "День недели", "Время", "Средство коммуникации"]
    places = [page.index(f">{column}</th>") for column in columns]
    assert places == sorted(places)
    pedagogical, other = page.index("Педагогические работники"), page.index("Иные работники")
    assert pedagogical < page.index("Ковалёва Ирина Сергеевна</th>") < other
    assert page.count('hide-s">1</td>') == 2


def test_the_nearest_meeting_and_its_places(line: ScheduleLine, cast: make.Cast) -> None:
    session = make.session(cast.teacher, line=line, capacity=4, groups=[cast.group])
    make.booking(session, cast.learner)
    page = text(GRAFIK)
    assert "завтра, вт 24.11" in page
    assert "осталось 3 места" in page
    assert reverse("consultations:session", kwargs={"pk": session.pk}) in page


def test_a_new_edition_shows_the_meetings_of_the_old_line(line: ScheduleLine, cast: make.Cast) -> None:
    old = make.schedule("superseded")
    before = make.line(old, cast.teacher)
    ScheduleLine.objects.filter(pk=before.pk).update(key=line.key)
    make.session(cast.teacher, line=before)
    assert "завтра, вт 24.11" in text(GRAFIK)


def test_one_may_ask_for_a_person_a_form_and_another_clock(line: ScheduleLine, cast: make.Cast) -> None:
    there = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    make.line(line.schedule, cast.curator, section="other", format="individual", branch=there)
    page = text(f"{GRAFIK}?who={cast.teacher.pk}&zone=Asia/Vladivostok")
    assert "Шульц Дарья Олеговна</th>" not in page
    assert "вт 01:00–02:30 ВЛД" in page
    page = text(f"{GRAFIK}?form=individual&who=x")
    assert "Ковалёва Ирина Сергеевна</th>" not in page
    assert "Шульц Дарья Олеговна</th>" in page


def test_case_1_both_zones_stand_on_the_page_and_the_form_keeps_its_own(
    line: ScheduleLine, cast: make.Cast
) -> None:
    page = text(f"{GRAFIK}?zone=Asia/Vladivostok")
    assert "18:00–19:30 <abbr" in page
    assert "вт 01:00–02:30 ВЛД" in page
    paper = Client().get(
        reverse("reports:grafik", args=[line.schedule_id, "docx"]), {"zone": "Asia/Vladivostok"}
    )
    cells = [
        cell.text for row in docx.Document(io.BytesIO(paper.content)).tables[1].rows for cell in row.cells
    ]
    assert "18:00–19:30 (МСК)" in cells


def test_a_programme_narrows_to_its_lines_and_to_those_open_to_all(
    line: ScheduleLine, cast: make.Cast
) -> None:
    other = make.group()
    make.line(line.schedule, cast.other_staff, section="other", groups=[other])
    make.line(line.schedule, cast.curator, section="other", groups=[cast.group])
    page = text(f"{GRAFIK}?programme={cast.group.programme_id}")
    names = [
        name in page for name in ("Ковалёва Ирина Сергеевна</th>", "Цех Мария", "Шульц Дарья Олеговна</th>")
    ]
    assert names == [True, page.count("Цех Мария") == 1, True]


def test_an_unchanged_page_is_not_sent_again(line: ScheduleLine, cast: make.Cast) -> None:
    client = Client()
    client.get(GRAFIK)
    etag = client.get(GRAFIK)["ETag"]
    again = client.get(GRAFIK, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    session = make.session(cast.teacher, line=line)
    changed = client.get(GRAFIK, headers={"if-none-match": etag})
    assert changed.status_code == 200
    make.booking(session, cast.learner)
    assert client.get(GRAFIK, headers={"if-none-match": changed["ETag"]}).status_code == 200


def test_the_title_follows_the_act(line: ScheduleLine) -> None:
    assert "родителям (законным представителям)" in text(GRAFIK)
    make.edition(
        provisions={Provision.SCHEDULE_TITLE_PARENTS: False, Provision.LEARNER_TERM: "слушатель"},
        effective_from=date(2026, 1, 1),
    )
    forget_editions()
    assert "помощи слушателям," in text(GRAFIK)


def test_case_42_what_is_published_for_later_is_announced(line: ScheduleLine, cast: make.Cast) -> None:
    make.schedule(
        "published", title="График на 2027", period_from=date(2027, 1, 11), period_to=date(2027, 6, 30)
    )
    assert "вступит в\xa0силу: График на\xa02027" in text(GRAFIK)


def test_the_page_asks_equally_often_for_one_line_and_for_thirty(line: ScheduleLine, cast: make.Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(GRAFIK)
        return len(captured)

    line.groups.add(cast.group)
    text(GRAFIK)
    make.session(cast.teacher, line=line)
    one = statements()
    for n in range(29):
        more = make.line(line.schedule, make.staff(), groups=[cast.group])
        make.session(more.person, datetime(2026, 11, 24, 6, n, tzinfo=UTC), line=more)
    assert statements() == one
    assert statements() == 2  # what the график is made of, and what the frame around it


def test_an_act_with_its_clauses_and_editions(cast: make.Cast) -> None:
    make.edition(clauses={"5.2": "Право на помощь имеет каждый."}, effective_from=date(2025, 4, 15))
    make.edition(clauses={"5.2": "Новый текст."}, effective_from=date(2026, 9, 2), number=2)
    make.edition(clauses={"5.2": "Будущий текст."}, effective_from=date(2027, 1, 1), number=3)
    url = reverse("website:act", kwargs={"code": "pomoshch"})
    page = text(url)
    assert 'id="p-5.2"' in page
    assert "Новый текст." in page
    assert "Право на\xa0помощь имеет каждый." in text(f"{url}?edition=1")
    assert "Утратила силу" in text(f"{url}?edition=1")
    assert "Вступит в\xa0силу" in text(f"{url}?edition=3").replace("Вступит в силу", "Вступит в\xa0силу")
    assert Client().get(f"{url}?edition=9").status_code == 404
    assert Client().get(reverse("website:act", kwargs={"code": "net"})).status_code == 404


def test_the_start_page_leads_to_help(cast: make.Cast) -> None:
    page = text(reverse("website:home"))
    assert f'href="{GRAFIK}"' in page


def test_health_is_for_monitors(cast: make.Cast) -> None:
    answer = Client().get(reverse("website:health")).json()
    assert (answer["database"], answer["disk"] in ("ok", "low")) == ("ok", True)


def test_robots_keep_out_of_cabinets(db: None) -> None:
    assert "Disallow: /schedule/" in text(reverse("website:robots"))


def test_the_sheet_of_components_is_for_development(
    cast: make.Cast, settings: object, login: Callable[..., Client]
) -> None:
    settings.DEVELOPMENT = True  # type: ignore[attr-defined]
    assert Client().get(reverse("website:styleguide")).status_code == 200


def test_the_menu_of_the_site_leads_to_its_pages(line: ScheduleLine) -> None:
    make.edition()
    forget_editions()
    sections = Client().get(GRAFIK).context["site_navigation"]
    assert [(str(item.title), item.url, item.current) for item in sections] == [
        ("Главная", "/", False),
        ("График консультаций", "/grafik/", True),
        ("Обучение", "/apply/", False),
        ("Порядок", "/acts/pomoshch/", False),
        ("ЭО и ДОТ", "/distance/", False),
        ("Преподаватели", "/teachers/", False),
        ("Новости", "/news/", False),
        ("Сведения об организации", "/sveden/", False),
        ("Контакты", "/contacts/", False),
        ("Вход", "/login/", False),
    ]


def test_a_reader_who_is_in_is_led_to_the_cabinet(line: ScheduleLine, cast: make.Cast) -> None:
    client = Client()
    client.force_login(cast.account("learner"), backend="opora.people.backend.AccountBackend")
    sections = client.get("/").context["site_navigation"]
    titles = [str(item.title) for item in sections]
    assert (titles[:2], titles[-1]) == (["Главная", "График консультаций"], "Кабинет")
    assert [str(item.title) for item in sections if item.current] == ["Главная"]


def test_the_address_of_a_button_opened_as_a_page_leads_back(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    client = Client()
    client.force_login(cast.account("teacher"), backend="opora.people.backend.AccountBackend")
    answer = client.get(f"/consultations/{session.pk}/topic/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert answer.context["back"] == f"/consultations/{session.pk}/"
    assert f'href="/consultations/{session.pk}/"' in answer.content.decode()
