"""``opora demo`` fills an empty database and leaves any other alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

NAME = "opora_demo_command"


def url(name: str) -> str:
    """The server of the tests with another database."""
    own = connection.settings_dict
    user = f"{quote(own['USER'])}:{quote(own['PASSWORD'])}"
    return f"postgresql://{user}@/{name}?host={quote(own['HOST'] or 'localhost')}&port={own['PORT'] or 5432}"


@pytest.fixture
def empty() -> Iterator[str]:
    with psycopg.connect(url("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME}")
        server.execute(f"CREATE DATABASE {NAME}")
        yield url(NAME)
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def demo(database: str, data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "opora", "demo", "--data", str(data), *arguments],
        env={**os.environ, "DATABASE_URL": database},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_an_empty_database_is_filled_once(empty: str, tmp_path: Path) -> None:
    first = demo(empty, tmp_path)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Демонстрационный центр загружен за ")
    again = demo(empty, tmp_path)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.splitlines() == [
        "В базе уже есть центр «Балтийский вектор». Ничего не изменено.",
        "Загрузить демонстрационный центр заново: opora demo --force",
    ]
    with psycopg.connect(empty) as database:
        database.execute("UPDATE people_organisation SET is_demo = false, short_name = 'Маяк'")
    real = demo(empty, tmp_path, "--force")
    assert real.returncode == 1
    assert real.stderr.splitlines() == [
        "В базе уже есть центр «Маяк». Ничего не изменено.",
        "Для демонстрации возьмите другую папку: opora demo --data demo-data",
    ]


@pytest.mark.parametrize("scale", ["0", "101", "много"])
def test_an_impossible_scale_is_said_in_words(scale: str, tmp_path: Path) -> None:
    answer = demo("", tmp_path, "--scale", scale)
    assert answer.returncode == 2
    assert answer.stderr.splitlines()[-1] == "Справка: opora demo --help"
