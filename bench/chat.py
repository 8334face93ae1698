"""``python -m bench.chat``: the chat under load beside a raw broadcast server, nats-server and prosody."""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop

from bench.chat_crowd import Crowd, Page, result
from bench.chat_peers import PEERS, Peer
from bench.chat_report import HUB, TITLES, WHOLE, above, page, write
from bench.chat_wires import Ours, Speaking, Wire
from bench.report import machine
from bench.server import ROOT, Server, ask_inside, run_opora

ROOMS = (100, 1000)
RATES = {100: 100.0, 1000: 10.0}
WINDOW = 8
MUC_LIMIT = 100  # everybody is told of everybody who enters: a thousand would take minutes
Results = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.chat", description="Измеряет чат рядом с соперниками."
    )
    parser.add_argument("--quick", action="store_true", help="комната на 100, 1000 сокетов: минута")
    parser.add_argument("--reuse", action="store_true", help="взять данные прошлого прогона")
    parser.add_argument("--write", action="store_true", help="записать результаты и docs/performance.md")
    parser.add_argument("--data", type=Path, default=ROOT / "build" / "bench", help="папка для данных")
    chosen = parser.parse_args()
    rooms = ROOMS[:1] if chosen.quick else ROOMS
    seconds, idle = (5.0, 1000) if chosen.quick else (15.0, 10_000)
    folder = data_folder(chosen.data / "chat", reuse=chosen.reuse)
    crowd = json.loads((folder / "crowd.json").read_text())
    results: Results = {"machine": machine(), "load_before": os.getloadavg()[0], "idle": idle, "systems": {}}
    with tempfile.TemporaryDirectory(prefix="opora-chat-") as place:
        for kind in PEERS:
            if not kind.is_here():
                say(f"Нет программы {kind.program}: соперник пропущен (apt install {kind.program}).")
                continue
            results["systems"][kind.name] = uvloop.run(peer(kind, Path(place), rooms, seconds, idle))
    results["systems"].update(uvloop.run(opora(folder, crowd, rooms, seconds, idle)))
    results["load_after"] = os.getloadavg()[0]
    print(page(results))
    if chosen.write:
        write(results)
    return 1 if list(above(results)) else 0


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def data_folder(folder: Path, *, reuse: bool) -> Path:
    if reuse and (folder / "crowd.json").exists():
        return folder
    say("Загружаю центр и тысячу людей чата…")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run_opora(folder, "demo")
    os.environ["BENCH_CROWD"] = ",".join(map(str, ROOMS))
    (folder / "crowd.json").write_text(json.dumps(ask_inside(folder, "crowd")))
    return folder


async def peer(kind: type[Peer], place: Path, rooms: tuple[int, ...], seconds: float, idle: int) -> Results:
    found: Results = {"title": kind.title, "rooms": {}}
    for size in rooms if kind.name != "prosody" else (MUC_LIMIT,):
        say(f"{kind.title}: {size}")
        with kind(place) as system:
            crowd, wires = Crowd(), [system.wire(n) for n in range(size)]
            entered = await crowd.enter(system.address, wires)

            async def word(crowd: Crowd = crowd, wires: list[Speaking] = wires) -> None:
                n = len(crowd.latencies) % len(wires)
                crowd.clients[n].say(wires[n].message())

            measured = await measure(crowd, word, system.cpu, size, seconds)
            found["rooms"][str(size)] = {"entered_s": round(entered, 2), **measured}
            await crowd.leave()
    with kind(place) as system:
        many = min(idle, 2000) if kind.name == "prosody" else idle
        if kind.name != "prosody":
            found["idle_kb"] = await idle_kb(system.memory, system.address, system.wire, many)
    return found


async def opora(folder: Path, people: Results, rooms: tuple[int, ...], seconds: float, idle: int) -> Results:
    found: Results = {name: {"title": TITLES[name], "rooms": {}} for name in (WHOLE, HUB)}
    with Server(folder) as sockets, Server(folder) as pages:
        address = f"127.0.0.1:{sockets.port}"

        def tab(number: int, room: str) -> Wire:
            one = people["people"][number % len(people["people"])]
            return Ours(one["cookie"], room, f"http://{address}")

        def cpu() -> dict[str, float]:
            spent = sockets.cpu()
            return {"server": spent.server, "postgres": spent.postgres}

        for size in rooms:
            chat = people["rooms"][str(size)]
            crowd = Crowd()
            say(f"Опора: {size}")
            before = cpu()
            entered = await crowd.enter(address, [tab(n, f"chat:{chat}") for n in range(size)])
            storm = {"entered_s": round(entered, 2), "entered_cpu_ms": _per(before, cpu(), size)}
            for name, where in ((WHOLE, address), (HUB, f"127.0.0.1:{pages.port}")):
                page = Page(where, chat, crowd.clients)
                for _n in range(5):  # both processes have compiled what they ask
                    await page.say()
                found[name]["rooms"][str(size)] = {
                    **storm, **await measure(crowd, page.say, cpu, size, seconds),
                }  # fmt: skip
            await crowd.leave()
    with Server(folder) as sockets:
        address = f"127.0.0.1:{sockets.port}"
        found[WHOLE]["idle_kb"] = await idle_kb(
            lambda: sockets.memory() * 1024, address, lambda n: tab(n, ""), idle
        )
    return found


def _per(before: dict[str, float], after: dict[str, float], count: int) -> float:
    return round((after["server"] - before["server"]) * 1000 / count, 2)


async def measure(
    crowd: Crowd, word: Callable[[], Awaitable[None]], cpu: Callable[[], dict[str, float]], size: int,
    seconds: float,
) -> Results:  # fmt: skip
    """As fast as it goes, then at an even pace."""
    found: Results = {}
    runs = {
        "closed": lambda: crowd.closed(word, seconds=seconds, window=WINDOW),
        "paced": lambda: crowd.paced(word, seconds=seconds, rate=RATES[size]),
    }
    for name, run in runs.items():
        before = cpu()
        took = await run()
        spent = {key: value - before[key] for key, value in cpu().items()}
        found[name] = result(crowd, took, spent)
        say(f"  {name}: {found[name]}")
    return found


async def idle_kb(
    memory: Callable[[], float], address: str, wire: Callable[[int], Wire], count: int
) -> float:
    """Memory of one socket that nobody speaks on: of the second half, when pools are already there."""
    crowd = Crowd()
    half = count // 2
    await crowd.enter(address, [wire(n) for n in range(half)])
    await asyncio.sleep(2)
    before = memory()
    await crowd.enter(address, [wire(half + n) for n in range(half)])
    await asyncio.sleep(2)
    kb = (memory() - before) / half
    say(f"  {count} сокетов: {kb:.1f} кБ на сокет")
    await crowd.leave()
    return round(kb, 1)


if __name__ == "__main__":
    began = time.monotonic()
    code = main()
    say(f"Всего {time.monotonic() - began:.0f} с")
    sys.exit(code)
