"""A real server with the demonstration centre, and Debian's Chromium against it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 180
PASSWORD = "baltika-2026"
SHOTS = ROOT / "e2e" / "shots"
GUIDE = ROOT / "docs" / "user" / "img"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.e2e)
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="нет программы chromium"))


def started(command: list[str], data: str) -> Iterator[str]:
    """Load the demo and run ``opora serve`` until the tests are over; it must end cleanly."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = ("OPORA_", "DATABASE_URL", "DJANGO_")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    opora = [sys.executable, *command]
    subprocess.run([*opora, "demo", "--data", data], env=clean, cwd=ROOT, check=True)
    process = subprocess.Popen([*opora, "serve", "--data", data, "--port", str(port)], env=clean, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None
        assert time.monotonic() < deadline
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=5).close()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    process.terminate()
    assert process.wait(timeout=30) == 0


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The demonstration centre of today."""
    # not pytest's own folder: it is closed to the user under whom PostgreSQL runs
    with tempfile.TemporaryDirectory(prefix="opora-") as data:
        yield from started(["-m", "opora"], data)


class Clock:
    """Sets what the journey's server takes for «now»."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def set(self, moment: str) -> None:
        draft = self.path.with_suffix(".new")
        draft.write_text(moment, encoding="utf-8")
        draft.replace(self.path)
        time.sleep(0.3)


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    clock = Clock(tmp_path_factory.mktemp("clock") / "now")
    clock.set("2026-11-23T17:52:00+03:00")
    return clock


@pytest.fixture(scope="module")
def server_of_then(clock: Clock) -> Iterator[str]:
    """The demonstration centre on Monday 23.11.2026; ``clock`` moves its time."""
    with tempfile.TemporaryDirectory(prefix="opora-") as data:
        yield from started(["e2e/serve_at.py", str(clock.path)], data)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def begin(page: Page) -> None:
    """The tour of the first day is read once, by whoever comes first."""
    tour = page.locator("opora-tour")
    if tour.count():
        tour.get_by_role("button", name="Понятно").click()
        expect(tour).to_have_count(0)


class Visitor:
    """Opens pages as one person or another, each in a browser of its own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []

    def __call__(self, login: str = "", *, width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        """``"gromov:deputy"`` presses a card of the log-in page, ``"khan"`` types a password."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="ru-RU",
            timezone_id="Europe/Moscow",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if login:
            page.goto("/login/")
            if ":" in login:
                page.locator(f'[data-login="{login}"]').click()
            else:
                page.get_by_label("Логин").fill(login)
                page.get_by_label("Пароль").fill(PASSWORD)
                page.get_by_role("button", name="Войти", exact=True).click()
            page.wait_for_url("**/cabinet/**")
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def enter(server: str, browser: Browser) -> Iterator[Visitor]:
    visitor = Visitor(browser, server)
    yield visitor
    visitor.close()


@pytest.fixture
def enter_then(server_of_then: str, browser: Browser) -> Iterator[Visitor]:
    visitor = Visitor(browser, server_of_then)
    yield visitor
    visitor.close()


def shoot(page: Page, name: str) -> None:
    """Leave a picture for the person who reviews the change; where nobody looks it only costs time."""
    if os.environ.get("CI"):
        return
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def picture(page: Page, name: str) -> None:
    """A picture of the guides; renewed only on demand, because its dates are those of the run."""
    if not os.environ.get("OPORA_GUIDE_PICTURES"):
        return
    GUIDE.mkdir(exist_ok=True)
    size = page.viewport_size or {"width": 1280, "height": 800}
    page.set_viewport_size({"width": 1120, "height": 700})
    page.evaluate("document.querySelector('.toasts')?.replaceChildren(); scrollTo(0, 0)")
    page.screenshot(path=GUIDE / f"{name}.png")
    page.set_viewport_size(size)
