"""The database asked from the event loop."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async

from opora.people.native import with_live_connection

P = ParamSpec("P")
R = TypeVar("R")


async def asked(function: Callable[P, R], *arguments: P.args, **more: P.kwargs) -> R:
    """In a thread; a connection that died meanwhile is replaced."""

    def fresh() -> R:
        with_live_connection()
        return function(*arguments, **more)

    return await sync_to_async(fresh)()
