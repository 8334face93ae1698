"""A cancelled meeting stands on the open page and on the board within seconds, without a reload."""

from playwright.sync_api import Page, expect

from .conftest import Visitor

SECONDS = 20_000


def shown_on_both(board: Page, reader: Page) -> str:
    """The address of a meeting that comes next on the board, as its line in the график leads to it."""
    row = board.locator("section:has(#board-next) li").filter(has_text="свободно").first
    host = row.locator(".host").inner_text().splitlines()[0]
    hours = row.locator(".time").inner_text().splitlines()[0]  # a quiet day shows the next one, dated
    line = reader.locator("opora-grafik tbody tr").filter(has_text=hours).filter(has_text=f": {host}")
    return line.locator("td.acts a").first.get_attribute("href") or ""


def test_a_cancelled_meeting_reaches_those_who_look(enter: Visitor) -> None:
    reader, board, deputy = enter(), enter(), enter("gromov:deputy")
    reader.goto("/grafik/")
    board.goto("/board/")
    deputy.goto(shown_on_both(board, reader))
    if not deputy.locator("#cancel_reason").is_visible():
        deputy.locator("details:has(#cancel_reason) > summary").click()
    deputy.locator("#cancel_reason").fill("болезнь преподавателя")
    deputy.locator("form:has(#cancel_reason) button[type=submit]").click()
    expect(deputy.locator(".toasts")).to_contain_text("Консультация отменена")
    expect(reader.locator("opora-grafik")).to_contain_text("отменена", timeout=SECONDS)
    expect(reader.locator("#fresh")).to_contain_text("обновлено в")
    expect(board.locator("opora-board")).to_contain_text("тменена", timeout=SECONDS)


def test_a_lost_network_keeps_what_is_known(enter: Visitor) -> None:
    page = enter()
    page.goto("/grafik/")
    rows = page.locator("opora-grafik tbody tr").count()
    page.context.set_offline(True)
    expect(page.locator("#fresh")).to_contain_text("Нет связи", timeout=SECONDS)
    assert page.locator("opora-grafik tbody tr").count() == rows
    page.context.set_offline(False)
    expect(page.locator("#fresh")).to_contain_text("бновлено в", timeout=SECONDS)
