"""Lighthouse over the open pages: ``python -m bench.lighthouse [ADDRESS]`` (npm, Debian's Chromium).

Without an address the demonstration centre is made and served. Every page must reach :data:`LEAST` in each
category; the best of :data:`TRIES` counts, for a busy machine makes a page slower than it is.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.server import Server, run_opora
from scripts.build_assets import node_folder

NPM = Path(__file__).resolve().parent / "npm"
PAGES = {"Главная": "/", "График": "/grafik/", "Акт": "/acts/pomoshch/", "ЭО и ДОТ": "/distance/"}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST, TRIES = 95, 3
AGAIN = "Please run Lighthouse again"  # its own word for a trace that Chromium did not begin in time
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def main(arguments: list[str]) -> int:
    install()
    if arguments:
        return measure(arguments[0].rstrip("/"))
    with tempfile.TemporaryDirectory(prefix="opora-") as data:
        run_opora(Path(data), "demo")
        with Server(Path(data)) as server:
            return measure(f"http://127.0.0.1:{server.port}")


def measure(address: str) -> int:
    """Prints a line a page; 1 if a page falls short."""
    bad = 0
    for title, path in PAGES.items():
        best: dict[str, int] = {}
        for _n in range(TRIES):
            report = lighthouse(address + path)
            best = {key: max(best.get(key, 0), value) for key, value in scores(report).items()}
            if min(best.values()) >= LEAST:
                break
        words = ", ".join(f"{key} {value}" for key, value in best.items())
        print(f"{title}: {words}", flush=True)
        if min(best.values()) < LEAST:
            bad = 1
            print(*(f"  {line}" for line in failed(report)), sep="\n", flush=True)
    return bad


def lighthouse(url: str) -> dict[str, Any]:
    """One run as on a middling phone, which is the default of Lighthouse and the harder one."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Нет программы chromium.")
    command = [
        NPM / "node_modules" / "lighthouse" / "cli" / "index.js",
        url,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={FLAGS}",
        "--disable-error-reporting",
    ]
    env = {"CHROME_PATH": chromium, "LC_ALL": "ru_RU.UTF-8"}
    for _n in range(TRIES):
        with suppress(UnmeasuredError):
            report: dict[str, Any] = json.loads(node(*command, env=env))
            return report
    raise SystemExit(AGAIN)


class UnmeasuredError(Exception):
    """The run says nothing of the page."""


def scores(report: dict[str, Any]) -> dict[str, int]:
    return {key: round(100 * (report["categories"][key]["score"] or 0)) for key in CATEGORIES}


def failed(report: dict[str, Any]) -> list[str]:
    return [
        f"{audit['id']}: {audit.get('displayValue') or audit['title']}"
        for audit in report["audits"].values()
        if audit["score"] is not None and audit["score"] < 0.9
    ]


def install() -> None:
    """Only here: who serves or builds Opora does not need it."""
    if (NPM / "node_modules" / "lighthouse").is_dir():
        return
    folder = node_folder()
    npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def node(*command: str | Path, env: dict[str, str] | None = None) -> str:
    folder = node_folder() / "bin"
    path = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [folder / "node", *command],
        cwd=NPM,
        env={**os.environ, **path, **(env or {})},
        check=False,
        text=True,
        capture_output=True,
    )
    if done.returncode:
        if AGAIN in done.stdout + done.stderr:
            raise UnmeasuredError
        raise SystemExit(done.stdout[-2000:] + done.stderr[-4000:])
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
