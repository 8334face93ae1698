"""Captions with a recogniser played on loopback: one reads, everybody knows, and its death is no event."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.recognisers import SAID, Recogniser, recogniser

from .conftest import Clock, Served, Visitor, served, shoot
from .rooms import meet, press
from .test_journey import wait_for_room

MARK = "Речь переводится в текст на сервере центра."
LOST = "Субтитры недоступны: сервер распознавания не отвечает."


@pytest.fixture(scope="module")
def played() -> Iterator[Recogniser]:
    with recogniser() as server:
        yield server


@pytest.fixture(scope="module")
def centre_of_then(clock: Clock, played: Recogniser) -> Iterator[Served]:
    yield from served(["e2e/serve_at.py", str(clock.path)], OPORA_RECOGNISER=played.url)


def heard(played: Recogniser) -> int:
    return sum(sum(one.pieces) for one in played.spoken)


def mute(*pages: Page) -> None:
    for page in pages:
        press(page, "m", "Микрофон выключен.")


def test_captions_are_for_who_asks_and_everybody_knows(
    enter_then: Visitor, clock: Clock, played: Recogniser
) -> None:
    teacher, learner = pair = meet(enter_then, clock, "2026-11-30")
    for page in pair:
        wait_for_room(page, 2)
        expect(page.get_by_text(MARK)).to_be_hidden()
    assert played.spoken == []

    learner.get_by_role("button", name="Субтитры", exact=True).click()
    for page in pair:
        expect(page.get_by_text(MARK)).to_be_visible()
    final = learner.locator("[data-captions] [data-final] p")
    expect(final.filter(has_text="Ковалёва И. С.: " + " ".join(SAID)).first).to_be_visible()
    expect(teacher.locator("[data-captions]")).to_be_hidden()
    shoot(learner, "captions-1-phone")

    # who reads and chats sees both
    learner.get_by_role("button", name="Чат", exact=True).first.click()
    expect(learner.locator("opora-room-chat")).to_be_visible()
    expect(learner.locator("[data-captions]")).to_be_in_viewport(ratio=0.9)
    shoot(learner, "captions-2-phone-chat")
    learner.keyboard.press("Escape")

    # by a key, on a desk, dark, then in large type and light
    press(teacher, "c", "Субтитры включены.")
    expect(teacher.locator("[data-captions] [data-final] p").first).to_be_visible()
    shoot(teacher, "captions-3-desk-dark")
    teacher.emulate_media(color_scheme="light")
    teacher.evaluate("document.documentElement.dataset.size = 'xlarge'")
    shoot(teacher, "captions-4-desk-large")
    learner.evaluate("document.documentElement.style.fontSize = '200%'")
    shoot(learner, "captions-5-phone-200")
    for page in pair:
        assert page.evaluate(
            "document.querySelector('[data-captions]').getBoundingClientRect().right <= innerWidth"
        )
        page.evaluate("delete document.documentElement.dataset.size")
        page.evaluate("document.documentElement.style.fontSize = ''")

    # a microphone that is off sends nothing
    mute(*pair)
    teacher.wait_for_timeout(500)
    known = heard(played)
    teacher.wait_for_timeout(1_500)
    assert heard(played) == known
    press(teacher, "m", "Микрофон включён.")
    teacher.wait_for_timeout(1_000)
    assert heard(played) > known

    # it dies, the room does not
    played.die()
    for page in pair:
        expect(page.get_by_text(LOST)).to_be_visible()
    shoot(learner, "captions-6-lost")
    wait_for_room(learner, 2)
    played.start()
    for page in pair:
        expect(page.get_by_text(LOST)).to_be_hidden()
    expect(final.first).to_be_visible()

    # nobody reads any more: nobody is written down
    for page in pair:
        page.locator(".bar").get_by_role("button", name="Субтитры").click()
    expect(teacher.get_by_text(MARK)).to_be_hidden()
    teacher.wait_for_timeout(500)
    known = heard(played)
    teacher.wait_for_timeout(1_000)
    assert heard(played) == known
