"""A cancelled meeting stands on the open page and on the board within seconds, without a reload."""

from playwright.sync_api import expect

from .conftest import Visitor

SECONDS = 20_000


def test_a_cancelled_meeting_reaches_those_who_look(enter: Visitor) -> None:
    reader, board, deputy = enter(), enter(), enter("gromov:deputy")
    reader.goto("/grafik/")
    board.goto("/board/")
    address = reader.locator("td.acts a").first.get_attribute("href") or ""
    deputy.goto(address)
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
