"""What a page costs when a centre grows old: the same pages at 10 000 and at 1 000 000 consultations.

``python bench/run.py --growth``: one centre is measured, made a hundred times longer by ``bench.history``,
and measured again, the same people asking for the same pages. A new scene is a row of ``scenes.AGING``.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench import report, writing
from bench.driving import Gear, drive, warm_up
from bench.history import grow
from bench.scenes import AGING, BOOK, Scene, World
from bench.server import ROOT, Server, ask_inside, database_address
from bench.tables import number, table

SHORT, LONG = 10_000, 1_000_000
ROUNDS, GEAR = 3, Gear(4, 60, 6)
MOST_TIMES, NOISE_MS = 1.2, 1.0
JSON_FILE = ROOT / "bench" / "growth.json"


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of the rounds, ms a request: processor of server and PostgreSQL, answer; SQL statements."""

    cpu: float
    postgres_cpu: float
    p50: float
    statements: int | None = None


def aged(base: Path, folder: Path, sessions: int, say: Callable[[str], None], *, reuse: bool) -> Path:
    """A copy of a centre with so many consultations and the addresses of what is asked of it."""
    told = folder / "addresses.json"
    if reuse and told.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-a", base, folder], check=True)
    say(f"Наращиваю до {sessions} консультаций…")
    with Server(folder):
        grow(database_address(folder), sessions, say)
        if not told.exists():  # of an older centre the same things are asked
            told.write_text(json.dumps(ask_inside(folder, "both")["world"]["ours"]), encoding="utf-8")
    return folder


def measured(young: Path, old: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Both ages of one centre, in one run on one machine."""
    ages = [_age(folder, say) for folder in (young, old)]
    return {"machine": report.machine(), "ages": ages}


def _age(folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    with Server(folder) as server:
        rows = grow(database_address(folder), 0, say)
        say(f"{rows} консультаций:")
        inside = ask_inside(folder, "both")
        counts = inside["statements"]
        addresses = json.loads((folder / "addresses.json").read_text(encoding="utf-8"))
        world = {**inside["world"], "ours": addresses}
        costs = {}
        for scene in AGING:
            say(f"  {scene.title}")
            costs[scene.key] = _cost(server, scene, world, counts)
        say(f"  {BOOK.title}")
        costs[BOOK.key] = _booking(server, world, counts)
        costs_told = {key: asdict(cost) for key, cost in costs.items()}
        return {"sessions": rows, "memory_mb": server.memory(), "costs": costs_told}


def _cost(server: Server, scene: Scene, world: World, counts: dict[str, int]) -> Cost:
    lists = scene.requests(world, "ours", GEAR.clients)
    warm_up(server, lists)
    runs = [drive(server, lists, GEAR) for _round in range(ROUNDS)]
    return Cost(
        median(run.cpu for run in runs),
        median(run.postgres_cpu for run in runs),
        median(run.p50 for run in runs),
        counts.get(scene.key),
    )


def _booking(server: Server, world: World, counts: dict[str, int]) -> Cost:
    gear = Gear(GEAR.clients, 120, 30)
    dsn = database_address(server.data)
    runs = [writing.book_and_cancel(server, world, "ours", gear, dsn)[0] for _round in range(ROUNDS)]
    return Cost(
        median(run.cpu for run in runs),
        median(run.postgres_cpu for run in runs),
        median(run.p50 for run in runs),
        counts.get(BOOK.key),
    )


def grown(results: dict[str, Any]) -> list[str]:
    """Scenes whose price did not stay flat, in words."""
    young, old = (age["costs"] for age in results["ages"])
    found = []
    for scene in (*AGING, BOOK):
        before, after = (_whole(costs[scene.key]) for costs in (young, old))
        if after > before * MOST_TIMES + NOISE_MS:
            found.append(f"{scene.title}: {number(before)} → {number(after)} мс процессора")
        if young[scene.key]["statements"] != old[scene.key]["statements"]:
            found.append(f"{scene.title}: число запросов SQL меняется")
    return found


def _whole(cost: dict[str, float]) -> float:
    return cost["cpu"] + cost["postgres_cpu"]


def page(results: dict[str, Any]) -> str:
    """The table of ``docs/performance.md``."""
    young, old = results["ages"]
    head = [
        "Задача",
        f"{young['sessions']}, мс",
        f"{old['sessions']}, мс",
        "раз",
        "PostgreSQL, мс",
        "p50, мс",
        "SQL",
    ]
    rows = []
    for scene in (*AGING, BOOK):
        one, two = young["costs"][scene.key], old["costs"][scene.key]
        pair = [f"{number(one[key])} → {number(two[key])}" for key in ("postgres_cpu", "p50")]
        statements = f"{one['statements']} / {two['statements']}" if one["statements"] else "—"
        times = number(_whole(two) / _whole(one), 2)
        rows.append([scene.title, number(_whole(one)), number(_whole(two)), times, *pair, statements])
    words = grown(results)
    memory = [number(age["memory_mb"], 0) for age in results["ages"]]
    return "\n".join(
        [
            table(head, rows),
            "",
            f"Память сервера: {memory[0]} → {memory[1]} МБ.",
            "",
            *(f"- Растёт: {one}" for one in words),
            *([] if words else ["Цена каждой страницы не зависит от возраста центра."]),
        ]
    )


def write(results: dict[str, Any]) -> None:
    JSON_FILE.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def latest() -> dict[str, Any] | None:
    with suppress(FileNotFoundError):
        return dict(json.loads(JSON_FILE.read_text(encoding="utf-8")))
    return None
