"""Every page of every role: no axe finding, no script or CSP error, no sideways scroll; desktop and phone.

The looks a person may choose take turns from page to page and from role to role. A kind of page that many
roles meet is looked at closely for the first of them; of the rest it is asked whether it opens and fits.
The first of a kind is opened on a phone of its own; any other becomes a phone's where it stands, as a window
that is made narrow, with the look that the island of looks would set at once.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page

from .conftest import ROOT, Visitor, shoot

AXE = ROOT / "src" / "opora" / "assets" / "test" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ROLES = [
    "",
    "ivanova:learner",
    "zotova:representative",
    "kovaleva:teacher",
    "gromov:other_staff",
    "schulz:curator",
    "gromov:deputy",
    "tsoy:specialist",
    "orlova:director",
    "auditor:auditor",
    "gordeeva:training_head",
    "larionov:support",
    "yashin:proctor",
    "komarov:commission",
]
DEPTH_PER_ROLE = 40
CLOSELY = 3  # of a kind of page
WIDTHS = {"desk": 1280, "phone": 390}
HEIGHT = 800
LOOKS = {
    "desk": ["theme=light", "theme=light&contrast=high&size=large", "theme=light&size=xlarge"],
    "phone": [
        "theme=dark",
        "theme=dark&size=xlarge",
        "theme=light&contrast=high&size=xlarge",
        "theme=dark&contrast=high&size=large",
    ],
}
DRESSED = """async look => {
    const {dataset} = document.documentElement;
    for (const name of ["contrast", "size"]) delete dataset[name];
    Object.assign(dataset, look);
    // what follows the width by a script does so before the second frame; colours go over by degrees
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const changes = () => document.getAnimations().filter((one) => one instanceof CSSTransition);
    await frame();
    await frame();
    await Promise.allSettled(changes().map((one) => one.finished));
}"""
TABS_TO_THE_END = 250
FOCUSED = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
        html: node.outerHTML.slice(0, 120),
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
        covered: !!at && !node.contains(at) && !at.contains(node),
        marked: style.outlineStyle !== "none" || style.boxShadow !== "none",
    };
}"""
NOT_PAGES = (
    ".docx",
    ".xlsx",
    ".pdf",
    ".csv",
    ".1251",
    ".xml",
    ".zip",
    ".ics",
    ".json",
    "/static/",
    "/styleguide",
)


def links(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("a[href]:not([download])", "nodes => nodes.map(n => n.href)")
    return [url for url in found if urlsplit(url).netloc == urlsplit(page.url).netloc]


def shape(url: str) -> str:
    """Cards of one kind differ by number, sub-sections of «Сведения» by name: one of a kind is enough."""
    parts = urlsplit(url).path.split("/")
    named = {place + 1 for place, part in enumerate(parts) if part == "sveden" and parts[place + 1 :] != [""]}
    return "/".join(
        "#" if part.isdigit() or len(part) > 30 or place in named else part
        for place, part in enumerate(parts)
    )


def crawl(page: Page, start: str, troubles: list[str]) -> Iterator[str]:
    seen, waiting = set(), [(start, "")]
    while waiting and len(seen) < DEPTH_PER_ROLE:
        url, referrer = waiting.pop(0)
        url = url.split("#")[0]
        if shape(url) in seen or any(mark in url for mark in NOT_PAGES):
            continue
        seen.add(shape(url))
        answer = page.goto(url)
        if answer is None or answer.status != 200:
            troubles.append(f"{url} answers {answer and answer.status}, linked from {referrer}")
            continue
        waiting += [(link, url) for link in links(page)]
        yield url


def findings(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    result: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in result["violations"]]


@pytest.fixture(scope="session")
def met(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Which kinds of page were looked at closely; the processes of one run share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "met"
    folder.mkdir(exist_ok=True)
    return folder


def times_met(met: Path, kind: str) -> int:
    """How many of this kind were looked at closely before, up to all that are; this one then counts too."""
    for turn in range(CLOSELY):
        try:
            (met / f"{kind.replace('/', '_')}.{turn}").touch(exist_ok=False)
        except FileExistsError:
            continue
        return turn
    return CLOSELY


def dress(page: Page, address: str, look: str) -> None:
    """The look of the next page."""
    page.context.add_cookies([{"name": "opora_look", "value": look, "url": address}])


def resize(tab: Page, name: str, height: int = HEIGHT) -> None:
    tab.set_viewport_size({"width": WIDTHS[name], "height": height})


def unfold(tab: Page, name: str) -> None:
    """What the tab bar covers can be scrolled from under it, so nothing may count as covered."""
    # twice where there is a bar: a chat grows with its window, up to what was said in it
    for _time in range(1 + tab.locator(".tabbar").count()):
        resize(tab, name, tab.evaluate("document.documentElement.scrollHeight"))


def listen(tab: Page, name: str, troubles: list[str]) -> None:
    tab.on("console", lambda m: troubles.append(f"{m.text}") if m.type == "error" else None)
    tab.on("pageerror", lambda error: troubles.append(f"{name}: {error}"))


def looked_at(tab: Page, name: str, closely: bool) -> list[str]:
    """What is wrong with a page as it stands."""
    found = []
    if closely:
        unfold(tab, name)
        found = findings(tab)
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"шире экрана на {wide} px"] if wide > 0 else [])


