"""A search among a million messages: ``python -m bench.search``; ``--write`` puts it into the docs.

What is asked, and how the messages are made, is in ``bench.searching``; they are kept for the next run.
"""

import argparse
import shutil
import subprocess

from bench import search_report
from bench.measure import data_folder, say
from bench.report import machine
from bench.server import ROOT, Server, ask_inside


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.search", description="Измеряет поиск по миллиону сообщений.")
    parser.add_argument("--write", action="store_true", help="записать в docs/performance.md")
    chosen = parser.parse_args()
    base = data_folder(ROOT / "build" / "bench", 1, reuse=True)
    folder = base.with_name("searching")
    if not folder.exists():
        say("Наполняю чаты…")
        subprocess.run(["cp", "-a", base, folder], check=True)
    try:
        with Server(folder):
            found = ask_inside(folder, "searching")
    except subprocess.CalledProcessError:
        shutil.rmtree(folder)  # half filled
        raise
    results = {"machine": machine(), "messages": found.pop("messages"), "people": found}
    if chosen.write:
        search_report.write(results)
    print(search_report.page(results))
    return 1 if search_report.above(results) else 0


if __name__ == "__main__":
    raise SystemExit(main())
