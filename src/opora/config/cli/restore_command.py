"""``opora restore``: brings back what ``opora backup`` saved; all or nothing."""

import argparse
import sys
from pathlib import Path

from .start import migrate_tables, start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="ФАЙЛ", type=Path, help="архив, созданный командой opora backup")
    parser.add_argument("--replace", action="store_true", help="заменить данные, которые уже есть")


def run(options: argparse.Namespace) -> int:
    start_django(migrate=False)
    from opora.config.archive import ArchiveError, restore  # noqa: PLC0415 -- after setup

    try:
        manifest = restore(options.file, replace=options.replace)
    except ArchiveError as error:
        print(f"Не восстановлено, прежние данные на месте. {error}", file=sys.stderr)
        return 1
    migrate_tables()
    print(f"Восстановлено из архива от {manifest.made_at}, файлов {manifest.files}.")
    return 0
