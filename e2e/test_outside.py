"""The browser keeps «Нет связи» for a lost network; how a person is told is chosen by the keyboard too."""

from playwright.sync_api import expect

from .conftest import Visitor, shoot


def test_without_a_network_a_page_says_so_and_that_nothing_is_lost(enter: Visitor) -> None:
    page = enter("ivanova:learner", width=390, height=844, worker=True)
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.goto("/notifications/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Нет связи с\xa0Опорой")
    expect(page.locator("main")).to_contain_text("цело")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Golos')
    shoot(page, "offline-phone")
    page.context.set_offline(False)
    page.get_by_role("link", name="Открыть снова").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Уведомления")


def test_how_to_be_told_is_chosen_and_kept(enter: Visitor) -> None:
    page = enter("ivanova:learner")
    page.goto("/notifications/")
    page.get_by_role("link", name="Как сообщать").click()
    page.get_by_label("Сообщения в\xa0чатах").focus()
    page.keyboard.press("Space")
    page.get_by_label("Тихие часы").check()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator(".toasts")).to_contain_text("Сохранено")
    expect(page.get_by_label("Сообщения в\xa0чатах")).not_to_be_checked()
    expect(page.get_by_label("Тихие часы")).to_be_checked()
