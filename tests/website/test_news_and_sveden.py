"""News with a feed, «Сведения» with their markup, the site map, heads of pages, Cyrillic addresses."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree

from opora.config import origins
from opora.kernel.clock import now, travel
from opora.kernel.text import shown_address
from opora.website.actions.news import publish_news, take_news_off, write_news
from opora.website.actions.sveden import reset_row, write_row
from opora.website.actions.teachers import agree, publish
from opora.website.models import NewsItem, SvedenRow
from opora.website.queries.sveden import defects, layout, rows_of
from tests import make

Login = Callable[..., Client]
NEWS, HOME, SVEDEN = reverse("website:news"), reverse("website:home"), reverse("website:sveden")
COMMON = reverse("website:sveden_section", kwargs={"code": "common"})


def text(url: str) -> str:
    return Client().get(url).content.decode().replace("\xa0", " ")


def news(title: str = "День открытых дверей", body: str = "Ждём **всех**.") -> NewsItem:
    return publish_news(write_news(None, title=title, lead="", text=body, by=None))


def test_a_draft_is_not_on_the_site_and_a_piece_taken_off_is_gone(cast: make.Cast) -> None:
    item = write_news(None, title="Черновик", lead="", text="Текст.", by=cast.specialist)
    page = reverse("website:news_item", kwargs={"pk": item.pk})
    assert Client().get(page).status_code == 404
    first = publish_news(item).published_at
    assert "Черновик" in text(HOME)
    assert "Черновик" in text(NEWS)
    take_news_off(item)
    assert Client().get(page).status_code == 404
    with travel(now() + timedelta(days=1)):
        assert publish_news(item).published_at == first


def test_the_feed_is_atom_with_whole_addresses(cast: make.Cast) -> None:
    item = news()
    answer = Client().get(reverse("website:news_feed"))
    feed = etree.fromstring(answer.content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert [one.text for one in feed.findall(".//a:entry/a:title", atom)] == ["День открытых дверей"]
    link = feed.find(".//a:entry/a:link", atom)
    assert link is not None
    assert link.get("href") == f"http://127.0.0.1:8000/news/{item.pk}/"


def test_news_are_written_shown_and_published_in_the_cabinet(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    given = {"title": "Набор", "lead": "", "text": "Открыт **набор**."}
    url = reverse("website:news_new")
    assert "<strong>набор</strong>" in client.post(url, {**given, "preview": "1"}).content.decode()
    assert not NewsItem.objects.exists()
    assert client.post(url, {**given, "title": ""}).status_code == 422
    client.post(url, {**given, "publish": "1"})
    item = NewsItem.objects.get()
    assert (item.state, item.written_by) == ("published", cast.specialist)
    client.post(reverse("website:news_publish", kwargs={"pk": item.pk}), {"off": "1"})
    assert "Набор" not in text(NEWS)


def row(section: str = "common", key: str = "founder", **values: Any) -> SvedenRow:
    given = {"title": "Учредитель", "itemprop": "nameUchred", "value": "", "link": "", **values}
    return write_row(section, key, **given)


def test_what_is_known_stands_by_itself_with_its_markup(cast: make.Cast) -> None:
    page = text(COMMON)
    assert re.search(r'itemprop="fullName"[^>]*><p>АНО ДПО', page)
    assert "Нет сведений" in page
    make.edition()
    assert reverse("website:act", kwargs={"code": "pomoshch"}) in text(
        reverse("website:sveden_section", kwargs={"code": "document"})
    )
    education = text(reverse("website:sveden_section", kwargs={"code": "education"}))
    assert 'itemprop="eduEl"' in education
    assert cast.group.programme.title in education


def test_staff_are_told_by_law_and_their_degree_by_consent(cast: make.Cast) -> None:
    url = reverse("website:sveden_section", kwargs={"code": "employees"})
    page = agree(cast.teacher)
    page.degree = "кандидат наук"
    page.save()
    assert cast.teacher.full_name in text(url)
    assert "кандидат наук" not in text(url)
    publish(page)
    assert "кандидат наук" in text(url)


def test_the_centre_changes_adds_hides_and_returns_rows(cast: make.Cast, login: Login) -> None:
    before = defects()["common"]
    changed = row(value="Город Санкт-Петербург", by=cast.specialist)
    assert defects()["common"] == before - 1
    assert "Город Санкт-Петербург" in text(COMMON)
    row(key="full-name", title="Имя", value="Своё", itemprop="newName", by=cast.specialist)
    assert 'itemprop="newName"' in text(COMMON)
    row(key="", title="Своя строка", value="да", itemprop="", by=cast.specialist)
    assert "Своя строка" in text(COMMON)
    row(value="Город", link="/acts/no-such-page/at/all/", by=cast.specialist)
    assert defects()["common"] == before
    row(value="Город", is_hidden=True, by=cast.specialist)
    assert "Учредитель" not in text(COMMON)
    reset_row(changed)
    assert "Учредитель" in text(COMMON)
    client = login(cast.account("specialist"))
    url = reverse("website:sveden_row", kwargs={"code": "common", "key": "founder"})
    bad = {"title": "Учредитель", "link": "javascript:alert(1)", "itemprop": "a b"}
    assert client.post(url, bad).status_code == 422
    client.post(url, {"title": "Учредитель", "file": SimpleUploadedFile("устав.pdf", b"%PDF-1.4 a")})
    kept = SvedenRow.objects.get(key="founder")
    file = reverse("website:sveden_file", kwargs={"pk": kept.pk})
    assert file in text(COMMON)
    assert b"".join(Client().get(file).streaming_content) == b"%PDF-1.4 a"  # type: ignore[attr-defined]
    client.post(url, {"title": "Учредитель", "without_file": "on"})
    assert Client().get(file).status_code == 404


def test_every_section_opens_and_keys_are_once(cast: make.Cast) -> None:
    for section in layout().values():
        keys = [one.key for one in section.rows]
        assert len(keys) == len(set(keys))
        assert (
            Client().get(reverse("website:sveden_section", kwargs={"code": section.code})).status_code == 200
        )
        assert len(rows_of(section)) == len(keys)


@pytest.mark.parametrize("url", [NEWS, COMMON, reverse("website:sveden_section", args=["employees"])])
def test_the_price_of_pages_does_not_grow(url: str, cast: make.Cast) -> None:
    counts = []
    for number in (1, 29):
        for n in range(number):
            news(f"Новость {n}")
            make.staff()
            row(key="", title=f"Строка {n}", value="да", by=cast.specialist)
        Client().get(url)
        with CaptureQueriesContext(connection) as captured:
            Client().get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_map_names_every_page_and_robots_name_the_map(cast: make.Cast) -> None:
    make.edition()
    publish(agree(cast.teacher))
    item = news()
    tree = etree.fromstring(Client().get(reverse("website:sitemap")).content)
    found = {one.text for one in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    paths = [
        "/",
        "/grafik/",
        "/distance/",
        "/acts/pomoshch/",
        f"/news/{item.pk}/",
        f"/teachers/{cast.teacher.pk}/",
    ]
    assert {f"http://127.0.0.1:8000{path}" for path in paths} <= found
    for address in found:
        assert address
        assert Client().get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    robots = text(reverse("website:robots"))
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
    assert "Disallow: /site/" in robots


def test_heads_tell_other_sites_what_a_page_is(cast: make.Cast) -> None:
    item = news('Приём на "Охрану труда"')
    page = Client().get(reverse("website:news_item", kwargs={"pk": item.pk})).content.decode()
    title = re.search(r'property="og:title" content="([^"]+)"', page)
    assert title is not None
    assert "Охрану труда" in title[1].replace("\xa0", " ")
    assert f'rel="canonical" href="http://127.0.0.1:8000/news/{item.pk}/"' in page
    assert '<meta name="description" content="' in page


def test_one_navigation_stands_on_every_page_and_no_foreign_address(cast: make.Cast) -> None:
    make.edition()
    urls = [HOME, NEWS, SVEDEN, COMMON, reverse("website:distance"), reverse("website:teachers")]
    for url in urls:
        page = text(url)
        assert page.count(f'href="{SVEDEN}"') >= 2  # the line and the panel of a phone
        assert re.findall(r'(?:src|srcset)="https?:', page) == []
        assert len(page.encode()) < 60_000


def test_the_low_vision_version_stays_from_page_to_page(cast: make.Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.post("/look/", {"start": "1", "next": HOME})
    for url in (HOME, reverse("website:schedule"), reverse("website:distance"), NEWS, SVEDEN, COMMON):
        page = client.get(url).content.decode()
        assert 'data-contrast="high"' in page
        assert 'data-size="large"' in page
        assert 'data-contrast="high"' not in text(url)


def test_a_cyrillic_address_is_written_as_it_is_read() -> None:
    wire, as_read = "https://xn----9sblcsxdyrc2bg9c.xn--p1ai", "https://учебный-центр.рф"
    assert origins.read(f" {as_read}/ , http://127.0.0.1:8000") == [wire, "http://127.0.0.1:8000"]
    assert origins.read(wire) == [wire]
    assert origins.hosts([wire, "http://[::1]:80"]) == [wire[8:], "::1"]
    assert shown_address(f"{wire}/grafik/") == f"{as_read}/grafik/"
    assert shown_address("https://opora.example/") == "https://opora.example/"
    with pytest.raises(ValueError, match="OPORA_ORIGINS"):
        origins.read("учебный-центр.рф")


def test_the_site_answers_by_its_cyrillic_name(cast: make.Cast, settings: Any) -> None:
    host = "учебный-центр.рф".encode("idna").decode()
    settings.ALLOWED_HOSTS = origins.hosts(origins.read("https://учебный-центр.рф"))
    settings.CSRF_TRUSTED_ORIGINS = origins.read("https://учебный-центр.рф")
    client = Client(enforce_csrf_checks=True)
    assert client.get(HOME, headers={"host": host}).status_code == 200
    assert client.get(HOME, headers={"host": "other.example"}).status_code == 400
    token = client.get(reverse("website:contacts"), headers={"host": host}).context["csrf_token"]
    given = {"csrfmiddlewaretoken": str(token), "name": ""}
    for origin, status in ((f"https://{host}", 422), ("https://other.example", 403)):
        answer = client.post(reverse("website:contacts"), given, headers={"host": host, "origin": origin})
        assert answer.status_code == status
