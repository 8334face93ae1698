"""What ``bench.search`` found, as a table of ``docs/performance.md``."""

import json
from typing import Any

from bench.server import ROOT
from bench.tables import number, put, table

JSON_FILE = ROOT / "bench" / "results-search.json"
PAGE = ROOT / "docs" / "performance.md"
GOAL_MS = 300
WORDS = """\
Команда: `.venv/bin/python -m bench.search --write`, {measured_at}, {cpu}. Сообщений {messages}, слова \
в них часты неодинаково, как в речи (`bench/searching.py`). Спрашивают двое: у одного сто чатов, у другого \
пять. Ответ базы вместе с разбором слов, без страницы: p50 / p95, мс; цель p95 {goal} мс.

{table}

Выше цели: {above}"""
Results = dict[str, Any]


def write(results: Results) -> None:
    JSON_FILE.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    put(PAGE, "search", page(results))


def above(results: Results) -> list[str]:
    return [
        f"{who}, {title}: {number(times['p95'], 0)} мс"
        for who, asked in results["people"].items()
        for title, times in asked.items()
        if times["p95"] > GOAL_MS
    ]


def page(results: Results) -> str:
    people = results["people"]
    titles = next(iter(people.values()))
    rows = [[title, *(_cell(asked[title]) for asked in people.values())] for title in titles]
    return WORDS.format(
        measured_at=results["machine"]["measured_at"], cpu=results["machine"]["cpu"],
        messages=results["messages"], goal=GOAL_MS,
        table=table(["Что ищут", *people], rows), above="; ".join(above(results)) or "ничего",
    )  # fmt: skip


def _cell(times: dict[str, float]) -> str:
    return f"{number(times['p50'], 0)} / {number(times['p95'], 0)}; найдено {times['found']}"


def latest() -> str:
    """The page of the last written run, for a report made anew."""
    if not JSON_FILE.exists():
        return "Ещё не измерено: `python -m bench.search --write`."
    return page(json.loads(JSON_FILE.read_text(encoding="utf-8")))
