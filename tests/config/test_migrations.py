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
from django.db.migrations.recorder import MigrationRecorder

from opora.config.archive import programs
from opora.config.cli.start import _all_recorded, _apply_waiting
from tests.demo.test_command import url

LANDED = {  # the last migration of each app in the version that installations run
    "acquaintance": "0001_marks_and_agreements",
    "api": "0004_threads_and_groups",
    "channels": "0002_states_and_purposes",
    "consultations": "0009_means_replacements",
    "conversations": "0001_chats",
    "duties": "0001_duties_and_assignments",
    "files": "0001_files",
    "journal": "0001_tables",
    "notifications": "0001_tables",
    "people": "0007_who_writes_to_whom",
    "portal": "0002_alter_tour_role",
    "progress": "0001_results",
    "publications": "0001_facts",
    "regulations": "0006_replaced_text",
    "reports": "0001_calendar_links",
    "schedule": "0002_proposals_parity_widget",
    "studies": "0006_group_by_end",
    "website": "0001_site_content",
    "workload": "0008_signed_as",
}


def test_a_start_sees_by_names_whether_there_is_something_to_apply(db: None) -> None:
    assert _all_recorded()
    recorder = MigrationRecorder(connection)
    app, name = max(key for key in recorder.applied_migrations() if key[0] == "portal")
    recorder.record_unapplied(app, name)
    assert not _all_recorded()


def test_a_squash_of_what_is_applied_is_written_down(db: None) -> None:
    """A version that squashes once more: the installation has all of it already."""
    squashes = MigrationLoader(connection, replace_migrations=False).replacements
    MigrationRecorder(connection).record_unapplied(*next(iter(squashes)))
    assert not _all_recorded()
    _apply_waiting()
    assert _all_recorded()


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
    assert "meetings_room" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0, interactive=False)
    assert tables() == made_at_once


def test_no_model_waits_for_a_migration(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
