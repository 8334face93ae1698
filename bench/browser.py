"""What a page weighs in Chromium: bytes over the wire and requests, with an empty and with a full cache."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.scenes import LOGIN, PAGES, World
from bench.server import Server

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@dataclass(frozen=True, slots=True)
class Weight:
    cold_kb: float
    cold_requests: int
    warm_kb: float
    warm_requests: int


class Meter:
    """Counts what a page asks for over the network; answers of the cache are not asked."""

    def __init__(self, session: Any) -> None:
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.webSocketCreated", self._asked)
        session.on("Network.requestServedFromCache", self._cached)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        self.asked: set[str] = set()
        self.cached: set[str] = set()
        self.bytes = 0.0

    def _asked(self, event: dict[str, Any]) -> None:
        if not event.get("request", {}).get("url", "").startswith("data:"):
            self.asked.add(event["requestId"])

    def _cached(self, event: dict[str, Any]) -> None:
        self.cached.add(event["requestId"])

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache") or event["response"].get("fromPrefetchCache"):
            self.cached.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    @property
    def requests(self) -> int:
        return len(self.asked - self.cached)


def weigh(server: Server, world: World) -> dict[str, Weight]:
    """By key of a scene."""
    with _chromium() as chromium:
        return {
            page.key: _weigh(chromium, server, world["ours"][page.key], world["cookies"][page.role][0])
            for page in (LOGIN, *PAGES)
            if page.in_browser
        }


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def _weigh(chromium: Browser, server: Server, path: str, cookie: str) -> Weight:
    context = chromium.new_context(locale="ru-RU", viewport={"width": 1280, "height": 900})
    address = f"http://127.0.0.1:{server.port}"
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
    cold = _opened(context, address + path)
    warm = _opened(context, address + path)
    context.close()
    return Weight(cold[0], cold[1], warm[0], warm[1])


def _opened(context: BrowserContext, address: str) -> tuple[float, int]:
    page = context.new_page()
    meter = Meter(context.new_cdp_session(page))
    page.goto(address, wait_until="networkidle")
    page.close()
    return meter.bytes / 1024, meter.requests
