"""The end of the process: what works beside the pages is told to stop until it does."""

import asyncio
from contextlib import suppress

from opora.config.asgi import ended


def test_a_cancellation_that_was_swallowed_is_said_again() -> None:
    async def deaf_once() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(3600)
        await asyncio.sleep(3600)

    async def over() -> bool:
        task = asyncio.create_task(deaf_once())
        await asyncio.sleep(0)
        await ended([task])
        return task.done()

    assert asyncio.run(over())
