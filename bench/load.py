"""A load generator in a process of its own: ``python -m bench.load < plan.json > result.json``.

The plan holds a list of requests per client; each client keeps one connection and sends its
list in turn, over and over (``once``: one time), until the count or the time is spent. Loopback only.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import httptools


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; an encoded ``form`` makes it a POST; ``expect`` names the right statuses."""

    path: str
    cookie: str = ""
    form: str | None = None
    expect: tuple[int, ...] = (200,)


@dataclass(frozen=True, slots=True)
class Plan:
    port: int
    clients: list[list[Request]]
    count: int = 200
    seconds: float = 6.0
    once: bool = False


@dataclass(slots=True)
class Result:
    """Wall times in ms of all answers, how many of each status, addresses that answered another one."""

    ms: list[float] = field(default_factory=list)
    seconds: float = 0.0
    bytes: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)

    def add(self, request: Request, status: int, size: int, seconds: float) -> None:
        self.ms.append(seconds * 1000)
        self.bytes += size
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status not in request.expect:
            words = f"{status} {request.path}"
            self.wrong[words] = self.wrong.get(words, 0) + 1


class Channel(asyncio.Protocol):
    """One kept-alive connection: one request at a time."""

    def __init__(self) -> None:
        self.lost = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if error or not self.answer.done():
            self.answer.set_exception(error or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.size += len(body)

    def on_message_complete(self) -> None:
        self.answer.set_result((self.parser.get_status_code(), self.size))

    async def ask(self, payload: bytes) -> tuple[int, int]:
        """Status and size of the body."""
        self.parser, self.size = httptools.HttpResponseParser(self), 0
        self.answer: asyncio.Future[tuple[int, int]] = asyncio.get_running_loop().create_future()
        self.transport.write(payload)
        return await self.answer


def encoded(request: Request, port: int) -> bytes:
    head = [f"{'GET' if request.form is None else 'POST'} {request.path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    head += ["Accept: text/html", "Accept-Encoding: gzip", "Accept-Language: ru", "User-Agent: opora-bench"]
    if request.cookie:
        head.append(f"Cookie: {request.cookie}")
    body = (request.form or "").encode()
    if request.form is not None:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


async def client(
    plan: Plan, requests: list[Request], result: Result, budget: list[int], deadline: float
) -> None:
    loop = asyncio.get_running_loop()
    payloads = [encoded(request, plan.port) for request in requests]
    channel: Channel | None = None
    turn = 0
    while budget[0] > 0 and time.perf_counter() < deadline and not (plan.once and turn >= len(payloads)):
        budget[0] -= 1
        if channel is None or channel.lost:
            _, channel = await loop.create_connection(Channel, "127.0.0.1", plan.port)
        place, turn = turn % len(payloads), turn + 1
        began = time.perf_counter()
        status, size = await channel.ask(payloads[place])
        result.add(requests[place], status, size, time.perf_counter() - began)


async def run(plan: Plan) -> Result:
    result, budget = Result(), [plan.count]
    began = time.perf_counter()
    deadline = began + plan.seconds
    async with asyncio.TaskGroup() as group:
        for requests in plan.clients:
            group.create_task(client(plan, requests, result, budget, deadline))
    result.seconds = time.perf_counter() - began
    return result


def main() -> None:
    raw = json.load(sys.stdin)
    raw["clients"] = [[Request(**request) for request in requests] for requests in raw["clients"]]
    json.dump(asdict(asyncio.run(run(Plan(**raw)))), sys.stdout)


if __name__ == "__main__":
    main()
