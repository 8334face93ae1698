"""``opora`` with a clock that the journey moves: the file named first holds the instant that is «now»."""

import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from opora.config.cli import main
from opora.kernel import clock


def look(path: Path) -> None:
    clock._stopped_at = datetime.fromisoformat(path.read_text(encoding="utf-8")).astimezone(UTC)


def follow(path: Path) -> None:
    while True:
        look(path)
        time.sleep(0.05)


if __name__ == "__main__":
    hands, arguments = Path(sys.argv[1]), sys.argv[2:]
    look(hands)
    if arguments[0] == "serve":  # the demonstration travels in time by itself while it is loaded
        threading.Thread(target=follow, args=(hands,), daemon=True).start()
    raise SystemExit(main(arguments))
