"""One load run against one server: wall time, processor time of the server and of PostgreSQL."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles

from bench.load import Plan, Request
from bench.server import ROOT, Server, environment


@dataclass(frozen=True, slots=True)
class Gear:
    """How hard to drive: clients at once, at most so many requests, at most so many seconds."""

    clients: int
    count: int
    seconds: float


FULL = (Gear(1, 150, 6), Gear(8, 400, 8), Gear(32, 400, 8))
QUICK = (Gear(1, 25, 1.5), Gear(8, 60, 2))


@dataclass(frozen=True, slots=True)
class Run:
    """Milliseconds; CPU is per request. ``statuses`` counts every answer."""

    requests: int
    p50: float
    p95: float
    p99: float
    per_second: float
    cpu: float
    postgres_cpu: float
    kilobytes: float
    statuses: dict[str, int]


def drive(server: Server, lists: Sequence[Sequence[Request]], gear: Gear, *, once: bool = False) -> Run:
    """Send the lists of requests, one per client. Raises RuntimeError when any answer was not as expected."""
    count = sum(map(len, lists)) if once else gear.count
    seconds = 120 if once else gear.seconds
    plan = Plan(server.port, [list(requests) for requests in lists], count, seconds, once)
    before = server.cpu()
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        cwd=ROOT,
        env=environment(server.data),
        input=json.dumps(asdict(plan)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    spent = server.cpu() - before
    result = json.loads(done.stdout)
    if result["wrong"]:
        raise RuntimeError(f"answers not as expected: {result['wrong']}")
    times, answers = result["ms"], len(result["ms"])
    return Run(
        requests=answers,
        p50=median(times),
        p95=quantiles(times, n=20)[-1] if len(times) > 1 else times[0],
        p99=quantiles(times, n=100)[-1] if len(times) > 1 else times[0],
        per_second=answers / result["seconds"],
        cpu=spent.server / answers * 1000,
        postgres_cpu=spent.postgres / answers * 1000,
        kilobytes=result["bytes"] / answers / 1024,
        statuses=result["statuses"],
    )


def warm_up(server: Server, lists: Sequence[Sequence[Request]]) -> None:
    """Compile templates and fill caches in each of the server's threads."""
    drive(server, [requests[:1] for requests in lists] * 4, Gear(4, 16, 5))
