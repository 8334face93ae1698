"""Live counters: a native asyncio socket per tab, woken by PostgreSQL NOTIFY.

The database is the truth; the socket only says «look again»: ``{"unread": 3}`` on connecting and on change.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from http.cookies import SimpleCookie
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate.contrib.django.utils import connector_params

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

CHANNEL = "opora_live"
QUEUE_SIZE = 20
logger = logging.getLogger("opora.live")


def wake(*person_ids: int) -> None:
    """Tell every tab of these persons to look again; PostgreSQL delivers it when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, person::text) FROM unnest(%s::bigint[]) AS person",
            [CHANNEL, list(person_ids)],
        )


class Hub:
    """Sockets of this process by person; each has a bounded queue, so a slow tab never delays another."""

    def __init__(self) -> None:
        self._tabs: dict[int, set[asyncio.Queue[str]]] = defaultdict(set)

    async def listen(self) -> None:
        """Hear NOTIFY for as long as the server lives; reconnect by itself.

        What was told while nobody listened is lost, so every tab looks again after a new connection.
        """
        while True:
            with suppress(psycopg.OperationalError, OperationalError, InterfaceError):
                async with await psycopg.AsyncConnection.connect(
                    **connector_params("default"), autocommit=True
                ) as database:
                    await database.execute(f"LISTEN {CHANNEL}")
                    for person_id in list(self._tabs):
                        await self._tell(person_id)
                    async for notice in database.notifies():
                        await self._tell(int(notice.payload))
            await asyncio.sleep(1)

    async def serve(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One tab: log-in by the page's own cookie, then one message per change."""
        await receive()
        try:
            person_id = await sync_to_async(_person_of)(scope) if _same_origin(scope) else None
            state = await sync_to_async(_state_of)(person_id) if person_id else ""
        except (OperationalError, InterfaceError):  # the page comes back by itself
            await send({"type": "websocket.close", "code": 1013})
            return
        if person_id is None:
            await send({"type": "websocket.close", "code": 4401})
            return
        await send({"type": "websocket.accept"})
        queue: asyncio.Queue[str] = asyncio.Queue(QUEUE_SIZE)
        self._tabs[person_id].add(queue)
        queue.put_nowait(state)
        sender = asyncio.create_task(self._send(queue, send))
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            sender.cancel()
            self._tabs[person_id].discard(queue)
            if not self._tabs[person_id]:
                del self._tabs[person_id]

    async def _send(self, queue: "asyncio.Queue[str]", send: Send) -> None:
        while True:
            await send({"type": "websocket.send", "text": await queue.get()})

    async def _tell(self, person_id: int) -> None:
        if person_id not in self._tabs:
            return
        text = await sync_to_async(_state_of)(person_id)
        for queue in self._tabs.get(person_id, ()):
            if not queue.full():
                queue.put_nowait(text)


def _header(scope: MutableMapping[str, Any], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _same_origin(scope: MutableMapping[str, Any]) -> bool:
    """A foreign page may open a socket with our cookie; its Origin gives it away."""
    origin = _header(scope, b"origin")
    return origin.split("://")[-1] == _header(scope, b"host") or origin in settings.CSRF_TRUSTED_ORIGINS


def _person_of(scope: MutableMapping[str, Any]) -> int | None:
    from opora.people.models import Account  # noqa: PLC0415 -- loaded before the applications are
    from opora.people.session_store import SessionStore  # noqa: PLC0415

    close_old_connections()
    cookie = SimpleCookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    account_id = SessionStore(cookie.value).get("_auth_user_id") if cookie else None
    account = (
        Account.objects.filter(pk=account_id, state=Account.State.ACTIVE).first() if account_id else None
    )
    return account.person_id if account else None


def _state_of(person_id: int) -> str:
    from .models import Notification  # noqa: PLC0415

    close_old_connections()
    return json.dumps({"unread": Notification.objects.filter(person=person_id, read_at=None).count()})


hub = Hub()
