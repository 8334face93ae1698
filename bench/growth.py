"""What a page costs when a centre grows old: the same pages at 10 000 and at 1 000 000 consultations.

``python bench/run.py --growth``: one centre is measured, made a hundred times longer by ``bench.history``,
and measured again, the same people asking for the same pages. A new scene is a row of ``scenes.AGING``.
"""

import json
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


def measured(data: Path, long: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Both ages of one centre, in one run on one machine."""
    addresses: dict[str, str] = {}
    ages: list[dict[str, Any]] = []
    for sessions in (min(SHORT, long), long):
        say(f"Наращиваю до {sessions} консультаций…")
        with Server(data) as server:
            rows = grow(database_address(data), sessions, say)
            inside = ask_inside(data, "both")
            counts = inside["statements"]
            addresses = addresses or inside["world"]["ours"]
            world = {**inside["world"], "ours": addresses}
            costs = {}
            for scene in AGING:
                say(f"  {scene.title}")
                costs[scene.key] = _cost(server, scene, world, counts)
            say(f"{BOOK.title}…")
            costs[BOOK.key] = _booking(server, world, counts)
            memory = server.memory()
            ages.append(
                {
                    "sessions": rows,
                    "memory_mb": memory,
                    "costs": {key: asdict(cost) for key, cost in costs.items()},
                }
            )
    return {"machine": report.machine(), "ages": ages}


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
            found.append(f"{scene.title}: {report.number(before)} → {report.number(after)} мс процессора")
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
        pair = [f"{report.number(one[key])} → {report.number(two[key])}" for key in ("postgres_cpu", "p50")]
        statements = f"{one['statements']} / {two['statements']}" if one["statements"] else "—"
        times = report.number(_whole(two) / _whole(one), 2)
        rows.append(
            [scene.title, report.number(_whole(one)), report.number(_whole(two)), times, *pair, statements]
        )
    words = grown(results)
    memory = [report.number(age["memory_mb"], 0) for age in results["ages"]]
    return "\n".join(
        [
            report.table(head, rows),
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
