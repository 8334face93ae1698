"""``opora check-words``: how right the check of politeness is on a labelled list; needs no database."""

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="ФАЙЛ",
        type=Path,
        nargs="*",
        help="строки «метка, табуляция, текст»; иначе списки Опоры",
    )
    parser.add_argument("--wrong", action="store_true", help="показать строки, которые поняты неверно")


def run(options: argparse.Namespace) -> int:
    from opora.moderation.words import FOLDER, figures, read_list  # noqa: PLC0415 -- dictionaries load only here

    for path in options.files or sorted(FOLDER.glob("*.tsv")):
        try:
            found = figures(read_list(path))
        except OSError as error:
            print(f"Файл не открыть: {path}. {error.strerror}.", file=sys.stderr)
            return 1
        except ValueError as error:
            print(f"Строка без метки или текста: {error}.", file=sys.stderr)
            return 1
        print(
            f"{path.name}: строк {found.lines}, точность {found.precision:.3f},"
            f" полнота: мат {found.brutal_recall:.3f}, оскорбления {found.insult_recall:.3f}"
        )
        for line, said in found.wrong if options.wrong else ():
            print(f"  {line.label} → {said}: {line.text}")
    return 0
