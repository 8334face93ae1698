"""Results as JSON for machines and as a short Russian page for people."""

import json
import os
import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import chat_report, meet_report, peers, search_report, site_report
from bench.scenes import FLOORS, LOGIN, PAGES, SCENES, Scene
from bench.server import ROOT
from bench.tables import number, table

JSON_FILE = ROOT / "bench" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
TEMPLATE = ROOT / "bench" / "performance.template.md"
SURE = "8"  # clients at once: where CPU per request is steadiest, and where the peer was measured
Results = dict[str, Any]


def machine() -> dict[str, str]:
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return {
        "cpu": f"{os.cpu_count()} × {model}",
        "python": platform.python_version(),
        "django": version("django"),
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
    }


def write(results: Results, aging: str) -> None:
    JSON_FILE.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(results, aging), encoding="utf-8")


def goal_of(scene: Scene, results: Results) -> float | None:
    """The goal in ms of CPU; a log-in may cost its password's hash and 10 ms."""
    return results["argon2_ms"] + 10 if scene is LOGIN else scene.goal_ms


def above(results: Results) -> Iterator[str]:
    """Everything that is above its goal, in words."""
    for scene in SCENES:
        found = results["scenes"].get(scene.key)
        if found:
            yield from (f"{scene.title}: {words}" for words in _scene_above(scene, found, results))
    if results["cold_start_s"] > peers.GOAL_COLD_START_S:
        yield f"запуск с данными {number(results['cold_start_s'])} с при цели {peers.GOAL_COLD_START_S:.0f} с"
    if results["memory_mb"]["after_load"] > peers.GOAL_MEMORY_MB:
        yield f"память {number(results['memory_mb']['after_load'])} МБ при цели {peers.GOAL_MEMORY_MB} МБ"
    if set(results["double_booking"]) - {1}:
        yield f"одно место досталось не одному: {results['double_booking']}"
    race = results["seat_race"]
    if not race["taken"] == race["booked"] == race["seats"]:
        yield f"мест {race['seats']}, записей {race['taken']}, согласий {race['booked']}"
    if race["p99"] > peers.GOAL_RACE_P99_MS:
        yield f"{race['rivals']} разом на последние места: p99 {number(race['p99'], 0)} мс"


def _scene_above(scene: Scene, found: dict[str, Any], results: Results) -> Iterator[str]:
    ours, minimal = found["ours"][SURE]["cpu"], found["minimal"][SURE]["cpu"]
    goal = goal_of(scene, results)
    if goal and ours > goal:
        yield f"{number(ours)} мс процессора при цели {number(goal)}"
    if ours > peers.GOAL_TIMES_MINIMAL * minimal:
        yield f"в {number(ours / minimal)} раза дороже простейшей страницы"
    if scene in PAGES and found["ours"]["1"]["p95"] > peers.GOAL_P95_MS:
        yield f"p95 {number(found['ours']['1']['p95'])} мс при одном клиенте"
    counts = found.get("statements", {})
    if len(set(counts.values())) > 1:
        yield f"число запросов SQL растёт с данными: {counts}"
    weight = found.get("browser")
    if weight and (
        weight["cold_kb"] > peers.GOAL_COLD_KB or weight["cold_requests"] > peers.GOAL_COLD_REQUESTS
    ):
        yield f"в браузере {number(weight['cold_kb'])} кБ за {weight['cold_requests']} запросов"


def cpu_table(results: Results) -> str:
    head = ["Задача", "Опора", "цель", "простейшая", "раз", "PostgreSQL", "SQL", "соперник", "быстрее в"]
    rows = []
    for scene in SCENES:
        found = results["scenes"].get(scene.key)
        if not found:
            continue
        ours, minimal, peer = found["ours"][SURE], found["minimal"][SURE], scene.peer
        rows.append(
            [
                scene.title,
                number(ours["cpu"]),
                number(goal_of(scene, results)),
                number(minimal["cpu"]),
                number(ours["cpu"] / minimal["cpu"]),
                number(ours["postgres_cpu"]),
                " / ".join(str(n) for n in found.get("statements", {}).values()) or "—",
                number(peer.cpu_ms, 0) if peer else "—",
                number(peer.cpu_ms / (ours["cpu"] + ours["postgres_cpu"])) if peer else "—",
            ]
        )
    return table(head, rows)


