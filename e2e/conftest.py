"""A real server with the demonstration centre, and Debian's Chromium against it."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 180
PASSWORD = "baltika-2026"
# how fast pages are is measured in bench/; here a busy machine must not look like a fault
PATIENCE_MS = 15_000
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
    # video rooms: a camera and a microphone that are made up, and a network that is this machine
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file tell one story and stay together; only the walks of roles go anywhere."""
    for item in items:
        item.add_marker(pytest.mark.e2e)
        if item.path.name != "test_pages.py":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="нет программы chromium"))


def pytest_configure(config: pytest.Config) -> None:
    """The processes of one run share what is loaded once."""
    expect.set_options(timeout=PATIENCE_MS)
    if not hasattr(config, "workerinput"):
        os.environ["OPORA_E2E_LOADED"] = folder = tempfile.mkdtemp(prefix="opora-loaded-")
        Path(folder).chmod(0o755)  # PostgreSQL runs under a user of its own


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop("OPORA_E2E_LOADED"), ignore_errors=True)


def load(command: list[str], data: str, env: dict[str, str]) -> None:
    """The demonstration centre of one clock: loaded by the first who needs it, copied by the others."""
    kept = Path(os.environ["OPORA_E2E_LOADED"]) / Path(command[0]).stem
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            draft = kept.with_suffix(".new")
            subprocess.run([sys.executable, *command, "demo", "--data", draft], env=env, cwd=ROOT, check=True)
            draft.rename(kept)
    subprocess.run(["cp", "-a", f"{kept}/.", data], check=True)


class Served:
    """``opora serve`` on a demonstration centre of its own; it may be killed and started again."""

    def __init__(self, command: list[str], data: str, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        ours = ("OPORA_", "DATABASE_URL", "DJANGO_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        self._environment = kept | settings
        self._serve = [sys.executable, *command, "serve", "--data", data, "--port", str(port)]
        self.data, self.address = Path(data), f"http://127.0.0.1:{port}"
        load(command, data, self._environment)
        self.start()

    def start(self) -> None:
        """Until it answers."""
        self.process = subprocess.Popen(self._serve, env=self._environment, cwd=ROOT)
        deadline = time.monotonic() + START_SECONDS
        while True:
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            try:
                urllib.request.urlopen(f"{self.address}/health/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)

    def kill(self) -> None:
        """As a crash does it; the database stays."""
        self.process.kill()
        self.process.wait(timeout=30)

    def end(self) -> None:
        """It must end cleanly."""
        self.process.terminate()
        assert self.process.wait(timeout=30) == 0


def served(command: list[str], **settings: str) -> Iterator[Served]:
    # not pytest's own folder: it is closed to the user under whom PostgreSQL runs
    with tempfile.TemporaryDirectory(prefix="opora-") as data:
        centre = Served(command, data, **settings)
        yield centre
        centre.end()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The demonstration centre of today."""
    for centre in served(["-m", "opora"]):
        yield centre.address


class Clock:
    """Sets what the journey's server takes for «now»."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def set(self, moment: str) -> None:
        self.moment = moment
        draft = self.path.with_suffix(".new")
        draft.write_text(moment, encoding="utf-8")
        draft.replace(self.path)
        time.sleep(0.3)

    def run(self, seconds: float) -> None:
        """For once time passes there as it does here, second by second."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.7)
            self.set((datetime.fromisoformat(self.moment) + timedelta(seconds=1)).isoformat())


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    clock = Clock(tmp_path_factory.mktemp("clock") / "now")
    clock.set("2026-11-23T17:52:00+03:00")
    return clock


@pytest.fixture(scope="module")
def centre_of_then(clock: Clock) -> Iterator[Served]:
    """The demonstration centre on Monday 23.11.2026; ``clock`` moves its time."""
    yield from served(["e2e/serve_at.py", str(clock.path)])


@pytest.fixture(scope="module")
def server_of_then(centre_of_then: Served) -> str:
    return centre_of_then.address


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


def island(page: Page, name: str) -> None:
    """Wait until it listens: on a busy machine a button is seen, and pressed, before its script has come."""
    page.locator(f"{name}:defined").first.wait_for(state="attached")


class Visitor:
    """Opens pages as one person or another, each in a browser of its own.

    Who has logged in to a server once is known there to the tests that come after.
    """

    known: ClassVar[dict[tuple[str, str], list[Any]]] = {}

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []

    def __call__(
        self,
        login: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        worker: bool = False,
        address: str = "",
    ) -> Page:
        """``"gromov:deputy"`` presses a card of the log-in page, ``"khan"`` types a password.

        Requests of a page with a service worker cannot be cut by a test: ``worker`` lets it in. ``address``:
        of a way to the server that is not the straight one.
        """
        context = self.browser.new_context(
            base_url=address or self.address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            service_workers="allow" if worker else "block",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        if login:
            self._log_in(page, login)
        return page

    def _log_in(self, page: Page, login: str) -> None:
        known = (self.address, login)
        if known in self.known:
            page.context.add_cookies(self.known[known])
            page.goto("/cabinet/")
            if "/login/" not in page.url:  # a moved clock may have ended the session
                return
        page.goto("/login/")
        if ":" in login:
            page.locator(f'[data-login="{login}"]').click()
        else:
            page.get_by_label("Логин").fill(login)
            page.get_by_label("Пароль").fill(PASSWORD)
            page.get_by_role("button", name="Войти", exact=True).click()
        page.wait_for_url("**/cabinet/**")
        self.known[known] = page.context.cookies()

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
