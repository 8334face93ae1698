"""``python -m bench.meet_viewers``: many viewers of one room, as few packets as may be taken by each.

A viewer is a whole WebRTC end (aiortc): it is offered, answers, finds a way, shakes hands. When that is done
a filter of four instructions drops its media in the kernel: a hundred of them cost what their signals cost.
Reads JSON from stdin (``direct``: number of a room at Janus to come into without us, or 0), writes a line of
JSON when all are in and one for each further line of stdin.
"""

import asyncio
import ctypes
import json
import socket
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp
from websockets.asyncio.client import connect

from bench.scenes import CSRF
from bench.writing import with_token
from opora.meetings.janus.link import Link
from opora.meetings.janus.nodes import read

AT_ONCE = 8
BEAT = 5.0
HIGH = 2
SO_ATTACH_FILTER = 26
# the first byte of the datagram (after the header of UDP) is 128 or more: RTP and RTCP
NO_MEDIA = ((0x30, 0, 0, 8), (0x35, 0, 1, 128), (0x06, 0, 0, 0), (0x06, 0, 0, 0xFFFFFFFF))
Told = dict[str, Any]


class End:
    """One receiving connection."""

    def __init__(self) -> None:
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._early: list[Told] = []
        self.is_in = asyncio.Event()
        self.ports: set[int] = set()
        self._pc.on("connectionstatechange", self._changed)

    async def answer(self, offer: str) -> str:
        await self._pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self._pc.setLocalDescription(await self._pc.createAnswer())
        for one in self._early:
            await self._add(one)
        self._early.clear()
        return str(self._pc.localDescription.sdp)

    async def candidate(self, one: Told) -> None:
        if self._pc.remoteDescription is None:
            self._early.append(one)
        else:
            await self._add(one)

    async def close(self) -> None:
        await self._pc.close()

    async def _add(self, one: Told) -> None:
        words = str(one.get("candidate", "")).removeprefix("candidate:")
        if not words or " udp " not in words.lower() or ":" in words.split()[4]:
            return
        found = candidate_from_sdp(words)
        found.sdpMid, found.sdpMLineIndex = one.get("sdpMid"), one.get("sdpMLineIndex")
        await self._pc.addIceCandidate(found)

    async def _changed(self) -> None:
        if self._pc.connectionState != "connected":
            return
        connection = self._pc.getTransceivers()[0].receiver.transport.transport._connection
        for protocol in connection._protocols:
            wire = protocol.transport.get_extra_info("socket")
            _drop_media(wire)
            self.ports.add(wire.getsockname()[1])
        self.is_in.set()


def _drop_media(wire: Any) -> None:
    code = b"".join(struct.pack("HBBI", *one) for one in NO_MEDIA)
    kept = ctypes.create_string_buffer(code)
    wire.setsockopt(
        socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HxxxxxxP", len(NO_MEDIA), ctypes.addressof(kept))
    )


async def ours(one: Told, where: Told, end: End) -> None:
    """Through the platform: by its page's form, then by the socket of the room."""
    cookie = with_token(one["cookie"])
    async with httpx.AsyncClient(headers={"Cookie": cookie}) as http:
        form = urlencode({"csrfmiddlewaretoken": CSRF})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        came = await http.post(where["origin"] + where["come"], content=form, headers=kind, timeout=60)
    if came.status_code != 200:
        raise RuntimeError(f"{came.status_code}: {came.text[:300]}")
    path = f"/live/meet/{came.json()['room']}/?connection={uuid4()}&device=computer"
    headers = {"Cookie": cookie, "Origin": where["origin"]}
    async with connect(
        where["origin"].replace("http", "ws") + path, additional_headers=headers, max_size=None, proxy=None
    ) as line:
        beating = asyncio.create_task(_beat(line, where["host"]))
        try:
            await _hear(line, end)
        finally:
            beating.cancel()


async def _beat(line: Any, host: int) -> None:
    while True:
        await line.send(json.dumps({"do": "beat", "hears": [host]}))
        await line.send(json.dumps({"do": "ping"}))
        await asyncio.sleep(BEAT)


async def _hear(line: Any, end: End) -> None:
    key = ""

    async def say(**said: Any) -> None:
        await line.send(json.dumps({"do": "media", "say": {**said, "line": key}}))

    async for text in line:
        media = json.loads(text).get("media")
        if media is None:
            continue
        key = media.get("line", key)
        if "offer" in media:
            await say(do="answer", sdp=await end.answer(media["offer"]))
            await say(do="want", only=False, high=sorted({one["of"] for one in media["streams"]}))
        elif media.get("of") == "in" and media.get("ice"):
            await end.candidate(media["ice"])


async def direct(link: Link, where: Told, end: End) -> None:
    """The same room at the same server, without us."""
    inbox: asyncio.Queue[Told] = asyncio.Queue()
    handle = await link.attach(inbox.put_nowait)
    body = {"request": "join", "ptype": "subscriber", "room": where["direct"]}
    data, jsep = await handle.ask({**body, "streams": [{"feed": where["feed"]}]})
    assert jsep is not None
    await handle.ask({"request": "start"}, {"type": "answer", "sdp": await end.answer(jsep["sdp"])})
    rows = [{"mid": one["mid"], "substream": HIGH} for one in data["streams"] if one["type"] == "video"]
    await handle.ask({"request": "configure", "streams": rows})
    while True:
        event = await inbox.get()
        if event["janus"] == "trickle" and "candidate" in event["candidate"]:
            await end.candidate(event["candidate"])


async def main() -> None:
    told = json.loads(sys.stdin.readline())
    began, gate, ends = time.monotonic(), asyncio.Semaphore(AT_ONCE), []
    running: list[asyncio.Task[None]] = []
    link: Link | None = None
    if told["direct"]:
        link = Link(read(told["janus"])["north"])
        await link.open()
        running.append(asyncio.create_task(link.run()))
        here, _none = await link.orders.ask({"request": "listparticipants", "room": told["direct"]})
        told["feed"] = next(one["id"] for one in here["participants"] if one.get("publisher"))

    async def one(person: Told) -> None:
        async with gate:
            end = End()
            ends.append(end)
            way = direct(link, told, end) if link else ours(person, told, end)
            task = asyncio.create_task(way)
            running.append(task)
            inside = asyncio.create_task(end.is_in.wait())
            done, _pending = await asyncio.wait({task, inside}, timeout=60, return_when="FIRST_COMPLETED")
            if inside not in done:
                raise RuntimeError(f"not in: {task.exception() if task.done() else 'no way found'}")

    await asyncio.gather(*(one(person) for person in told["people"]))
    _print(joined_s=round(time.monotonic() - began, 2))
    await _until_asked(
        lambda: _print(packets=_dropped(set().union(*(end.ports for end in ends))), at=time.monotonic())
    )
    for task in running:
        task.cancel()
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*(end.close() for end in ends), return_exceptions=True), 10)


async def _until_asked(count: Callable[[], None]) -> None:
    """Every line of stdin asks how many packets have come; its end is the end."""
    while await asyncio.to_thread(sys.stdin.readline):
        count()


def _dropped(ports: set[int]) -> int:
    """Packets the filters took away: what the server has delivered."""
    rows = [line.split() for line in Path("/proc/net/udp").read_text().splitlines()[1:]]
    return sum(int(row[-1]) for row in rows if int(row[1].rpartition(":")[2], 16) in ports)


def _print(**told: Any) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
