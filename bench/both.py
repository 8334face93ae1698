"""Who asks, and how many statements that takes, in one process: a world of an old centre is dear to make."""

from typing import Any

from bench import statements, world


def answer() -> dict[str, Any]:
    data = world.answer()
    return {"world": data, "statements": statements.counted(data)}
