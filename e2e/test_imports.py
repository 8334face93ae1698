"""Lists of learners and a merge of groups, as their users do it: mended, loaded, taken back, merged."""

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from .conftest import Visitor, shoot

TODAY = datetime.now(UTC).date()
HEAD = "ФИО слушателя;Дата рожд.;СНИЛС;E-mail;Программа\r\n"
MESSY = HEAD + "Полынцев Лука Ильич;05.13.1979;;luka@mayak.example;Стропальщик\r\n"
SECOND = HEAD + "Мещеряков Клим Львович;04.02.1981;;klim@mayak.example;Стропальщик\r\n"


def send(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def choose(page: Page, field: str, words: str) -> None:
    select = page.get_by_label(re.compile(field)).first
    select.select_option(select.locator("option").filter(has_text=words).first.get_attribute("value"))


def upload(page: Page, name: str, text: str) -> None:
    page.goto("/studies/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode("cp1251")}
    )
    send(page, "Проверить файл")


def confirm(page: Page, group: str, order: str) -> None:
    for box in page.get_by_label(re.compile("Проверено, зачислить")).all():
        box.check()
    choose(page, "Группа", group)
    page.get_by_label("Номер приказа").fill(order)
    page.get_by_label("Дата приказа").fill(TODAY.isoformat())
    send(page, "Зачислить")
    expect(page.get_by_role("link", name="Вернуть как было")).to_be_visible()


def new_group(page: Page, code: str) -> None:
    page.goto("/studies/groups/new/")
    page.get_by_label("Код группы").fill(code)
    choose(page, "Программа", "СТР-160")
    choose(page, "Куратор", "Шульц")
    page.get_by_label("Начало").fill((TODAY - timedelta(days=7)).isoformat())
    page.get_by_label("Окончание").fill((TODAY + timedelta(days=60)).isoformat())
    send(page, "Создать группу")
    expect(page.get_by_role("heading", name=code)).to_be_visible()


def test_a_cell_is_mended_in_the_preview_and_the_whole_list_taken_back(enter: Visitor) -> None:
    page = enter("tsoy:specialist")
    new_group(page, "СТР-Е2Е-1")
    upload(page, "Список с ошибкой.csv", MESSY)
    with page.expect_download() as sent:
        page.get_by_role("link", name="Скачать с замечаниями").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(sent.value.path()).read_bytes())).active
    assert sheet is not None
    assert any("Полынцев" in str(cell) for row in sheet.values for cell in row)
    page.get_by_text(re.compile("Исправить строку")).click()
    page.get_by_label("Дата рожд.").fill("13.05.1979")
    shoot(page, "imports-1-mending")
    send(page, "Проверить строку")
    expect(page.get_by_text("13.05.1979").first).to_be_visible()
    confirm(page, "СТР-Е2Е-1", "901-у")
    page.get_by_role("link", name="Вернуть как было").click()
    shoot(page, "imports-2-undo")
    send(page, "Вернуть как было")
    expect(page.get_by_text(re.compile("^Возвращён,"))).to_be_visible()
    page.goto("/people/?q=Полынцев")
    expect(page.get_by_text("Никого не нашли")).to_be_visible()


def test_a_long_list_shows_how_far_it_is_and_opens_by_itself(enter: Visitor) -> None:
    page = enter("tsoy:specialist")
    rows = "".join(f"Длинный Список Номер{n};04.02.1981;;;Стропальщик\r\n" for n in range(2500))
    upload(page, "Длинный список.csv", HEAD + rows)
    shoot(page, "imports-3-going")
    expect(page.get_by_role("heading", name="Проверка списка")).to_be_visible(timeout=40_000)
    send(page, "Не загружать")


def test_groups_are_merged_by_an_order_from_draft_to_signature(enter: Visitor) -> None:
    page = enter("tsoy:specialist")
    for code in ("СТР-Е2Е-2", "СТР-Е2Е-3"):
        new_group(page, code)
    upload(page, "Второй список.csv", SECOND)
    confirm(page, "СТР-Е2Е-2", "902-у")
    page.goto("/studies/orders/new/")
    choose(page, "Вид приказа", "об объединении групп")
    choose(page, "Группа", "СТР-Е2Е-2")
    send(page, "Подготовить проект")
    choose(page, "какую группу", "СТР-Е2Е-3")
    page.get_by_label("Основание").fill("малая наполняемость группы")
    send(page, "На согласование")
    order = page.url
    deputy = enter("gromov:deputy")
    deputy.goto(order)
    send(deputy, "Согласовать")
    head = enter("orlova:director")
    head.goto(order)
    head.get_by_label("Номер приказа").fill("903-у")
    head.get_by_label("Дата приказа").fill(TODAY.isoformat())
    send(head, "Подписать")
    shoot(head, "imports-4-merged")
    expect(head.get_by_text("Подписан").first).to_be_visible()
    page.goto("/studies/groups/")
    page.get_by_role("link", name="СТР-Е2Е-3").click()
    expect(page.get_by_role("link", name=re.compile("Мещеряков"))).to_be_visible()
