"""The week of the график in Chromium: by mouse and keyboard, with what stands in the way said at once."""

from playwright.sync_api import Locator, Page, expect

from .conftest import Visitor, shoot


def opened(enter: Visitor) -> Page:
    page = enter("tsoy:specialist")
    page.goto("/schedule/")
    page.locator(".card", has_text="Черновик").get_by_role("link", name="График на").first.click()
    page.wait_for_url("**/schedule/*/")
    return page


def place(line: Locator) -> tuple[str | None, ...]:
    return tuple(line.get_attribute(f"data-{name}") for name in ("day", "from", "to"))


def dragged(page: Page, line: Locator, *, dx: float = 0, dy: float = 0, at: float = 0.5) -> None:
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * at
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)


def test_a_line_is_moved_stretched_and_put_back_by_mouse(enter: Visitor) -> None:
    page = opened(enter)
    line = page.locator('.line[data-line][data-from="18:00"][data-to="19:30"]').first
    spot, day = line.get_attribute("id") or "", line.get_attribute("data-day")
    line = page.locator(f"#{spot}")
    column = page.locator(".col").first.bounding_box()
    assert column
    hour = column["height"] / 11
    dragged(page, line, dy=-hour)
    expect(page.locator("[data-say]")).to_contain_text("17:00–18:30")
    page.keyboard.press("Escape")
    page.mouse.up()
    assert place(line) == (day, "18:00", "19:30")
    dragged(page, line, dy=-hour)
    page.mouse.up()
    expect(page.locator(".toasts")).to_contain_text("Переставлено")
    assert place(line) == (day, "17:00", "18:30")
    dragged(page, line, dy=hour / 2, at=0.98)
    page.mouse.up()
    expect(page.locator(".toasts")).to_contain_text("Переставлено")
    assert place(line) == (day, "17:00", "19:00")
    shoot(page, "grid")
    page.locator(".toasts").get_by_role("button", name="Вернуть").click()
    expect(page.locator(".toasts")).to_contain_text("на прежнем месте")
    assert place(line) == (day, "17:00", "18:30")


def test_a_line_is_drawn_on_the_empty_grid(enter: Visitor) -> None:
    page = opened(enter)
    column = page.locator(".col").nth(4)
    column.scroll_into_view_if_needed()
    box = column.bounding_box()
    assert box
    hour = box["height"] / 11
    x, y = box["x"] + box["width"] / 2, box["y"] + hour * 4 + 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + hour, steps=6)
    page.mouse.up()
    page.wait_for_url("**/lines/new/**")
    expect(page.get_by_label("пятница")).to_be_checked()
    expect(page.get_by_label("Начало")).to_have_value("13:00")
    expect(page.get_by_label("Окончание")).to_have_value("14:15")


def test_a_line_is_moved_and_removed_by_keyboard(enter: Visitor) -> None:
    page = opened(enter)
    line = page.locator('.line[data-line][data-section="other"][data-from="15:00"]').first
    line = page.locator(f"#{line.get_attribute('id')}")
    day = int(line.get_attribute("data-day") or 0)
    line.focus()
    for key in ("ArrowDown", "ArrowDown", "Shift+ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator("[data-say]")).to_contain_text("15:30–16:45. ")
    page.keyboard.press("Escape")
    assert place(line) == (str(day), "15:00", "16:00")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".toasts")).to_contain_text("Переставлено")
    expect(line).to_be_focused()
    assert place(line) == (str(day), "15:15", "16:15")
    page.keyboard.press("Delete")
    expect(page.locator(".toasts")).to_contain_text("Строка удалена")
    expect(line).to_have_count(0)
    page.locator(".toasts").get_by_role("button", name="Вернуть").click()
    expect(page.locator('.line[data-from="15:15"][data-to="16:15"]')).to_have_count(1)


def test_a_clash_is_said_while_the_line_is_dragged(enter: Visitor) -> None:
    page = opened(enter)
    lines = page.locator(".line[data-person]")
    people = [one.get_attribute("data-person") for one in lines.all()]
    person = next(one for one in people if people.count(one) > 1 and one)
    own = page.locator(f'.line[data-person="{person}"]')
    ids = [(one.get_attribute("data-line") or "").split(":")[0] for one in own.all()]
    other = next(index for index, one in enumerate(ids) if one != ids[0])
    moving, still = own.first, own.nth(other)
    a, b = moving.bounding_box(), still.bounding_box()
    assert a
    assert b
    across = b["x"] + b["width"] / 2 - a["x"] - a["width"] / 2
    dragged(page, moving, dx=across, dy=b["y"] - a["y"])
    expect(page.locator("[data-say]")).to_contain_text("Занят(а) в это время")
    assert moving.get_attribute("data-clash") is not None
    page.keyboard.press("Escape")
    page.mouse.up()


def test_a_stale_copy_is_told_and_nothing_is_lost(enter: Visitor) -> None:
    first, second = opened(enter), opened(enter)
    for page, key in ((first, "ArrowUp"), (second, "ArrowDown")):
        line = page.locator(".line[data-line]").first
        line.focus()
        page.keyboard.press(key)
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    expect(second.locator("main")).to_contain_text("Пока вы правили, график изменили")
    second.get_by_role("button", name="Всё равно переставить").click()
    expect(second.locator(".toasts")).to_contain_text("Переставлено")
