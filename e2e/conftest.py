"""A real server with the demonstration centre, and Debian's Chromium against it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / "e2e" / "shots"
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


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``opora serve --demo`` on a fresh folder."""
    data = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = ("OPORA_", "DATABASE_URL", "DJANGO_")
    process = subprocess.Popen(
        [sys.executable, "-m", "opora", "serve", "--demo", "--data", str(data), "--port", str(port)],
        env={key: value for key, value in os.environ.items() if not key.startswith(ours)},
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        assert process.poll() is None
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=5).close()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    process.terminate()
    assert process.wait(timeout=30) == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


Enter = Callable[..., Page]


@pytest.fixture
def enter(server: str, browser: Browser) -> Iterator[Enter]:
    """``enter("gromov")`` is a page logged in by the demo's log-in card; without a login it is the public."""
    contexts: list[BrowserContext] = []

    def log_in(login: str = "", *, width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=server,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if login:
            page.goto("/login/")
            page.locator(f'[data-login="{login}"] button, button[data-login="{login}"]').first.click()
            page.wait_for_url("**/cabinet/**")
        return page

    yield log_in
    for context in contexts:
        context.close()


def shoot(page: Page, name: str) -> None:
    """Leave a picture for the person who reviews the change."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
