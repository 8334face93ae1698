"""Video servers of others, played by their interfaces: chosen, entered in a tab, left when they fail."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.meetings.servers import BigBlueButton, LiveKit, bigbluebutton, claims_of, livekit

from .conftest import Clock, Served, Visitor, begin, served, shoot
from .rooms import FRAMES, SESSION, WATCHED, to_the_door
from .test_journey import send


@pytest.fixture(scope="module")
def bbb() -> Iterator[BigBlueButton]:
    with bigbluebutton() as played:
        yield played


@pytest.fixture(scope="module")
def lk() -> Iterator[LiveKit]:
    with livekit() as played:
        yield played


@pytest.fixture(scope="module")
def centre_of_then(clock: Clock, bbb: BigBlueButton, lk: LiveKit) -> Iterator[Served]:
    yield from served(["e2e/serve_at.py", str(clock.path)], OPORA_BBB=bbb.setting, OPORA_LIVEKIT=lk.setting)


def choose(page: Page, what: str) -> None:
    """Group meetings are held by it from now on."""
    page.goto("/meetings/nodes/")
    for _second in range(70):  # servers are tried every minute
        if page.locator(".badge", has_text="принимает комнаты").count() == 2:
            break
        page.wait_for_timeout(1_000)
        page.reload()
    page.get_by_label("Чем: групповые").select_option(label=what)
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Выбор сохранён")).to_be_visible()


def booked(enter_then: Visitor, clock: Clock, day: str, **view: Any) -> tuple[Page, str]:
    """A learner with a place in a group meeting of that Monday, and where it is."""
    clock.set(f"{day}T09:00:00+03:00")
    learner = enter_then("ivanova:learner", **view)
    learner.add_init_script(WATCHED)
    begin(learner)
    learner.goto(f"/consultations/?date={day}")
    row = learner.locator("tr, li").filter(has_text=SESSION).filter(has_text="Ковалёва").first
    row.get_by_role("link").first.click()
    if learner.get_by_role("button", name="Записаться").count():
        send(learner, "Записаться")
    clock.set(f"{day}T18:00:00+03:00")
    return learner, learner.url.split("?")[0]


def test_the_servers_are_chosen_on_one_page_and_bigbluebutton_opens_in_a_tab(
    enter_then: Visitor, clock: Clock, bbb: BigBlueButton
) -> None:
    specialist = enter_then("tsoy:specialist")
    begin(specialist)
    choose(specialist, "BigBlueButton")
    shoot(specialist, "video-servers")
    specialist.set_viewport_size({"width": 390, "height": 844})
    specialist.emulate_media(color_scheme="dark")
    specialist.reload()
    shoot(specialist, "video-servers-phone-dark")
    learner, session = booked(enter_then, clock, "2026-11-30", width=390, height=844)
    teacher = enter_then("kovaleva:teacher", dark=True)
    begin(teacher)
    for page, name in ((teacher, "Войти и начать"), (learner, "Войти")):
        page.goto(session)
        page.get_by_role("link", name="В комнату").click()
        shoot(page, f"bbb-door-{'teacher' if page is teacher else 'learner-phone'}")
        with page.expect_popup() as opened:
            page.get_by_role("button", name=name, exact=True).click()
        expect(opened.value.locator("body")).to_contain_text("successfullyJoined", timeout=15_000)
    (meeting,) = bbb.meetings
    assert [role for _user, role in bbb.there[meeting]] == ["MODERATOR", "VIEWER"]
    for _second in range(80):  # looked into every quarter of a minute
        teacher.reload()
        if teacher.get_by_text("Сейчас там:").count():
            break
        teacher.wait_for_timeout(1_000)
    expect(teacher.get_by_text("Сейчас там:")).to_contain_text("Иванова")
    teacher.get_by_role("button", name="Закончить встречу").click()
    teacher.wait_for_url("**/hold/**")
    for _second in range(20):
        if not bbb.meetings:
            break
        teacher.wait_for_timeout(500)
    assert bbb.meetings == {}


def test_livekit_is_spoken_to_with_a_token_of_ours_and_left_when_it_fails(
    enter_then: Visitor, clock: Clock, lk: LiveKit
) -> None:
    specialist = enter_then("tsoy:specialist")
    begin(specialist)
    choose(specialist, "LiveKit")
    learner, session = booked(enter_then, clock, "2026-12-07", width=390, height=844)
    teacher = enter_then("kovaleva:teacher")
    begin(teacher)
    teacher.add_init_script(WATCHED)
    refused: list[str] = []
    teacher.on(
        "console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None
    )
    with teacher.expect_response(re.compile(r"/meeting-livekit\.")) as fetched:
        to_the_door(teacher, session)
        teacher.get_by_role("button", name="Войти и начать").click()
    assert fetched.value.ok
    for _tenth in range(150):
        if lk.knocked:
            break
        teacher.wait_for_timeout(100)
    claims = claims_of(lk.knocked[0])
    assert claims is not None
    assert claims["video"]["room"] in lk.rooms
    expect(teacher.locator(".notice[data-lost]")).to_be_visible()
    assert refused == []
    lk.is_broken = True
    to_the_door(learner, session)
    learner.get_by_role("button", name="Постучаться").click()
    teacher.get_by_role("button", name="Впустить", exact=True).click()
    expect(teacher.locator(".notice[data-lost]")).to_be_hidden(timeout=30_000)
    for _second in range(60):
        if learner.evaluate(FRAMES)["frames"] > 5:
            break
        learner.wait_for_timeout(500)
    assert learner.evaluate(FRAMES)["frames"] > 5
