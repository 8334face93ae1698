"""An installation of the last landed version comes to the very tables a new one is made with."""

import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from opora.config.archive import programs
from tests.demo.test_command import url

LANDED = {  # the last migration of each app in the version that installations run
    "api": "0002_happenings",
    "channels": "0001_tables",
    "consultations": "0004_help_requests",
    "files": "0001_files",
    "journal": "0001_tables",
    "notifications": "0001_tables",
    "people": "0002_archive_days",
    "portal": "0001_comfort",
    "regulations": "0001_tables",
    "reports": "0001_calendar_links",
    "schedule": "0001_tables",
    "studies": "0002_enrolment_moves",
    "workload": "0001_tables",
}


def tables() -> str:
    """Every table, index, constraint, function and trigger, as text."""
    dump: list[str | Path] = [programs() / "pg_dump", "--schema-only", "--no-owner"]
    done = subprocess.run(
        [*dump, url(connection.settings_dict["NAME"])], check=True, capture_output=True, text=True
    )
    return "\n".join(line for line in done.stdout.splitlines() if "restrict " not in line)


@pytest.fixture
def made_at_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The tables of the tests' database; then Django works in an empty one."""
    own = connection.settings_dict["NAME"]
    empty = f"{own}_landed"
    with django_db_blocker.unblock(), psycopg.connect(url("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {empty}")
        server.execute(f"CREATE DATABASE {empty}")
        try:
            expected = tables()
            connection.close()
            connection.settings_dict["NAME"] = empty
            yield expected
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own
            server.execute(f"DROP DATABASE {empty} WITH (FORCE)")


def test_a_landed_installation_comes_to_the_same_tables(made_at_once: str) -> None:
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    executor.migrate(list(LANDED.items()))
    assert "progress_result" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0, interactive=False)
    assert tables() == made_at_once


def test_no_model_waits_for_a_migration(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
