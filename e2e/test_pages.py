"""Every page of every role: no axe finding, no script or CSP error, no sideways scroll; desktop and phone."""

from collections.abc import Iterator
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
    """Cards of one kind differ by number: one of a kind is enough."""
    parts = ["#" if part.isdigit() or len(part) > 30 else part for part in urlsplit(url).path.split("/")]
    return "/".join(parts)


def crawl(page: Page, start: str, troubles: list[str]) -> Iterator[str]:
    seen, waiting = set(), [(start, "")]
    while waiting and len(seen) < DEPTH_PER_ROLE:
        url, referrer = waiting.pop(0)
        url = url.split("#")[0]
        if shape(url) in seen or any(mark in url for mark in NOT_PAGES):
            continue
        seen.add(shape(url))
        status = page.request.get(url).status
        if status != 200:
            troubles.append(f"{url} answers {status}, linked from {referrer}")
            continue
        page.goto(url)
        waiting += [(link, url) for link in links(page)]
        yield url


def findings(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in result["violations"]]


@pytest.mark.parametrize("login", ROLES, ids=lambda login: login or "public")
def test_every_page_is_sound(login: str, enter: Visitor) -> None:
    page, phone = enter(login, width=WIDTHS["desk"]), enter(login, width=WIDTHS["phone"], dark=True)
    troubles: list[str] = []
    for name, tab in (("desk", page), ("phone", phone)):
        tab.on("console", lambda m: troubles.append(f"{m.text}") if m.type == "error" else None)
        tab.on("pageerror", lambda error, name=name: troubles.append(f"{name}: {error}"))
    for url in crawl(page, "/cabinet/" if login else "/", troubles):
        phone.goto(url)
        for name, tab in (("desk", page), ("phone", phone)):
            # what the tab bar covers can be scrolled from under it, so nothing may count as covered
            tab.set_viewport_size({"width": WIDTHS[name], "height": 800})
            height = tab.evaluate("document.documentElement.scrollHeight")
            tab.set_viewport_size({"width": WIDTHS[name], "height": height})
            troubles += [f"{url} {name}: {finding}" for finding in findings(tab)]
            wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                troubles.append(f"{url} {name}: шире экрана на {wide} px")
            shoot(tab, f"{login.split(':')[0] or 'public'}{shape(url).replace('/', '_')}.{name}")
    assert not troubles, "\n".join(troubles)


def test_axe_is_there() -> None:
    assert Path(AXE).exists()
