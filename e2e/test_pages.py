"""Every page of every role: no axe finding, no script or CSP error, no sideways scroll; desktop and phone.

The looks a person may choose take turns from page to page and begin elsewhere for each role, so that
pages of one kind, met by several roles, are seen in all of them.
"""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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
WIDTHS = {"desk": 1280, "phone": 390}
LOOKS = {
    "desk": ["theme=light", "theme=light&contrast=high&size=large", "theme=light&size=xlarge"],
    "phone": [
        "theme=dark",
        "theme=dark&size=xlarge",
        "theme=light&contrast=high&size=xlarge",
        "theme=dark&contrast=high&size=large",
    ],
}
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
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in result["violations"]]


def in_turn(looks: list[str], first: int) -> Iterator[str]:
    return islice(cycle(looks), first % len(looks), None)


def dress(page: Page, address: str, look: str) -> str:
    page.context.add_cookies([{"name": "opora_look", "value": look, "url": address}])
    return look


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


def unfold(tab: Page, width: int) -> None:
    """What the tab bar covers can be scrolled from under it, so nothing may count as covered."""
    tab.set_viewport_size({"width": width, "height": 800})
    # twice where there is a bar: a chat grows with its window, up to what was said in it
    for _time in range(1 + tab.locator(".tabbar").count()):
        height = tab.evaluate("document.documentElement.scrollHeight")
        tab.set_viewport_size({"width": width, "height": height})


@pytest.mark.parametrize("login", ROLES, ids=lambda login: login or "public")
def test_every_page_is_sound(login: str, enter: Visitor) -> None:
    page, phone = enter(login, width=WIDTHS["desk"]), enter(login, width=WIDTHS["phone"], dark=True)
    troubles: list[str] = []
    for name, tab in (("desk", page), ("phone", phone)):
        tab.on("console", lambda m: troubles.append(f"{m.text}") if m.type == "error" else None)
        tab.on("pageerror", lambda error, name=name: troubles.append(f"{name}: {error}"))
    looks = {name: in_turn(LOOKS[name], ROLES.index(login)) for name in WIDTHS}
    worn = {
        name: dress(tab, enter.address, next(looks[name])) for name, tab in (("desk", page), ("phone", phone))
    }
    for url in crawl(page, "/cabinet/" if login else "/", troubles):
        phone.goto(url)
        for name, tab in (("desk", page), ("phone", phone)):
            unfold(tab, WIDTHS[name])
            troubles += [f"{url} {name}, {worn[name]}: {finding}" for finding in findings(tab)]
            wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                troubles.append(f"{url} {name}, {worn[name]}: шире экрана на {wide} px")
            shoot(tab, f"{login.split(':')[0] or 'public'}{shape(url).replace('/', '_')}.{name}")
            worn[name] = dress(tab, enter.address, next(looks[name]))
    assert not troubles, "\n".join(troubles)


def test_axe_is_there() -> None:
    assert Path(AXE).exists()
