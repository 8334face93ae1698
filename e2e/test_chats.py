"""A chat in two browsers: it is live, and what could not be sent goes out once, in order."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from .conftest import Visitor, begin, island, shoot

TITLE = "Обучение и инструктажи"


def opened(page: Page) -> Page:
    begin(page)
    page.goto("/conversations/")
    page.get_by_role("main").get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    island(page, "opora-conversation")
    return page


def say(page: Page, text: str) -> None:
    page.get_by_label("Сообщение", exact=True).fill(text)
    page.keyboard.press("Enter")


def said(page: Page) -> list[str]:
    return page.locator(".said article .text").all_inner_texts()


def menu(page: Page) -> Locator:
    """The menu of the last message, opened."""
    page.locator(".said article").last.get_by_role("button", name=re.compile("Действия")).click()
    return page.get_by_role("dialog", name="Действия с сообщением")


def test_two_write_live_and_nothing_is_lost_without_the_server(enter: Visitor) -> None:
    teacher, learner = (
        opened(enter("kovaleva:teacher")),
        opened(enter("ivanova:learner", width=390, height=844)),
    )

    teacher.get_by_text("Кто в чате").click()
    expect(teacher.locator(".who-is-in .here:visible").first).to_have_text("в сети")
    learner.get_by_label("Сообщение", exact=True).press_sequentially("Я")
    expect(teacher.locator("[data-typing]")).to_contain_text("печатает")
    learner.get_by_label("Сообщение", exact=True).fill("")

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
    said_first = teacher.locator(".said article").filter(has_text="Кто придёт в среду?")
    expect(said_first.locator(".ticks").first).to_have_text("✓✓")
    assert said(teacher)[-2:] == said(learner)[-2:] == ["Ещё вопрос: журнал бумажный?", "Или электронный?"]

    menu(learner).get_by_role("button", name="Удалить").click()
    expect(last).to_contain_text("Сообщение удалено.")
    learner.set_viewport_size({"width": 1280, "height": 800})
    shoot(learner, "chat")


def test_a_rude_message_steps_aside_with_its_words_and_goes_when_insisted(enter: Visitor) -> None:
    learner = opened(enter("ivanova:learner"))
    say(learner, "Вы идиоты, где зачёт?")
    aside = learner.locator("[data-waiting] article")
    expect(aside.locator("[data-rule=COM-01]")).to_contain_text("Похоже на")
    expect(aside).to_contain_text("идиоты")
    shoot(learner, "chat-remark")
    learner.reload()
    aside.get_by_role("button", name="Изменить").click()
    expect(aside).to_have_count(0)
    box = learner.get_by_label("Сообщение", exact=True)
    expect(box).to_have_value("Вы идиоты, где зачёт?")
    learner.keyboard.press("Enter")
    aside.get_by_role("button", name="Отправить всё равно").click()
    expect(aside).to_have_count(0)
    expect(learner.locator(".said article").last).to_contain_text("Вы идиоты, где зачёт?")


def test_signs_calls_by_name_and_what_is_typed_on_two_devices(enter: Visitor) -> None:
    teacher, learner = (
        opened(enter("kovaleva:teacher", dark=True)),
        opened(enter("ivanova:learner", width=390, height=844)),
    )
    field = learner.get_by_label("Сообщение", exact=True)
    field.press_sequentially("Спасибо, @ковал")
    expect(learner.get_by_role("option", name=re.compile("Ковалёва"))).to_be_visible()
    shoot(learner, "chat-call")
    field.press("Enter")
    expect(field).to_have_value(re.compile(r"^Спасибо, @Ковалёва.И\..С\. $"))
    field.press("Enter")
    last = teacher.locator(".said article").last
    expect(last.locator("mark.call.me")).to_be_visible()

    signs = menu(teacher)
    shoot(teacher, "chat-menu")
    signs.get_by_role("button", name="хорошо").click()
    own = last.get_by_role("button", name=re.compile("хорошо"))
    expect(own).to_have_attribute("aria-pressed", "true")
    expect(own).to_have_text("1")
    shown = learner.locator(".said article").last.get_by_role("button", name=re.compile("хорошо"))
    expect(shown).to_have_attribute("aria-pressed", "false")
    shown.click()
    expect(own).to_have_text("2")
    teacher.locator(".poll .option").first.click()
    expect(teacher.locator(".poll .option").first).to_have_attribute("aria-pressed", "true")
    expect(learner.locator(".poll .option .n").first).to_have_text("2")

    with learner.expect_response(re.compile("/draft/")):
        field.fill("Ещё вопрос")
    other = opened(enter("ivanova:learner"))
    expect(other.get_by_label("Сообщение", exact=True)).to_have_value("Ещё вопрос")
    shoot(other, "chat-marks")
