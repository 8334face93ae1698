"""``python -m bench.chaos``: 200 people write in a chat while server, bus and database are killed.

Two servers behind one address share a bus of Redis (or NATS) and the embedded database. Then it proves: every
acknowledged message is stored once; every page shows the same order; nothing unacknowledged is shown as sent.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.chatter import Page, seconds_since
from bench.server import ROOT, ask_inside, database_address, run_opora
from bench.tables import put
from tests.notifications.buses import BusServer
from tests.serving import Server

REPORT = ROOT / "docs" / "reliability.md"
SETTLE = 600.0
START_SECONDS = 400.0
BETWEEN = (6.0, 14.0)
SLEEPERS, TWINS, SLOW = 0.1, 0.1, 2


@dataclass
class Report:
    """Of one storm; ``wrong`` is empty when everything was proved."""

    clients: int
    pages: int
    seconds: float
    bus: str
    acknowledged: int = 0
    stored: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    reconnections: int = 0
    pushed: int = 0
    asked: int = 0
    settled_in: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Centre:
    """Two servers, a bus and the database; each is killed without a word and started again."""

    def __init__(self, data: Path, bus: BusServer | None) -> None:
        self.data, self.bus = data, bus
        self._servers: dict[str, Server] = {}

    def start(self) -> None:
        if self.bus is not None:
            self.bus.start()
        for name in ("first", "second"):
            self.start_server(name)

    def start_server(self, name: str) -> None:
        """The first keeps the database running; the second only uses it."""
        more = {"OPORA_BUS_URL": self.bus.url} if self.bus else {}
        if name == "second":
            address = database_address(self.data)
            host = address.split("host=")[1].split()[0]
            more["DATABASE_URL"] = f"postgresql://postgres@/opora?host={host}"
        server = self._servers[name] = Server(self.data, "--no-worker", **more)
        deadline = time.monotonic() + START_SECONDS
        while "отвечает" not in server.printed():  # pages are asked by the crowd at once
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(server.printed())
            time.sleep(0.1)

    def ports(self) -> list[int]:
        return [server.port for server in self._servers.values() if server.process.poll() is None] or [1]

    def kill_server(self, name: str) -> None:
        self._servers[name].end(signal.SIGKILL)

    def kill_database(self) -> None:
        with suppress(ProcessLookupError, FileNotFoundError):  # still dead of the kill before
            os.kill(int((self.data / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(database_address(self.data)) as database:
            return database.execute(query, values).fetchall()

    def end(self) -> list[int]:
        codes = [server.end(signal.SIGTERM) for server in reversed(self._servers.values())]
        if self.bus is not None:
            self.bus.kill()
        return codes


async def storm(
    centre: Centre,
    crowd: dict[str, Any],
    *,
    seconds: float,
    kinds: Sequence[str],
    between: tuple[float, float] = BETWEEN,
    every: float = 8.0,
) -> Report:
    """``kinds`` of faults come one after another, then at random, until the time is up.

    Each writes ``every`` so many seconds on average.
    """
    [chat] = crowd["rooms"].values()
    people = crowd["people"]
    pages = [Page(centre.ports, chat, one["cookie"]) for one in people]
    twins = [Page(centre.ports, chat, one["cookie"]) for one in people[: int(TWINS * len(people))]]
    for page in pages[-SLOW:]:
        page.slow = 0.5
    everything = [*pages, *twins]
    report = Report(len(people), len(everything), seconds, centre.bus.name if centre.bus else "postgres")
    works = [asyncio.create_task(page.listen()) for page in everything]
    works += [asyncio.create_task(page.flush()) for page in pages]
    writing = [asyncio.create_task(_write(page, every)) for page in pages]
    writing += [asyncio.create_task(_doze(page)) for page in pages[: int(SLEEPERS * len(pages))]]
    await _break(centre, seconds, kinds, between, report)
    for work in writing:
        work.cancel()
    for page in everything:
        page.is_awake.set()
        page.slow = 0.0
    began = time.monotonic()
    await _settled(centre, everything, chat)
    report.settled_in = seconds_since(began)
    for work in works:
        work.cancel()
    await asyncio.gather(*works, *writing, return_exceptions=True)
    await asyncio.gather(*(page.http.aclose() for page in everything))
    report.reconnections = sum(page.connections - 1 for page in everything)
    report.pushed, report.asked = sum(p.pushed for p in everything), sum(p.asked for p in everything)
    prove(centre, chat, everything, report)
    return report


async def _write(page: Page, every: float) -> None:
    for n in range(1_000_000):
        await asyncio.sleep(random.uniform(0.2, 2 * every))
        page.type(f"Сообщение {n}")


async def _doze(page: Page) -> None:
    while True:
        await asyncio.sleep(random.uniform(5, 20))
        await page.sleep(random.uniform(5, 20))


async def _break(
    centre: Centre, seconds: float, kinds: Sequence[str], between: tuple[float, float], report: Report
) -> None:
    until = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < until or turn < len(kinds):
        await asyncio.sleep(random.uniform(*between))
        kind = kinds[turn] if turn < len(kinds) else random.choice(list(kinds))
        turn += 1
        report.kills[kind] = report.kills.get(kind, 0) + 1
        say(f"  {report.kills}: {kind}")
        await FAULTS[kind](centre)


async def _server(name: str, centre: Centre) -> None:
    await asyncio.to_thread(centre.kill_server, name)
    await asyncio.sleep(1)
    await asyncio.to_thread(centre.start_server, name)


async def _first(centre: Centre) -> None:
    await _server("first", centre)


async def _second(centre: Centre) -> None:
    await _server("second", centre)


async def _database(centre: Centre) -> None:
    await asyncio.to_thread(centre.kill_database)


async def _bus(centre: Centre) -> None:
    if centre.bus is not None:
        await asyncio.to_thread(centre.bus.kill)
        await asyncio.sleep(2)
        await asyncio.to_thread(centre.bus.start)


FAULTS: dict[str, Callable[[Centre], Awaitable[None]]] = {
    "первый сервер": _first, "второй сервер": _second, "база": _database, "шина": _bus,
}  # fmt: skip


async def _settled(centre: Centre, pages: list[Page], chat: int) -> None:
    """Until every outbox is empty and every page has the last event, by itself."""
    deadline = time.monotonic() + SETTLE
    while time.monotonic() < deadline:
        await asyncio.sleep(0.5)
        if any(page.outbox for page in pages):
            continue
        with suppress(psycopg.OperationalError):
            [(last,)] = await asyncio.to_thread(
                centre.ask,
                "SELECT coalesce(max(change), 0) FROM conversations_message WHERE conversation_id = %s",
                chat,
            )
            if all(page.change == last for page in pages):
                return


def prove(centre: Centre, chat: int, pages: list[Page], report: Report) -> None:
    """The three facts, and that they were put to the test."""
    rows = centre.ask(
        "SELECT seq, client_id::text FROM conversations_message WHERE conversation_id = %s ORDER BY seq", chat
    )
    stored = [client for _seq, client in rows]
    acknowledged = [client for page in pages for client in page.sent]
    report.stored, report.acknowledged = len(rows), len(acknowledged)
    wrong = report.wrong
    if [seq for seq, _client in rows] != list(range(1, len(rows) + 1)):
        wrong.append("в номерах сообщений пропуск")
    if len(set(stored)) != len(stored):
        wrong.append("сообщение сохранено дважды")
    if lost := set(acknowledged) - set(stored):
        wrong.append(f"подтверждено и не сохранено: {len(lost)}")
    if len(set(acknowledged)) != len(acknowledged):
        wrong.append("одно сообщение показано отправленным дважды")
    other = [page for page in pages if page.shown != dict(rows)]
    if other:
        wrong.append(f"страниц, где порядок или состав другой: {len(other)}")
    if any(page.outbox or page.refused for page in pages):
        wrong.append(f"не ушло: {sum(len(page.outbox) + len(page.refused) for page in pages)}")
    if set(stored) - set(acknowledged):
        wrong.append("сохранено, а отправитель подтверждения так и не получил")
    if not report.acknowledged or not report.pushed:
        wrong.append("проверять было нечего")


def loaded(folder: Path, clients: int) -> dict[str, Any]:
    """The centre that every run begins with; made once."""
    path = folder.with_suffix(".json")
    if not path.exists():
        run_opora(folder, "demo")
        os.environ["BENCH_CROWD"] = str(clients)
        path.write_text(json.dumps(ask_inside(folder, "crowd")))
    return dict(json.loads(path.read_text()))


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def page_of(reports: list[Report]) -> str:
    """The section of ``docs/reliability.md``."""
    head = [
        "Прогон", "Людей, страниц", "Шина", "Убито", "Подтверждено", "Сохранено", "Новых соединений",
        "Пришло сокетом / спрошено", "Всё сошлось за", "Нарушений",
    ]  # fmt: skip
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    for n, one in enumerate(reports, 1):
        kills = ", ".join(f"{name} {count}" for name, count in one.kills.items())
        lines.append(
            f"| {n} | {one.clients}, {one.pages} | {one.bus} | {kills} | {one.acknowledged} | {one.stored} | "
            f"{one.reconnections} | {one.pushed} / {one.asked} | {one.settled_in} с | "
            f"{'; '.join(one.wrong) or 'нет'} |"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description="Чат, в котором всё убивают.")
    parser.add_argument("--clients", type=int, default=200, help="сколько людей пишет")
    parser.add_argument("--seconds", type=float, default=180, help="сколько длится каждый прогон")
    parser.add_argument("--every", type=float, default=8, help="через сколько секунд в среднем пишет каждый")
    parser.add_argument("--times", type=int, default=3, help="сколько прогонов подряд")
    parser.add_argument("--bus", default="redis", choices=["redis", "nats", "postgres"], help="шина")
    parser.add_argument("--write", action="store_true", help="записать отчёт в docs/reliability.md")
    chosen = parser.parse_args()
    bus = None if chosen.bus == "postgres" else BusServer(chosen.bus)
    if bus is not None and bus.program is None:
        say(f"Нет программы {chosen.bus}-server: apt install {chosen.bus}-server, или --bus postgres.")
        return 1
    kinds = [kind for kind in FAULTS if bus is not None or kind != "шина"]
    reports = []
    base = ROOT / "build" / "bench" / f"chaos-{chosen.clients}"
    crowd = loaded(base, chosen.clients)
    for n in range(1, chosen.times + 1):
        with tempfile.TemporaryDirectory(prefix="opora-chaos-") as folder:
            Path(folder).chmod(0o755)
            data = Path(folder) / "centre"
            subprocess.run(["cp", "-a", base, data], check=True)
            centre = Centre(data, bus)
            try:
                centre.start()
                say(f"Прогон {n}: {chosen.seconds:.0f} с")
                work = storm(centre, crowd, seconds=chosen.seconds, kinds=kinds, every=chosen.every)
                reports.append(asyncio.run(work))
            finally:
                codes = centre.end()
            if any(codes):
                reports[-1].wrong.append(f"сервер остановился с кодом {codes}")
        say(json.dumps(asdict(reports[-1]), ensure_ascii=False, indent=1))
    print(page_of(reports))
    if chosen.write:
        put(REPORT, "chaos", page_of(reports))
    return 1 if any(report.wrong for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
