"""``opora backup``: one file with everything; works while the server runs."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from .start import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="ФАЙЛ", type=Path, nargs="?", help="куда сохранить (обычно opora-ДАТА.tar)"
    )


def run(options: argparse.Namespace) -> int:
    start_django(migrate=False)
    from opora.config.archive import ArchiveError, save  # noqa: PLC0415 -- after setup

    target = options.file or Path(f"opora-{datetime.now().astimezone():%Y-%m-%d-%H%M}.tar")
    try:
        manifest = save(target)
    except ArchiveError as error:
        print(f"Архив не создан. {error}", file=sys.stderr)
        return 1
    print(f"Сохранено: {target}, {target.stat().st_size / 2**20:.1f} МБ, файлов {manifest.files}.")
    print("В архиве персональные данные и ключ: храните его там же, где документы слушателей.")
    return 0
