"""The page on e-learning: assembled from the domains, written in sections, watched for freshness."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.channels.models import CommunicationMeans
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Organisation
from opora.people.queries import organisation
from opora.regulations.actions import attach_original
from opora.regulations.models import LocalAct, Provision
from opora.website.actions.sections import check_page, restore_section, write_section
from opora.website.models import PageCheck, Place, SectionVersion
from opora.website.queries.freshness import freshness
from opora.website.queries.marked import to_html
from opora.website.queries.sections import current, sample
from opora.website.queries.word_file import NotReadable, from_docx
from opora.website.tasks import watch_page
from tests import make

Login = Callable[..., Client]
DISTANCE, KEEP = reverse("website:distance"), reverse("website:keep")
HELP = reverse("website:section", kwargs={"place": "help"})


def text(url: str) -> str:
    return Client().get(url).content.decode().replace("\xa0", " ")


def test_the_page_gathers_acts_grafik_sections_and_contacts(cast: make.Cast) -> None:
    title = "Реализация программ с применением ДОТ"
    make.edition(
        provisions={Provision.PUBLIC_PAGE_TITLE: title}, clauses={"14": "На сайте ведётся страница."}
    )
    make.line(make.schedule("published"), cast.teacher)
    make.means("phone", "телефон центра")
    write_section(Place.PARENTS, text="Покажите **документ**.", base=0, by=cast.specialist)
    page = text(DISTANCE)
    assert f'<h1 class="public long">{title}</h1>' in page
    assert reverse("website:act", kwargs={"code": "pomoshch"}) in page
    assert reverse("website:schedule") in page
    assert "Телефон центра" in page
    assert "<strong>документ</strong>" in page
    assert 'id="equipment"' not in page  # an empty section is not shown
    assert cast.specialist.full_name in page


def test_every_section_has_a_sample_that_is_not_on_the_site(cast: make.Cast, login: Login) -> None:
    assert all(len(sample(place)) > 40 for place in Place)
    assert current() == {}
    page = login(cast.account("specialist")).get(HELP).content.decode()
    assert "образец" in page
    assert "Помощь преподавателей входит в обучение" in page


def test_a_version_is_added_and_any_comes_back(cast: make.Cast) -> None:
    first = write_section(Place.HELP, text="Звоните.", base=0, by=cast.specialist)
    assert write_section(Place.HELP, text="Звоните.", base=1, by=cast.specialist) == first
    write_section(Place.HELP, text="Пишите.", base=1, by=cast.specialist)
    back = restore_section(first, base=2, by=cast.specialist)
    assert (back.number, back.text, back.restored_from) == (3, "Звоните.", 1)
    assert SectionVersion.objects.count() == 3


def test_pub_02_a_text_is_not_written_over_unseen(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    client.post(HELP, {"base": 0, "text": "Первый."})
    answer = client.post(HELP, {"base": 0, "text": "Мой длинный текст."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Мой длинный текст." in page
    assert 'name="base" value="1"' in page
    assert current()[Place.HELP].text == "Первый."
    with pytest.raises(Refused):
        write_section(Place.HELP, text="Ещё.", base=0, by=cast.specialist)


def test_a_preview_saves_nothing_and_a_word_file_becomes_text(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    answer = client.post(HELP, {"base": 0, "text": "## Как войти", "preview": "1"})
    assert "<h3>Как войти</h3>" in answer.content.decode().replace("\xa0", " ")
    document, data = docx.Document(), io.BytesIO()
    document.add_heading("Порядок", 1)
    document.add_paragraph("первый", style="List Bullet")
    document.add_paragraph("второй", style="List Bullet")
    document.add_table(2, 2).cell(0, 0).text = "Что"
    document.save(data)
    word = reverse("website:section_word", kwargs={"place": "help"})
    answer = client.post(word, {"file": SimpleUploadedFile("a.docx", data.getvalue())})
    page = answer.content.decode()
    assert "## Порядок" in page
    assert "- первый\n- второй" in page
    assert "| Что |" in page
    assert client.post(word, {"file": SimpleUploadedFile("a.docx", b"no")}).status_code == 422
    assert not SectionVersion.objects.exists()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[x](javascript:alert(1))", "javascript:alert"),
        ("![](https://elsewhere.example/a.png)", "elsewhere"),
        ("[рэш](https://resh.edu.ru/)", '<a href="https://resh.edu.ru/" rel="noopener noreferrer">'),
        ("# Заголовок", "<h3>Заголовок</h3>"),
    ],
)
def test_marks_make_safe_markup(typed: str, shown: str) -> None:
    html = to_html(typed)
    assert shown in html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_what_is_not_word_is_said() -> None:
    with pytest.raises(NotReadable):
        from_docx(io.BytesIO(b"PK\x03\x04 broken"))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.fixture
def old(cast: make.Cast) -> None:
    """Everything the page rests on is a year old."""
    year_ago = now() - timedelta(days=365)
    Organisation.objects.update(updated_at=year_ago)
    CommunicationMeans.objects.update(updated_at=year_ago)
    organisation.cache_clear()


def test_pub_01_a_change_nobody_looked_after_becomes_an_alarm(old: None, cast: make.Cast) -> None:
    with travel(at(date(2026, 11, 2))):
        check_page(by=cast.specialist)
        assert (freshness().changed, freshness().is_stale) == (None, False)
    make.edition(effective_from=date(2026, 11, 9))
    with travel(at(date(2026, 11, 23))):  # the tenth working day: still in time
        found = freshness()
        assert (found.changed, found.due, found.is_stale) == (date(2026, 11, 9), date(2026, 11, 23), False)
        assert watch_page() == 0
    with travel(at(date(2026, 11, 24))):
        assert freshness().is_stale
        assert (watch_page(), watch_page()) == (1, 0)
        told = Notification.objects.get()
        assert told.person == cast.specialist
        assert "09.11.2026" in told.body
        check_page(by=cast.specialist)
        assert not freshness().is_stale


def test_a_page_nobody_reads_for_a_quarter_is_stale(old: None, cast: make.Cast) -> None:
    with travel(at(date(2026, 3, 2))):
        check_page(by=cast.specialist)
    assert freshness().is_stale


def test_the_responsible_sees_the_alarm_and_ends_it(old: None, cast: make.Cast, login: Login) -> None:
    with travel(at(date(2026, 10, 1))):
        check_page(by=cast.specialist)
    make.edition(effective_from=date(2026, 10, 15))
    client = login(cast.account("specialist"))
    assert "устарела" in client.get(KEEP).content.decode()
    client.post(reverse("website:check"))
    assert "в порядке" in client.get(KEEP).content.decode()
    assert PageCheck.objects.count() == 2
    assert "Проверено 23.11.2026" in text(DISTANCE)


def test_acts_are_listed_with_their_editions_and_the_signed_paper(cast: make.Cast) -> None:
    make.edition()
    second = make.edition(number=2, effective_from=date(2026, 9, 2))
    page = text(reverse("website:acts"))
    assert "Редакция 2" in page
    assert "Всего редакций: 2" in page
    upload = SimpleUploadedFile("скан.pdf", b"%PDF-1.4 signed", content_type="application/pdf")
    attach_original(second, upload, by=cast.specialist)
    second.refresh_from_db()
    assert second.original
    address = reverse("website:act_original", kwargs={"code": "pomoshch", "number": 2})
    page = text(reverse("website:act", kwargs={"code": "pomoshch"}))
    assert address in page
    assert second.original.sha256 in page
    answer = Client().get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 signed"  # type: ignore[attr-defined]


def published_act(code: str) -> None:
    act = LocalAct.objects.create(
        code=code, kind=LocalAct.Kind.RULES, title="Правила", short_title="Правила", genitive="Правил"
    )
    act.editions.create(number=1, state="approved", order=make.order(), effective_from=date(2026, 9, 1))


@pytest.mark.parametrize("url", [DISTANCE, reverse("website:acts")])
def test_the_price_of_a_page_does_not_grow(url: str, cast: make.Cast) -> None:
    counts = []
    for number in (1, 29):
        for n in range(number):
            published_act(f"act-{number}-{n}")
        Client().get(url)
        with CaptureQueriesContext(connection) as captured:
            Client().get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]
