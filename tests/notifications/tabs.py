"""Tabs of real people without a browser; the hub's database work is done in the test's thread."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.test import Client

from opora.notifications.live import entry
from opora.notifications.live.bus import PostgresBus
from opora.notifications.live.hub import Hub
from opora.notifications.live.tab import Guest, Tab
from opora.people.models import Account
from tests import make


async def in_this_thread(work: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    return await sync_to_async(work)(*arguments, **named)


def hub() -> Hub:
    return Hub(PostgresBus(), in_this_thread)


def run(scenario: Callable[[], Awaitable[Any]]) -> Any:
    async def awaited() -> Any:
        return await scenario()

    return async_to_sync(awaited)()


def scope_of(account: Account | None, role: str = "") -> entry.Scope:
    """What a browser sends with its socket."""
    headers = [(b"host", b"testserver"), (b"origin", b"http://testserver"), (b"accept-language", b"ru")]
    if account is not None:
        client = Client()
        client.force_login(account, backend="opora.people.backend.AccountBackend")
        if role:
            session = client.session
            session["role"] = role
            session.save()
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={key}".encode()))
    return {"type": "websocket", "headers": headers, "extensions": {}}


def tab_of(cast: make.Cast, name: str) -> Tab:
    guest = entry.guest_of(scope_of(cast.account(name)))
    assert guest is not None
    return new_tab(guest)


def new_tab(guest: Guest) -> Tab:
    async def end() -> None:
        """Nobody is at the other end."""

    return Tab(guest, end=end)


def told(tab: Tab) -> list[dict[str, Any]]:
    """What waits to be told, taken."""
    found = [json.loads(one.text) for one in tab._queue]
    tab._queue.clear()
    return found
