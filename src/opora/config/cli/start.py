"""What every command does first: find the database, load Django, bring the tables up to date."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from opora.config import database


def start_django(*, migrate: bool = True) -> None:
    """After this the ORM works. Exits with words when the database cannot be reached."""
    data = Path(os.environ["OPORA_DATA"])
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = database.start(data)
    import django  # noqa: PLC0415 -- settings are read on import, after the environment is ready

    django.setup()
    if migrate:
        migrate_tables()


def migrate_tables() -> None:
    """Apply waiting migrations, one process at a time."""
    from django.db import OperationalError, connection  # noqa: PLC0415

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(20261123)")
    except OperationalError as error:
        print(f"База данных не отвечает: {error}".strip(), file=sys.stderr)
        print("Проверьте DATABASE_URL или уберите его, тогда Опора запустит свою базу.", file=sys.stderr)
        raise SystemExit(1) from error
    try:
        if not _all_recorded():
            _apply_waiting()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(20261123)")


def _all_recorded() -> bool:
    """Whether every migration file is in the table of applied ones.

    Told by names: to load the migrations and draw their graph costs each start more than all it must check.
    """
    from django.apps import apps  # noqa: PLC0415 -- after setup
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    names = {(app.label, name) for app in apps.get_app_configs() for name in _files_of(Path(app.path))}
    return names <= set(MigrationRecorder(connection).applied_migrations())


def _files_of(application: Path) -> Iterator[str]:
    return (file.stem for file in application.glob("migrations/[!_~]*.py"))


def _apply_waiting() -> None:
    from django.core.management import call_command  # noqa: PLC0415 -- after setup
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    else:  # a squash of what is applied: without its name each start would come here
        executor.check_replacements()
