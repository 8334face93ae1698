"""Islands in a real browser, each on the smallest page that needs it. Built files, not sources."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, sync_playwright

import opora.assets

BUILT = Path(opora.assets.__file__).parent / "static" / "opora"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
ORIGIN = "http://opora.test/"

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"),
    pytest.mark.skipif(not BUILT.is_dir(), reason="python scripts/build_assets.py was not run"),
]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page()
        browser.close()


def show(page: Page, island: str, body: str) -> list[str]:
    """Open a page with one island and answer every request here; returns what the page sends."""
    sent: list[str] = []
    page.unroute_all()

    def answer(route: Route, request: Request) -> None:
        if request.resource_type == "document" and request.method == "GET":
            html = f"<!doctype html><html lang=ru><title>x</title><body>{body}"
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
            return
        if request.resource_type == "font":
            route.abort()
            return
        sent.append(f"{request.method} {request.url} {request.post_data or ''}".strip())
        status = 204 if request.method == "POST" else 200
        route.fulfill(status=status, body="<a href='#a'>А</a><a href='#b'>Б</a>")

    page.route("**/*", answer)
    page.goto(ORIGIN)
    page.add_style_tag(path=BUILT / "main.css")
    page.add_style_tag(path=BUILT / "week.css")
    page.add_script_tag(path=BUILT / f"{island}.js")
    return sent


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent.trim()")
    return text


def test_a_toast_leaves_but_not_while_it_is_read(page: Page) -> None:
    show(page, "every-page", "<opora-toast data-seconds='2'><button>Вернуть</button></opora-toast>")
    page.get_by_role("button").focus()
    page.wait_for_timeout(2500)
    assert page.locator("opora-toast").count() == 1
    page.get_by_role("button").blur()
    page.wait_for_function("!document.querySelector('opora-toast')")


def test_a_table_wider_than_its_place_takes_the_focus_while_it_is(page: Page) -> None:
    cells = "<td>Производственная_санитария</td>" * 12
    table = f"<table><caption>Части</caption><tr>{cells}</table>"
    show(page, "every-page", f"<div class=table-wrap>{table}</div>")
    page.get_by_role("region", name="Части").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.table-wrap').scrollLeft > 0")
    page.evaluate("document.querySelectorAll('td').forEach((cell, n) => n && cell.remove())")
    page.wait_for_selector(".table-wrap:not([role], [tabindex], [aria-label])")


def test_a_form_is_sent_once(page: Page) -> None:
    sent = show(
        page,
        "every-page",
        "<form method=post action=/save/><button name=go value=1>Сохранить</button></form>",
    )
    page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('button').click()")
    page.wait_for_selector("button[data-busy]")
    assert sent == [f"POST {ORIGIN}save/ go=1"]


def test_typed_values_come_back(page: Page) -> None:
    form = (
        "<form data-keep=q method=post><input name=theme><textarea name=text></textarea>"
        "<input type=checkbox name=ok><input type=password name=secret>"
        "<p data-restored-note hidden><button type=button data-forget>Заново</button></p></form>"
    )
    show(page, "every-page", form)
    page.fill("[name=theme]", "Инструктажи")
    page.fill("[name=text]", "Чем отличаются?")
    page.fill("[name=secret]", "пароль")
    page.check("[name=ok]")
    show(page, "every-page", form)
    assert page.input_value("[name=theme]") == "Инструктажи"
    assert page.input_value("[name=text]") == "Чем отличаются?"
    assert page.is_checked("[name=ok]")
    assert page.input_value("[name=secret]") == ""
    page.click("[data-forget]")
    assert page.input_value("[name=text]") == ""
    show(page, "every-page", form)
    assert page.input_value("[name=text]") == ""


def test_the_palette_works_from_the_keyboard(page: Page) -> None:
    body = (
        "<opora-palette data-url=/search/><dialog class='dialog palette'><form><input type=search></form>"
        "<div class=results></div></dialog></opora-palette>"
    )
    sent = show(page, "cabinet", body)
    page.keyboard.press("Control+k")
    page.keyboard.type("граф")
    page.wait_for_timeout(400)
    assert f"GET {ORIGIN}search/?q=%D0%B3%D1%80%D0%B0%D1%84" in sent
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Б"
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('dialog').open")


def test_a_question_that_cannot_be_undone_starts_on_the_safe_answer(page: Page) -> None:
    body = (
        "<a href=/revoke/ data-dialog=d>Отозвать</a><dialog class=dialog id=d><p>Отозвать приказ?</p>"
        "<footer><button>Отозвать приказ</button><button data-close>Оставить</button></footer></dialog>"
    )
    show(page, "every-page", body)
    page.click("a")
    assert focused(page) == "Оставить"
    page.keyboard.press("Enter")
    assert not page.evaluate("document.querySelector('dialog').open")


def test_the_look_changes_at_once_and_is_saved(page: Page) -> None:
    body = (
        "<opora-look><form method=post action=/look/><button name=colours value=white-on-black>Б</button>"
        "<button name=size value=xlarge aria-pressed=false>А++</button></form></opora-look>"
    )
    sent = show(page, "every-page", body)
    page.click("[name=colours]")
    page.click("[name=size]")
    look = page.evaluate("({...document.documentElement.dataset})")
    assert look == {"contrast": "high", "theme": "dark", "size": "xlarge"}
    assert page.get_attribute("[name=size]", "aria-pressed") == "true"
    assert [line.split()[1] for line in sent] == [f"{ORIGIN}look/"] * 2


def test_rows_are_sorted_inside_their_section_and_filtered(page: Page) -> None:
    rows = "".join(
        f"<tr><th>{name}</th><td>{value}</td></tr>"
        for name, value in [("Ли", "1 050"), ("Цой", "−62"), ("Ёлкин", "9")]
    )
    body = (
        "<opora-table-tools data-filter=Найти data-none=Пусто><table><thead><tr><th data-sort=text>Кто</th>"
        "<th data-sort=number>Минут</th></tr></thead><tbody><tr class=group><th colspan=2>Пед.</th></tr>"
        f"{rows}</tbody></table></opora-table-tools>"
    )
    show(page, "table-tools", body)
    names = "Array.from(document.querySelectorAll('tbody tr:not([hidden]) th'), (cell) => cell.textContent)"
    page.get_by_role("button", name="Минут").click()
    assert page.evaluate(names) == ["Пед.", "Цой", "Ёлкин", "Ли"]
    page.get_by_role("button", name="Минут").click()
    assert page.evaluate(names) == ["Пед.", "Ли", "Ёлкин", "Цой"]
    page.fill("input", "елк")
    assert page.evaluate(names) == ["Пед.", "Ёлкин"]
    page.fill("input", "нет такого")
    assert page.get_by_role("status").text_content() == "Пусто"


def test_a_line_of_the_week_moves_by_keyboard_and_by_mouse(page: Page) -> None:
    columns = "".join(
        f"<div class=col data-day={day} data-from=08:00 data-to=20:00></div>" for day in range(1, 7)
    )
    body = (
        f"<opora-week-grid data-step=15><div class=week data-days=6 data-first=8>{columns}"
        "<a class=line href=/7/ data-line=7 data-day=1 data-from=10:00 data-to=11:30>Ковалёва</a>"
        "<a class=line href=/8/ data-line=8 data-day=3 data-from=12:00 data-to=13:00>Мирзоев</a></div>"
        "<form data-move method=post action=/move/><input type=hidden name=line><input type=hidden name=day>"
        "<input type=hidden name=from><input type=hidden name=to></form></opora-week-grid>"
    )
    sent = show(page, "week-grid", body)
    line = page.locator("[data-line='7']")
    line.focus()
    page.keyboard.press("ArrowRight")
    assert line.get_attribute("data-day") == "2"
    page.keyboard.press("Escape")
    assert (line.get_attribute("data-day"), sent) == ("1", [])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert sent == [f"POST {ORIGIN}move/ line=7&day=1&from=10%3A15&to=11%3A45"]

    box = line.bounding_box()
    assert box
    hour = box["height"] / 1.5
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, box["y"] + 10 + hour, steps=5)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert line.get_attribute("data-from") == "11:15"
    assert len(sent) == 2


def test_days_off_of_the_branch_are_shown_and_take_no_line(page: Page) -> None:
    """The branch is seven hours ahead: its Tuesday begins on Monday at 17:00 of the grid."""
    columns = "".join(
        f"<div class=col data-day={day} data-from=08:00 data-to=20:00></div>" for day in range(1, 7)
    )
    body = (
        "<opora-week-grid data-step=15 data-shut='закрыт' data-free='без'>"
        f"<div class=week data-days=6 data-first=8>{columns}<a class=line href=/7/ data-line=7 data-day=1"
        " data-from=10:00 data-to=11:30 data-branch=2 data-shift=420>Ли</a></div>"
        "<data hidden data-off-of=2 data-off-day=2 value='02.02' data-shut></data>"
        "<data hidden data-off-of=2 data-off-day=3 value='03.02'></data>"
        "<data hidden data-off-of=0 data-off-day=4 value='04.02' data-shut></data></opora-week-grid>"
    )
    show(page, "week-grid", body)
    line, columns_off = page.locator("[data-line='7']"), "all => all.map(one => one.dataset.off ?? '')"
    line.focus()
    page.keyboard.press("ArrowRight")
    assert line.get_attribute("data-day") == "3"
    said = page.locator(".col").evaluate_all(columns_off)
    assert said == ["", "закрыт", "без 03.02", "", "", ""]
    page.keyboard.press("Escape")
    assert page.locator(".col").evaluate_all(columns_off) == [""] * 6
    box, shut = line.bounding_box(), page.locator(".col").nth(1).bounding_box()
    assert box
    assert shut
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(shut["x"] + shut["width"] / 2, box["y"] + 10, steps=5)
    assert line.get_attribute("data-day") == "1"
    page.mouse.up()
