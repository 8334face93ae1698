"""A day of those who manage, check and look: what each sees first, does and leaves done."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor, begin, picture, shoot


def send(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


@contextmanager
def day_of(page: Page) -> Iterator[None]:
    """The tour is read once; nothing in the day answers with a server error or a broken script."""
    bad: list[str] = []
    page.on(
        "response",
        lambda answer: bad.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )
    page.on("pageerror", lambda error: bad.append(str(error)))
    begin(page)
    page.goto("/cabinet/")
    yield
    assert not bad, bad


def opened(page: Page, path: str, heading: str, shot: str = "") -> None:
    """A section of the menu: it opens, says what it is, fits the screen."""
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{path}: шире экрана на {wide} px"
    if shot:
        picture(page, shot)
        shoot(page, f"day-{shot}")


def waits(page: Page, words: str) -> None:
    """Open what waits on the first page by its words."""
    page.goto("/cabinet/")
    page.locator("section", has=page.get_by_role("heading", name="Ждёт вас")).get_by_role(
        "link", name=re.compile(words)
    ).first.click()
    page.wait_for_load_state()


def test_the_day_of_the_deputy_head(enter: Visitor) -> None:
    page = enter("gromov:deputy")
    with day_of(page):
        picture(page, "deputy-first")
        shoot(page, "day-deputy-first")
        waits(page, "приказ.? о слушателях")
        page.get_by_role("row").filter(has_text="О зачислении").get_by_role("link").first.click()
        send(page, "Согласовать")
        expect(page.get_by_text("ждёт подписи").first).to_be_visible()
        waits(page, "предложени")
        picture(page, "deputy-proposals")
        send(page, "Принять")
        opened(page, "/hours/", "Учёт часов", "deputy-hours")
        send(page, "Подтвердить всё, что ждёт меня")
        page.locator(".toasts").get_by_role("button", name="Вернуть").click()
        expect(page.get_by_role("button", name="Подтвердить всё, что ждёт меня")).to_be_visible()
        follow(page, "Год и прогноз")
        expect(page.get_by_role("heading", level=1)).to_contain_text("год")
        opened(page, "/papers/pay/", "Справка-расчёт")
        opened(page, "/help/right/", "Право на помощь", "deputy-help")
        opened(page, "/people/absences/", "Замещения")
        opened(page, "/consultations/exam-prep/", "Подготовка к аттестации")


def test_the_day_of_the_head(enter: Visitor) -> None:
    page = enter("orlova:director")
    with day_of(page):
        picture(page, "director-first")
        waits(page, "приказ.? о слушателях")
        page.get_by_role("row").filter(has_text="О продлении").get_by_role("link").first.click()
        picture(page, "director-order")
        send(page, "Подписать")
        expect(page.get_by_text("Подписан").first).to_be_visible()
        waits(page, "записи заместителя|записей заместителя|запись заместителя")
        send(page, "Подтвердить")
        expect(page.locator(".toasts")).to_contain_text("одтвержд")
        waits(page, "ни за кем не закреплен")
        page.get_by_label("Отметить: Резервное копирование файлов").check()
        send(page, "Назначить приказом")
        page.get_by_label("Кто отвечает").select_option(label="Ларионов Степан Юрьевич")
        send(page, "Назначить: 1")
        expect(page.locator(".toasts")).to_contain_text("Назначение внесено")
        opened(page, "/hours/rates/", "Ставки")
        opened(page, "/papers/extract/", "Выписка для проверки", "director-extract")
        opened(page, "/people/absences/", "Замещения")


def test_the_day_of_the_specialist(enter: Visitor) -> None:
    page = enter("tsoy:specialist")
    with day_of(page):
        picture(page, "specialist-first")
        waits(page, "данных на проверке")
        picture(page, "specialist-changes")
        send(page, "Принять")
        expect(page.get_by_text("Проверять нечего")).to_be_visible()
        waits(page, "Список «")
        expect(page.get_by_text("Требует внимания").first).to_be_visible()
        picture(page, "specialist-import")
        opened(page, "/schedule/", "График")
        follow(page, re.compile("II полугодие"))
        follow(page, "На следующий срок")
        shoot(page, "day-specialist-roll-over")
        opened(page, "/schedule/widget/", "сайт")
        opened(page, "/studies/templates/", "Шаблоны бумаг")
        opened(page, "/people/absences/", "Замещения")
        opened(page, "/notifications/letters/", "Письма")
        opened(page, "/acquaintance/acts/", "Кто ознакомлен с актами")
        follow(page, re.compile("^Порядок, редакция 2"))
        send(page, "Напомнить всем неознакомленным")
        expect(page.locator(".toasts")).to_contain_text("Напомнили")


def test_the_day_of_the_training_head(enter: Visitor) -> None:
    page = enter("gordeeva:training_head")
    with day_of(page):
        expect(page.get_by_role("heading", name="Сегодня в центре")).to_be_visible()
        picture(page, "training-head-first")
        opened(page, "/help/right/", "Право на помощь", "training-head-help")
        opened(page, "/papers/journal/", "Журнал")
        opened(page, "/studies/orders/", "Приказы о слушателях")
        expect(page.get_by_role("link", name="Приказ", exact=True)).to_have_count(0)


def test_the_day_of_support(enter: Visitor) -> None:
    page = enter("larionov:support")
    with day_of(page):
        opened(page, "/people/logins/", "Вход пользователей", "support-logins")
        page.get_by_label("Имя или логин").fill("Ершов Фёдор")
        send(page, "Найти")
        page.get_by_role("main").get_by_role("button", name="Новый код").first.click()
        expect(page.get_by_text("все сеансы закончатся")).to_be_visible()
        shoot(page, "day-support-code")
        send(page, "Выдать код")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Памятка для входа")


@pytest.mark.parametrize("login", ["yashin:proctor", "komarov:commission"])
def test_the_day_of_those_who_look(login: str, enter: Visitor) -> None:
    page = enter(login)
    with day_of(page):
        expect(page.get_by_role("heading", name="Сегодня в центре")).to_be_visible()
        picture(page, "looking-first")
        preps = page.locator("section", has=page.get_by_role("heading", name="Подготовка к аттестации"))
        expect(preps).to_be_visible()
        opened(page, "/consultations/", "Консультации")
        follow(page, "Открыть")
        expect(
            page.get_by_role("main").get_by_role("button", name=re.compile("Начать|Отменить"))
        ).to_have_count(0)
        opened(page, "/schedule/", "График")


def test_the_day_of_an_inspector(enter: Visitor) -> None:
    page = enter("auditor:auditor")
    with day_of(page):
        picture(page, "auditor-first")
        opened(page, "/hours/", "Учёт часов")
        expect(page.get_by_role("button", name=re.compile("Подтвердить"))).to_have_count(0)
        follow(page, re.compile(r"20\d\d$"))
        follow(page, "Ведомость")
        picture(page, "auditor-sheet")
        follow(page, "Проверить ведомость")
        expect(page.get_by_text("не менялись").first).to_be_visible()
        opened(page, "/papers/extract/", "Выписка для проверки")
        expect(page.get_by_label("С именами слушателей")).to_have_count(0)
        opened(page, "/papers/journal/", "Журнал")
        opened(page, "/audit/", "Журнал изменений")


def test_the_day_of_the_board_in_the_hall(enter: Visitor) -> None:
    page = enter(width=1920, height=1080)
    page.goto("/board/")
    expect(page.get_by_role("heading").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    picture(page, "board")
    shoot(page, "day-board")
