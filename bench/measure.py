"""The whole measurement, in order; see :func:`measured`."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import browser, growth, importing, report, writing
from bench.driving import FULL, QUICK, Gear, Run, drive, warm_up
from bench.scenes import BOOK, CANCEL, FLOORS, LOGIN, PAGES, World
from bench.server import PRODUCT, ROOT, Server, ask_inside, database_address, run_opora

MINIMAL, ROAD = "bench.minimal.settings", "bench.minimal.road"


@dataclass(frozen=True, slots=True)
class Stand:
    """Both servers on one data folder, and what is asked of them."""

    ours: Server
    minimal: Server
    world: World
    gears: Sequence[Gear]
    dsn: str


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bench/run.py", description="Измеряет Опору рядом с простейшими страницами."
    )
    parser.add_argument(
        "--quick", action="store_true", help="scale 1, без загрузки 10 000 слушателей: до двух минут"
    )
    parser.add_argument("--reuse", action="store_true", help="взять данные прошлого прогона")
    parser.add_argument("--data", type=Path, default=ROOT / "build" / "bench", help="папка для данных")
    parser.add_argument(
        "--growth", action="store_true", help="цена страниц при 10 000 и 1 000 000 консультаций"
    )
    parser.add_argument(
        "--sessions", type=int, default=growth.LONG, help="сколько консультаций у старого центра"
    )
    chosen = parser.parse_args()
    if chosen.growth:
        return grown(chosen.data, chosen.sessions, quick=chosen.quick, reuse=chosen.reuse)
    small = data_folder(chosen.data, 1, reuse=chosen.reuse)
    large = small if chosen.quick else data_folder(chosen.data, 10, reuse=chosen.reuse)
    results = measured(small, large, quick=chosen.quick)
    found = growth.latest()
    aging = growth.page(found) if found else "Ещё не измерено: `bench/run.py --growth`."
    if not chosen.quick:
        report.write(results, aging)
    print(report.page(results, aging))
    return 1 if list(report.above(results)) else 0


def grown(parent: Path, sessions: int, *, quick: bool, reuse: bool) -> int:
    """One centre young and old; ``--quick`` takes a tenth of a centre and writes nothing."""
    base = data_folder(parent, 1 if quick else 10, reuse=reuse)
    few = min(growth.SHORT, sessions)
    young = growth.aged(base, parent / "growth-young", few, say, reuse=reuse)
    old = growth.aged(young, parent / "growth-old", sessions, say, reuse=reuse)
    results = growth.measured(young, old, say)
    if not quick:
        growth.write(results)
    print(growth.page(results))
    return 1 if growth.grown(results) else 0


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def data_folder(parent: Path, scale: int, *, reuse: bool) -> Path:
    folder = parent / f"scale-{scale}"
    if reuse and (folder / "loaded").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    say(f"Загружаю демонстрационный центр, scale {scale}…")
    run_opora(folder, "demo", "--scale", str(scale))
    (folder / "loaded").touch()
    return folder


def measured(small: Path, large: Path, *, quick: bool) -> report.Results:
    scale = 1 if small == large else 10
    say("Готовлю сессии и места…")
    world = ask_inside(large, "world")
    results: report.Results = {
        "machine": report.machine(),
        "scale": scale,
        "rows": world["rows"],
        "argon2_ms": world["argon2_ms"],
        **alone(large, world),
    }
    with ExitStack() as stack:
        ours, minimal = (stack.enter_context(Server(large, settings)) for settings in (PRODUCT, MINIMAL))
        stand = Stand(ours, minimal, world, QUICK if quick else FULL, database_address(large))
        results["floors"] = floors(stand, large)
        results["scenes"] = {**pages(stand), **writes(stand)}
        say("Chromium…")
        for key, weight in browser.weigh(ours, world).items():
            results["scenes"][key]["browser"] = asdict(weight)
        say("Десять на одно место…")
        results["double_booking"] = writing.double_booking(ours, world, stand.dsn)
        say("Двести на последние места…")
        results["seat_race"] = writing.seat_race(ours, world, stand.dsn)
    say("Запросы SQL…")
    add_statements(results["scenes"], {str(n): folder for n, folder in ((1, small), (scale, large))})
    say("Загрузка слушателей…")
    results["import"] = importing.measure(large, 1_000 if quick else 10_000, **world["import"])
    return results


def alone(data: Path, world: World) -> dict[str, Any]:
    """Cold start of everything, and memory of the one server before and under load."""
    say("Запуск и память…")
    with Server(data) as server:
        idle = server.memory()
        for page in PAGES:
            drive(server, page.requests(world, "ours", 8), Gear(8, 80, 10))
        memory = {"idle": idle, "after_load": server.memory()}
        return {"cold_start_s": server.started_in, "memory_mb": memory}


def floors(stand: Stand, data: Path) -> dict[str, Any]:
    """What a page costs before there is anything on it."""
    with Server(data, ROAD) as road:
        found = {}
        for floor, server in zip(FLOORS, (stand.minimal, road), strict=True):
            lists = floor.requests(stand.world, "minimal", 8)
            warm_up(server, lists)
            found[floor.key] = asdict(drive(server, lists, Gear(8, 800, 5)))
        return found


def pages(stand: Stand) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for page in PAGES:
        say(page.title)
        found[page.key] = {"ours": {}, "minimal": {}}
        for side, server in (("ours", stand.ours), ("minimal", stand.minimal)):
            warm_up(server, page.requests(stand.world, side, 8))
        for gear in stand.gears:
            for side, server in (("ours", stand.ours), ("minimal", stand.minimal)):
                lists = page.requests(stand.world, side, gear.clients)
                found[page.key][side][str(gear.clients)] = asdict(drive(server, lists, gear))
    return found


def writes(stand: Stand) -> dict[str, Any]:
    found: dict[str, Any] = {scene.key: {"ours": {}, "minimal": {}} for scene in (LOGIN, BOOK, CANCEL)}

    def keep(key: str, side: str, gear: Gear, run: Run) -> None:
        found[key][side][str(gear.clients)] = asdict(run)

    for gear in stand.gears:
        say(f"Вход и запись, клиентов: {gear.clients}")
        for side, server in (("ours", stand.ours), ("minimal", stand.minimal)):
            keep(LOGIN.key, side, gear, writing.log_in(server, stand.world, side, gear))
            booked, given_back = writing.book_and_cancel(server, stand.world, side, gear, stand.dsn)
            keep(BOOK.key, side, gear, booked)
            keep(CANCEL.key, side, gear, given_back)
    return found


def add_statements(scenes: dict[str, Any], folders: dict[str, Path]) -> None:
    for scale, folder in folders.items():
        for key, count in ask_inside(folder, "statements").items():
            if key in scenes:
                scenes[key].setdefault("statements", {})[scale] = count
