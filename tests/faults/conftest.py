"""A demonstration centre for each fault: loaded once, copied for every test, served by a real process."""

import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench.server import ask_inside, database_address, run_opora
from tests.serving import Server, open_folder


@dataclass(frozen=True, slots=True)
class Centre:
    """``world`` names real log-ins and free places, as ``bench.world`` finds them."""

    data: Path
    world: dict[str, Any]
    server: Server

    def database(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(database_address(self.data), autocommit=True)

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database() as database:
            return database.execute(query, values).fetchall()

    @property
    def postgres(self) -> int:
        return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])


@pytest.fixture(scope="session")
def loaded() -> Iterator[tuple[Path, dict[str, Any]]]:
    with open_folder() as folder:
        data = folder / "centre"
        run_opora(data, "demo")
        yield data, ask_inside(data, "world")


@pytest.fixture
def folder(loaded: tuple[Path, dict[str, Any]]) -> Iterator[Path]:
    """A copy of the loaded centre; nobody serves it yet."""
    with open_folder() as parent:
        yield Path(copied(loaded[0], parent / "centre"))


def copied(source: Path, target: Path) -> Path:
    """With owners: PostgreSQL refuses a folder that is not its user's."""
    shutil.copytree(source, target, copy_function=_with_owner, dirs_exist_ok=True)
    for path in (source, *source.rglob("*")):
        status = path.lstat()
        shutil.chown(target / path.relative_to(source), status.st_uid, status.st_gid)
    return target


def _with_owner(source: str, target: str) -> str:
    return shutil.copy2(source, target)


@pytest.fixture
def centre(loaded: tuple[Path, dict[str, Any]], folder: Path) -> Iterator[Centre]:
    server = Server(folder)
    assert server.health()["database"] == "ok"
    yield Centre(folder, loaded[1], server)
    server.end(signal.SIGTERM)
