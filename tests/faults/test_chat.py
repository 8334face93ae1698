"""The storm of ``bench.chaos`` in short: twenty people write while servers and the database are killed."""

import asyncio
import os
from pathlib import Path

from bench.chaos import Centre, storm
from bench.server import ask_inside

from .crowd import note


def test_a_chat_survives_its_servers_and_its_database(folder: Path) -> None:
    os.environ["BENCH_CROWD"] = "20"
    people = ask_inside(folder, "crowd")
    centre = Centre(folder, None)
    try:
        centre.start()
        kinds = ["второй сервер", "база"]
        report = asyncio.run(storm(centre, people, seconds=12, kinds=kinds, between=(2.0, 4.0), every=2.0))
    finally:
        codes = centre.end()
    note(f"чат: подтверждено {report.acknowledged}, убито {report.kills}, сошлось за {report.settled_in} с")
    assert report.wrong == []
    assert report.acknowledged == report.stored > 20
    assert set(report.kills) == {"второй сервер", "база"}
    assert codes == [0, 0]
