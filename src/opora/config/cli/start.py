"""What every command does first: find the database, load Django, bring the tables up to date."""

import os
import sys
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
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import OperationalError, connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(20261123)")
    except OperationalError as error:
        print(f"База данных не отвечает: {error}".strip(), file=sys.stderr)
        print("Проверьте DATABASE_URL или уберите его, тогда Опора запустит свою базу.", file=sys.stderr)
        raise SystemExit(1) from error
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(20261123)")
