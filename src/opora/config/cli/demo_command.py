"""``opora demo``: the demonstration centre in an empty database, multiplied for load by ``--scale``."""

import argparse
import sys
import time

from .start import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scale", metavar="N", type=_scale, default=1, help="во сколько раз больше (для нагрузки)"
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="стереть центр, который есть, со всеми данными и загрузить заново",
    )


def _scale(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 100:
        raise argparse.ArgumentTypeError("укажите число от 1 до 100")
    return number


def run(options: argparse.Namespace) -> int:
    began = time.monotonic()
    start_django()
    from opora.people.models import Organisation  # noqa: PLC0415 -- after setup

    if there := Organisation.objects.first():
        if not options.force or not there.is_demo:
            _refuse(there.short_name, demo=there.is_demo)
            return 1
        from django.core.management import call_command  # noqa: PLC0415

        call_command("flush", interactive=False, verbosity=0)
    load_with_bar(options.scale)
    print(f"Демонстрационный центр загружен за {time.monotonic() - began:.1f} с. Дальше: opora serve")
    return 0


def _refuse(name: str, *, demo: bool) -> None:
    print(f"В базе уже есть центр «{name}». Ничего не изменено.", file=sys.stderr)
    if demo:
        print("Загрузить демонстрационный центр заново: opora demo --force", file=sys.stderr)
    else:
        print("Для демонстрации возьмите другую папку: opora demo --data demo-data", file=sys.stderr)


def load_with_bar(scale: int = 1) -> None:
    """Load the demonstration and tell every step."""
    from tqdm import tqdm  # noqa: PLC0415 -- after setup

    from opora.demo.actions import STEPS, load_demo  # noqa: PLC0415

    form = "{l_bar}{bar}| {n_fmt}/{total_fmt}"
    with tqdm(total=len(STEPS), disable=None, ncols=80, bar_format=form, leave=False) as bar:
        begun = False

        def tell(words: str) -> None:
            nonlocal begun
            bar.update(int(begun))
            bar.set_description(words)
            begun = True

        load_demo(scale=scale, progress=tell)
