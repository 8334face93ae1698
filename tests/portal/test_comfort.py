"""Daily comfort: saved filters, any list as a file, the first walk."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from opora.kernel.errors import Refused
from opora.people.models import Role
from opora.portal.actions import finish_tour, save_view
from opora.portal.models import SavedView, Tour
from opora.portal.queries.export import read_page
from opora.portal.rules import MOST_VIEWS
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


def lines(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_a_filter_is_saved_and_found_again(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("deputy"))
    answer = client.post(
        "/views/save/", {"path": "/people/", "query": "role=teacher&q=", "title": " Мои  преподаватели "}
    )
    assert answer["Location"] == "/people/?role=teacher&q="
    page = client.get("/people/?role=teacher").content.decode()
    assert 'href="?role=teacher&amp;q="' in page
    view = SavedView.objects.get()
    assert (view.page, view.title) == ("people:list", "Мои преподаватели")
    page = client.post(f"/views/{view.pk}/forget/", {"path": "/people/"}, follow=True)
    assert not SavedView.objects.exists()
    undo = next(message.extra_tags for message in page.context["messages"])
    assert client.post(undo)["Location"] == "/people/?role=teacher&q="
    assert SavedView.objects.get().title == "Мои преподаватели"


def test_the_same_title_replaces(cast: make.Cast) -> None:
    account = cast.account("deputy")
    for query in ("role=teacher", "role=curator"):
        save_view(account, page="people:list", title="мои", query=query)
    assert SavedView.objects.get().query == "role=curator"


def test_an_empty_filter_and_a_thirteenth_are_refused(cast: make.Cast) -> None:
    account = cast.account("deputy")
    with pytest.raises(Refused) as refused:
        save_view(account, page="people:list", title="все", query="")
    assert [r.rule for r in refused.value.refusals] == ["PRT-01"]
    for n in range(MOST_VIEWS):
        save_view(account, page="people:list", title=str(n), query="q=а")
    with pytest.raises(Refused) as refused:
        save_view(account, page="people:list", title="ещё", query="q=а")
    assert [r.rule for r in refused.value.refusals] == ["PRT-02"]


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/нет/", ""])
def test_a_filter_never_leads_away(cast: make.Cast, login: Login, path: str) -> None:
    answer = login(cast.account("deputy")).post("/views/save/", {"path": path, "query": "q=1", "title": "x"})
    assert answer["Location"] == "/cabinet/"


def test_somebody_else_s_filter_is_not_removed(cast: make.Cast, login: Login) -> None:
    view = save_view(cast.account("deputy"), page="people:list", title="мои", query="q=а")
    assert login(cast.account("director")).post(f"/views/{view.pk}/forget/").status_code == 404


def test_a_list_leaves_with_all_its_pages(cast: make.Cast, login: Login) -> None:
    for n in range(120):
        make.person(f"Слушатель{n:03} Олег")
    client = login(cast.account("specialist"))
    rows = lines(client.get("/people/?q=Слушатель&export=csv"))
    assert len(rows) == 121
    assert rows[0][0] == "Фамилия, имя, отчество"
    assert [rows[1][0], rows[-1][0]] == ["Слушатель000 Олег", "Слушатель119 Олег"]
    book = load_workbook(io.BytesIO(client.get("/people/?q=Слушатель&export=xlsx").content))
    page = book.worksheets[0]
    assert (page["A2"].value, page.max_row) == ("Слушатель000 Олег", 121)


def test_a_file_shows_no_more_than_the_page(cast: make.Cast, login: Login) -> None:
    """The list is masked for a curator; so is the file."""
    client = login(cast.account("curator"))
    if client.get("/people/").status_code == 403:
        assert client.get("/people/?export=csv").status_code == 403
        return
    page, file = client.get("/people/").content.decode(), lines(client.get("/people/?export=csv"))
    assert all(cell in page for row in file[1:] for cell in row if cell)


def test_what_looks_like_a_formula_is_text() -> None:
    sheet = read_page(
        "<main><h1>Список</h1><opora-list-tools></opora-list-tools><table><thead><tr><th>Имя</th>"
        "<th class='num'>Часы</th><th class='acts'>Что</th></tr></thead><tbody>"
        "<tr class='group'><th colspan='3'>Педагогические</th></tr>"
        "<tr><th>=1+1<br><small>вторая</small></th><td class='num'>1\N{NO-BREAK SPACE}200,5</td>"
        "<td class='acts'><a>Открыть</a></td></tr></tbody></table></main>".encode()
    )
    assert sheet is not None
    assert (sheet.headings, sheet.rows) == (["Имя", "Часы"], [["Педагогические"], ["=1+1; вторая", 1200.5]])


def test_a_page_without_a_list_stays_a_page(cast: make.Cast, login: Login) -> None:
    answer = login(cast.account("deputy")).get("/cabinet/?export=csv")
    assert answer["Content-Type"].startswith("text/html")


def test_the_walk_is_offered_once_per_role(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("teacher"))
    assert "<opora-tour" in client.get("/cabinet/").content.decode()
    client.post("/tour/done/")
    assert "<opora-tour" not in client.get("/cabinet/").content.decode()
    assert "<opora-tour" not in login(cast.account("teacher")).get("/cabinet/").content.decode()
    finish_tour(cast.account("teacher"), Role.TEACHER)
    assert Tour.objects.count() == 1


def test_the_closed_cabinet_offers_no_walk(cast: make.Cast, login: Login) -> None:
    assert "<opora-tour" not in login(cast.account("expired")).get("/cabinet/").content.decode()


def test_keys_may_be_switched_off(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("learner"))
    client.post("/look/", {"keys": "off", "next": "/cabinet/"})
    assert 'data-keys="off"' in client.get("/cabinet/").content.decode()


def test_help_tells_the_digit_of_each_section(cast: make.Cast, login: Login) -> None:
    page = login(cast.account("learner")).get("/help/")
    titles = [str(item.title) for item in page.context["numbered"]]
    assert titles[:3] == ["Главная", "Консультации", "Мои записи"]
