"""What tests of video rooms share: how a page is watched, how two people come in, how long a picture took."""

import re
import time
from typing import Any

from playwright.sync_api import Page, expect

from .conftest import Clock, Visitor, begin, island
from .test_journey import send

SESSION = "18:00–19:30"
# connections are kept to be asked; ``forced`` and ``turn`` change the network of this browser
WATCHED = """
    const Real = window.RTCPeerConnection;
    window.connections = [];
    window.RTCPeerConnection = class extends Real {
        constructor(settings) {
            const iceServers = window.turn
                ? settings.iceServers.map((one) => ({...one, urls: [window.turn]})) : settings.iceServers;
            super({...settings, iceServers, ...(window.forced ?? {})});
            window.connections.push(this);
        }
    };
"""
FRAMES = """async () => {
    let frames = 0, sound = 0;
    for (const one of window.connections) {
        if (one.connectionState === 'closed') continue;
        (await one.getStats()).forEach((row) => {
            if (row.type === 'inbound-rtp' && row.kind === 'video') frames += row.framesDecoded ?? 0;
            if (row.type === 'inbound-rtp' && row.kind === 'audio') sound += row.packetsReceived ?? 0;
        });
    }
    return {frames, sound};
}"""
BY_TURN = """async (count) => {
    const ways = [];
    for (const one of window.connections) {
        if (one.connectionState === 'closed') continue;
        const rows = await one.getStats();
        rows.forEach((row) => {
            const pair = row.type === 'transport' && rows.get(row.selectedCandidatePairId);
            if (pair) ways.push(rows.get(pair.localCandidateId).candidateType);
        });
    }
    return ways.length === count && ways.every((way) => way === 'relay');
}"""
STATES = """() => {
    window.states = [];
    const tell = (rows) => rows.forEach(({target}) =>
        states.push({at: Date.now() / 1000, who: target.dataset.name, state: target.dataset.state}));
    new MutationObserver(tell).observe(
        document.querySelector('[data-tiles]'), {subtree: true, attributeFilter: ['data-state']});
}"""
HEIGHTS = """async () => {
    const rows = [];
    for (const one of window.connections) (await one.getStats()).forEach((row) => {
        if (row.type === 'inbound-rtp' && row.kind === 'video' && row.frameHeight) rows.push(row.frameHeight);
    });
    return rows.toSorted((a, b) => a - b);
}"""


def received(page: Page) -> dict[str, int]:
    """Frames decoded and packets of sound that have come into this page by all its connections."""
    return dict(page.evaluate(FRAMES))


def wait_for_frames(page: Page, seconds: float = 30) -> float:
    """Until new frames are decoded; answers how many seconds it took."""
    began, first = time.monotonic(), None
    while time.monotonic() - began < seconds:
        now = received(page)["frames"]
        if first is not None and now > first:
            return time.monotonic() - began
        first = now if first is None or now < first else first
        page.wait_for_timeout(100)
    raise AssertionError(page.locator("opora-meeting").inner_text())


def wait_for_sound(page: Page, known: int, seconds: float = 30) -> None:
    """Until more packets have come than are known."""
    began = time.monotonic()
    while received(page)["sound"] <= known:
        assert time.monotonic() - began < seconds, page.locator("opora-meeting").inner_text()
        page.wait_for_timeout(100)


def wait_for_heights(page: Page, wanted: list[int], seconds: float = 180) -> None:
    """Until pictures of just these heights come in; an overloaded encoder leaves the high layer out."""
    began = time.monotonic()
    while (found := page.evaluate(HEIGHTS)) != wanted:
        assert time.monotonic() - began < seconds, found
        page.wait_for_timeout(200)


SAID = """() => {
    const place = document.querySelector("opora-meeting > [data-say]");
    window.said = [];
    const plain = (node) => node.textContent.replace(/\\s+/g, " ").trim();
    new MutationObserver((seen) => window.said.push(
        ...seen.flatMap((one) => [...one.addedNodes].map(plain))
    )).observe(place, { childList: true });
}"""


def press(page: Page, key: str, words: str) -> None:
    """What a key of the room does is said; news of the chat may be said right after it."""
    page.evaluate(SAID)
    page.keyboard.press(key)
    page.wait_for_function("words => window.said.includes(words)", arg=words)


def no_device(name: str, kinds: str = "video") -> str:
    """A camera (or ``"video audio"``) that answers so: what a headless browser has no way to make real."""
    return f"""
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wish) => "{kinds}".split(" ").some((kind) => wish[kind])
            && !window.isFree ? Promise.reject(new DOMException("", "{name}")) : ask(wish);
    """


def wait_for_state(page: Page, name: str, *states: str, seconds: float = 30) -> None:
    """Until the tile of this person is in one of the states."""
    page.wait_for_function(
        """([name, states]) => [...document.querySelectorAll('[data-tile-of]')].some(
            ({dataset}) => dataset.name.startsWith(name) && states.includes(dataset.state))""",
        arg=[name, list(states)],
        timeout=seconds * 1000,
    )


def come(enter: Visitor, login: str, session: str, **view: Any) -> Page:
    page = enter(login, **view)
    page.add_init_script(WATCHED)
    begin(page)
    to_the_door(page, session)
    return page


def to_the_door(page: Page, session: str) -> None:
    page.goto(session)
    page.get_by_role("link", name="В комнату").click()
    island(page, "opora-meeting")


def let_in(teacher: Page, learner: Page) -> None:
    learner.get_by_role("button", name="Постучаться").click()
    teacher.get_by_role("button", name="Впустить", exact=True).click()
    expect(learner.get_by_role("toolbar", name="Управление встречей")).to_be_visible()


def booked(learner: Page, day: str) -> str:
    """The consultation of a group of many on this Monday; each test takes a Monday of its own."""
    learner.goto(f"/consultations/?date={day}")
    row = learner.locator("tr, li").filter(has_text=SESSION).filter(has_text="Ковалёва").first
    row.get_by_role("link").first.click()
    if learner.get_by_role("button", name="Записаться").count():
        send(learner, "Записаться")
    return learner.url.split("?")[0]


def meet(enter_then: Visitor, clock: Clock, day: str) -> tuple[Page, Page]:
    """The teacher and a learner of a group of many, both inside."""
    clock.set(f"{day}T09:00:00+03:00")
    learner = enter_then("ivanova:learner", width=390, height=844)
    learner.add_init_script(WATCHED)
    begin(learner)
    session = booked(learner, day)
    clock.set(f"{day}T18:00:00+03:00")
    teacher = come(enter_then, "kovaleva:teacher", session, dark=True)
    teacher.get_by_role("button", name="Войти и начать").click()
    to_the_door(learner, session)
    let_in(teacher, learner)
    return teacher, learner


def call(teacher: Page) -> None:
    """A learner, from their chat."""
    teacher.goto("/conversations/new/?q=Иванова")
    teacher.get_by_role("main").get_by_role("button", name=re.compile("Иванова М")).first.click()
    teacher.get_by_role("button", name="Позвонить").click()
    teacher.wait_for_url("**/meetings/calls/**")
