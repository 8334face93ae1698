"""A chat in two browsers: it is live, and what could not be sent goes out once, in order."""

import re

from playwright.sync_api import Page, Route, expect

from .conftest import Visitor, begin, shoot

TITLE = "Обучение и инструктажи"


def opened(page: Page) -> Page:
    begin(page)
    page.goto("/conversations/")
    page.get_by_role("main").get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page


def say(page: Page, text: str) -> None:
    page.get_by_label("Сообщение", exact=True).fill(text)
    page.keyboard.press("Enter")


def said(page: Page) -> list[str]:
    return page.locator(".said article .text").all_inner_texts()


def test_two_write_live_and_nothing_is_lost_without_the_server(enter: Visitor) -> None:
    teacher, learner = (
        opened(enter("kovaleva:teacher")),
        opened(enter("ivanova:learner", width=390, height=844)),
    )

    say(teacher, "Кто придёт в среду?")
    expect(learner.locator(".said article").last).to_contain_text("Кто придёт в среду?")
    learner.locator(".said article").last.get_by_role("link", name="Ответить").click()
    learner.get_by_label("Приложить файлы").set_input_files(
        {"name": "Вопросы.txt", "mimeType": "text/plain", "buffer": "Виды инструктажей".encode()}
    )
    say(learner, "Я приду")
    answer = teacher.locator(".said article").last
    expect(answer).to_contain_text("Я приду")
    expect(answer.locator(".quote")).to_contain_text("Кто придёт в среду?")
    expect(answer.get_by_role("link", name=re.compile("Вопросы.txt"))).to_be_visible()
    expect(teacher.locator("[data-live=messages]").first).to_have_text("1")  # the chat of workers

    sends = re.compile(r"/conversations/\d+/\?after=")

    def cut(route: Route) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    learner.route(sends, cut)
    say(learner, "Ещё вопрос: журнал бумажный?")
    say(learner, "Или электронный?")
    waiting = learner.locator("[data-waiting] article")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text("ждёт отправки")
    shoot(learner, "chat-waiting")
    learner.reload()
    expect(waiting).to_have_count(2)
    learner.unroute(sends)
    learner.evaluate("dispatchEvent(new Event('online'))")
    expect(waiting).to_have_count(0)
    learner.reload()
    last = teacher.locator(".said article").last
    expect(last).to_contain_text("Или электронный?")
    assert said(teacher)[-2:] == said(learner)[-2:] == ["Ещё вопрос: журнал бумажный?", "Или электронный?"]

    learner.locator(".said article").last.get_by_role("button", name="Удалить").click()
    expect(last).to_contain_text("Сообщение удалено.")
    learner.set_viewport_size({"width": 1280, "height": 800})
    shoot(learner, "chat")