def wall_table(results: Results) -> str:
    gears = list(next(iter(results["scenes"].values()))["ours"])
    head = ["Задача", *(f"{n} кл.: p50 / p95, мс; в с" for n in gears), "соперник: p50; в с"]
    rows = []
    for scene in SCENES:
        found = results["scenes"].get(scene.key)
        if found:
            runs = [found["ours"][n] for n in gears]
            cells = [f"{number(r['p50'])} / {number(r['p95'])}; {number(r['per_second'], 0)}" for r in runs]
            peer = f"{number(scene.peer.p50_ms, 0)}; {number(scene.peer.per_second)}" if scene.peer else "—"
            rows.append([scene.title, *cells, peer])
    return table(head, rows)


def browser_table(results: Results) -> str:
    rows = [
        [
            scene.title,
            f"{number(weight['cold_kb'], 0)} кБ, {weight['cold_requests']}",
            f"{number(weight['warm_kb'], 0)} кБ, {weight['warm_requests']}",
        ]
        for scene in (LOGIN, *PAGES)
        if (weight := results["scenes"].get(scene.key, {}).get("browser"))
    ]
    return table(["Страница", "впервые", "повторно"], rows)


def page(results: Results, aging: str) -> str:
    """``aging`` is the table of ``bench.growth``."""
    made, brought, memory = results["machine"], results["import"], results["memory_mb"]
    floors = (f"{floor.title} {number(results['floors'][floor.key]['cpu'], 2)} мс" for floor in FLOORS)
    return TEMPLATE.read_text(encoding="utf-8").format(
        **made,
        **results["rows"],
        scale=results["scale"],
        peer=peers.PEER,
        cpu_table=cpu_table(results),
        wall_table=wall_table(results),
        browser_table=browser_table(results),
        aging=aging,
        chat=chat_report.latest(),
        meet=meet_report.latest(),
        site=site_report.latest(),
        search=search_report.latest(),
        floors="; ".join(floors),
        argon2=number(results["argon2_ms"]),
        cold_start=number(results["cold_start_s"]),
        idle=number(memory["idle"], 0),
        after_load=number(memory["after_load"], 0),
        double_booking=listed(results["double_booking"]),
        rivals=results["seat_race"]["rivals"],
        seats=results["seat_race"]["seats"],
        taken=results["seat_race"]["taken"],
        race_p50=number(results["seat_race"]["p50"], 0),
        race_p99=number(results["seat_race"]["p99"], 0),
        imported=brought["learners"],
        check_s=number(brought["check_s"]),
        apply_s=number(brought["apply_s"]),
        import_memory=number(brought["memory_mb"], 0),
        above="\n".join(f"- {words}" for words in above(results)) or "Ничего.",
        **GOALS,
    )


def listed(values: Iterable[int], sign: str = ", ") -> str:
    return sign.join(map(str, values))


GOALS = {
    "goal_kb": peers.GOAL_COLD_KB,
    "goal_requests": peers.GOAL_COLD_REQUESTS,
    "goal_cold_start": number(peers.GOAL_COLD_START_S, 0),
    "goal_memory": peers.GOAL_MEMORY_MB,
    "goal_race": peers.GOAL_RACE_P99_MS,
    "peer_kb": listed(peers.PEER_COLD_KB, "–"),
    "peer_requests": listed(peers.PEER_COLD_REQUESTS, "–"),
    "peer_cold_start": number(peers.PEER_COLD_START_S),
    "peer_memory": listed(peers.PEER_MEMORY_MB, "–"),
    "peer_double_booking": listed(peers.PEER_DOUBLE_BOOKING),
}
