"""Squash the migrations of each app into one file of whole tables: `python scripts/squash_migrations.py`.

Run before a version leaves, again after each merge: the squash it made before is made anew. Files that are
squashed stay until the version after, so that every installation finds its way; then they go together with
``replaces``, and the squash is a migration like any other. `tests/config/test_migrations.py` proves that both
ways make the same tables.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.migrations import Migration
    from django.db.migrations.loader import MigrationLoader


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")
    import django  # noqa: PLC0415 -- settings are read on import

    django.setup()
    from django.apps import apps  # noqa: PLC0415 -- after setup
    from django.db.migrations import RunSQL  # noqa: PLC0415 -- after setup
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 -- after setup

    folders = {
        config.label: Path(config.path) / "migrations"
        for config in apps.get_app_configs()
        if config.name.startswith("opora.")
    }
    undo(folders.values())
    loader = MigrationLoader(None)
    for app, folder in folders.items():
        own = [migration for key, migration in sorted(loader.disk_migrations.items()) if key[0] == app]
        operations = [operation for migration in own for operation in migration.operations]
        if sum(not isinstance(operation, RunSQL) for operation in operations) > 1:
            name, text = squashed(loader, own)
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
            print(f"{app}: {len(own)} → {name}")


def undo(folders: Iterable[Path]) -> None:
    """Take the squashes away; what `makemigrations` wrote after one depends on its last migration instead."""
    files = [path for folder in folders for path in folder.glob("0*.py")]
    squashes = [path for path in files if "    replaces = [" in path.read_text(encoding="utf-8")]
    for path in squashes:
        path.unlink()
    for path in set(files) - set(squashes):
        text = path.read_text(encoding="utf-8")
        for name in (squash.stem for squash in squashes):
            text = text.replace(f"'{name}'", f"'{name.removeprefix('0001_squashed_')}'")
        path.write_text(text, encoding="utf-8")


def squashed(loader: "MigrationLoader", own: "list[Migration]") -> tuple[str, str]:
    """Name and text of the migration that makes at once what ``own`` make one after another."""
    from django.db.migrations import CreateModel, Migration, RunSQL  # noqa: PLC0415 -- after setup
    from django.db.migrations.writer import MigrationWriter  # noqa: PLC0415 -- after setup

    from opora.kernel.tables import CreateTables  # noqa: PLC0415 -- after setup

    app, last = own[-1].app_label, own[-1].name
    operations = [operation for migration in own for operation in migration.operations]
    for operation in operations:
        if not operation.reduces_to_sql and not operation.elidable:
            raise SystemExit(f"{app}: mark it elidable or carry it over by hand: {operation!r}")
    tables = [
        # fields in the order in which the columns came, so that the tables are the same to the last column
        CreateModel(
            model.name,
            list(model.fields.items()),
            {key: value for key, value in model.options.items() if value},
            model.bases,
            model.managers,
        )
        for model in loader.project_state((app, last)).models.values()
        if model.app_label == app
    ]
    result = type("Migration", (Migration,), {})(f"0001_squashed_{last}", app)
    result.initial = True
    result.replaces = [(app, migration.name) for migration in own]
    # names of single migrations, not of squashes: they hold whether the other app is squashed or half-way
    result.dependencies = sorted({other for m in own for other in m.dependencies if other[0] != app})
    result.operations = [CreateTables(tables), *(one for one in operations if isinstance(one, RunSQL))]
    return result.name, MigrationWriter(result, include_header=False).as_string()


if __name__ == "__main__":
    main()
