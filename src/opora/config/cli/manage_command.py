"""``opora manage …``: Django's own commands with our database running."""

import argparse

from .start import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="АРГУМЕНТ", help="команда Django и её аргументы")


def run(options: argparse.Namespace) -> int:
    start_django(migrate=False)
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- after setup

    execute_from_command_line(["opora manage", *options.words, *options.rest])
    return 0
