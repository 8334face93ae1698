"""What must be done inside Django: ``python -m bench.inside WORD``, one of ``WORDS``, prints JSON."""

import json
import sys
from importlib import import_module

from opora.config.cli.start import start_django

WORDS = ("world", "statements", "both", "crowd", "searching", "meet_world")


def main() -> None:
    word = sys.argv[1]
    if word not in WORDS:
        raise SystemExit(f"{word}? {' | '.join(WORDS)}")
    start_django()
    json.dump(import_module(f"bench.{word}").answer(), sys.stdout)


if __name__ == "__main__":
    main()