@pytest.mark.parametrize("login", ROLES, ids=lambda login: login or "public")
def test_every_page_is_sound(login: str, enter: Visitor, met: Path) -> None:
    troubles: list[str] = []
    page = enter(login, width=WIDTHS["desk"])
    listen(page, "desk", troubles)
    phones: list[Page] = []

    def phone_at(url: str, look: str) -> Page:
        if not phones:
            phones.append(enter(login, width=WIDTHS["phone"], dark=True))
            listen(phones[0], "phone", troubles)
        dress(phones[0], enter.address, look)
        phones[0].goto(url)
        return phones[0]

    def look_at(tab: Page, name: str, look: str, closely: bool) -> None:
        troubles.extend(f"{url} {name}, {look}: {one}" for one in looked_at(tab, name, closely))
        shoot(tab, f"{login.split(':')[0] or 'public'}{shape(url).replace('/', '_')}.{name}")

    turn = ROLES.index(login)
    dress(page, enter.address, LOOKS["desk"][turn % len(LOOKS["desk"])])
    for url in crawl(page, "/cabinet/" if login else "/", troubles):
        worn = {name: looks[turn % len(looks)] for name, looks in LOOKS.items()}
        times = times_met(met, shape(url))
        look_at(page, "desk", worn["desk"], times < CLOSELY)
        if times == 0:
            phone = phone_at(url, worn["phone"])
            look_at(phone, "phone", worn["phone"], True)
            resize(phone, "phone")
        else:
            page.emulate_media(color_scheme="dark")
            resize(page, "phone")
            page.evaluate(DRESSED, dict(parse_qsl(worn["phone"])))
            look_at(page, "phone", worn["phone"], times < CLOSELY)
            page.emulate_media(color_scheme="light")
        resize(page, "desk")
        turn += 1
        dress(page, enter.address, LOOKS["desk"][turn % len(LOOKS["desk"])])
    assert not troubles, "\n".join(troubles)


# the short ones last: the processes of a run end together
@pytest.mark.parametrize("login", ROLES, ids=lambda login: login or "public")
def test_a_page_is_walked_by_tab(login: str, enter: Visitor) -> None:
    """Each thing in its turn, seen, not under the bars, its focus marked; the end is reached."""
    page = enter(login, height=700)
    page.goto("/cabinet/" if login else "/")
    troubles: list[str] = []
    for _step in range(TABS_TO_THE_END):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            break
        troubles += [
            f"{word}: {at['html']}"
            for word, bad in (
                ("не видно", not at["seen"]),
                ("закрыто", at["covered"]),
                ("без отметки", not at["marked"]),
            )
            if bad
        ]
    else:
        troubles.append("конца не видно")
    assert not troubles, "\n".join(troubles)


def test_axe_is_there() -> None:
    assert Path(AXE).exists()
