"""Commands of ``opora``. Each starts or finds the database of ``--data`` before it touches Django."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from .parser import Parser

ROOT = Path(__file__).resolve().parents[4]

COMMANDS = {
    "serve": "запустить сервер: страницы, сокеты, фоновые задачи",
    "worker": "только фоновые задачи, для большой установки",
    "demo": "загрузить демонстрационный центр",
    "import": "загрузить слушателей или график из файла",
    "read-act": "прочитать порядок: что он разрешает и что в нём не так",
    "check-words": "измерить проверку вежливости на размеченном списке",
    "check": "проверить установку и подсказать, что исправить",
    "backup": "сохранить базу и файлы в один архив",
    "restore": "восстановить из архива",
    "manage": "команды Django для разработчика",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Parse, prepare the environment, run one command; the answer is the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = Parser(prog="opora", description="Опора: учебно-методическая помощь по порядку учебного центра")
    subparsers = parser.add_subparsers(dest="command", metavar="КОМАНДА", required=True)
    for name, words in COMMANDS.items():
        command = subparsers.add_parser(
            name, help=words, description=words.capitalize() + ".", prog=f"opora {name}"
        )
        command.add_argument("--data", metavar="ПАПКА", type=Path, help="папка данных (обычно ./data)")
        _module(name).add_arguments(command)
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command != "manage":
        subparsers.choices[options.command].error("неизвестные параметры: " + " ".join(rest))
    options.rest = rest
    prepare_environment(options.data)
    signal.signal(signal.SIGTERM, _stop)
    run: Callable[[argparse.Namespace], int] = _module(options.command).run
    try:
        return run(options)
    except KeyboardInterrupt:
        print("Остановлено.", file=sys.stderr)
        return 130


def _stop(number: int, frame: object) -> NoReturn:
    """A polite end runs the exit handlers, and they stop the embedded database."""
    raise SystemExit(0)


def prepare_environment(data: Path | None) -> None:
    """``--data`` wins over ``OPORA_DATA``; settings read the environment only."""
    if data:
        os.environ["OPORA_DATA"] = str(data.resolve())
    os.environ.setdefault("OPORA_DATA", str(ROOT / "data"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")


def _module(name: str) -> "argparse.Namespace":
    return import_module(f"{__package__}.{name.replace('-', '_')}_command")  # type: ignore[return-value]
