"""A learner books without a mouse, in fewer than ten keys; the keys can be switched off."""

from playwright.sync_api import Page, expect

from .conftest import Visitor, begin

FEWER_THAN = 10


def press(page: Page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def focused(page: Page) -> str:
    words: str = page.evaluate("document.activeElement.textContent.trim()")
    return words


def to_action(page: Page, words: str, limit: int) -> int:
    """Walk with J till the thing to do is under the focus."""
    for pressed in range(1, limit):
        page.keyboard.press("j")
        if focused(page) == words:
            return pressed
    raise AssertionError(f"«{words}» not reached in {limit} keys, at «{focused(page)}»")


def test_a_booking_in_fewer_than_ten_keys(enter: Visitor) -> None:
    page = enter("khan")  # no other test books for him
    begin(page)
    page.wait_for_load_state()
    keys = press(page, "g", "2")
    page.wait_for_url("**/consultations/**")
    if page.get_by_role("link", name="Записаться").count() == 0:
        page.get_by_role("link", name="Следующая неделя").first.click()
        page.wait_for_load_state()
    keys += to_action(page, "Записаться", FEWER_THAN)
    keys += press(page, "Enter")
    page.wait_for_url("**/consultations/*/")
    keys += to_action(page, "Записаться", FEWER_THAN)
    keys += press(page, "Enter")
    expect(page.locator(".toasts")).to_contain_text("Вы записаны")
    assert keys < FEWER_THAN


def test_keys_are_silent_where_one_types_and_when_switched_off(enter: Visitor) -> None:
    page = enter("ivanova:learner")
    page.goto("/consultations/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement !== document.body")
    page.goto("/account/")
    page.locator("input[type=password]").first.focus()
    press(page, "g", "1")
    assert page.url.endswith("/account/")
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    page.locator("body").click(position={"x": 1, "y": 1})
    press(page, "g", "1")
    assert page.url.endswith("/account/")


def test_the_first_walk_goes_step_by_step(enter: Visitor) -> None:
    page = enter("gordeeva:training_head")
    tour = page.locator("opora-tour")
    expect(tour.locator("li:visible")).to_have_count(1)
    expect(page.locator("nav.sections a[data-tour]").first).to_be_visible()
    tour.get_by_role("button", name="Дальше").click()
    expect(tour.locator("li").nth(1)).to_be_visible()
    tour.get_by_role("button", name="Понятно").click()
    expect(page.locator("opora-tour")).to_have_count(0)
