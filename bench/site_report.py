"""What ``bench.site`` found, as a table of ``docs/performance.md``."""

import json
from collections.abc import Iterator
from typing import Any

from bench.server import ROOT
from bench.tables import number, put, table

JSON_FILE = ROOT / "bench" / "results-site.json"
PAGE = ROOT / "docs" / "performance.md"
GOAL_AGAIN_MS, GOAL_ANEW_MS, GOAL_P95_MS, GOAL_KB = 1.0, 4.0, 60.0, 60
HEAD = [
    "Страница", "снова, мс", "32 клиента: p50 / p95, мс; в с", "заново, мс", "PostgreSQL заново",
    "первый после правки, мс", "HTML, кБ",
]  # fmt: skip
WORDS = """\
Команда: `.venv/bin/python -m bench.site --write`, {measured_at}, {cpu}, центр scale 1. Процессор сервера на \
один запрос прохожего, медиана {rounds} кругов. Цели: снова {again} мс, заново {anew} мс, p95 {p95} мс при \
32 клиентах, {kb} кБ. «Заново» — вид страницы, которого нет среди готовых, «первый после правки» — тот, для \
которого всё собирается снова: правлены новости, акты, «Сведения», разделы и график сразу.

{table}

Выше цели: {above}"""
Results = dict[str, Any]


def write(results: Results) -> None:
    JSON_FILE.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    put(PAGE, "site", page(results))


def above(results: Results) -> Iterator[str]:
    """What is above its goal, in words."""
    for title, cost in results["pages"].items():
        for key, goal, named in (
            ("again", GOAL_AGAIN_MS, "снова, мс"), ("anew", GOAL_ANEW_MS, "заново, мс"),
            ("p95", GOAL_P95_MS, "p95, мс"), ("kilobytes", GOAL_KB, "кБ"),
        ):  # fmt: skip
            if cost[key] > goal:
                yield f"{title}: {named} {number(cost[key])}"


def page(results: Results) -> str:
    rows = [
        [
            title, number(cost["again"], 2),
            f"{number(cost['p50'])} / {number(cost['p95'])}; {number(cost['per_second'], 0)}",
            number(cost["anew"]), number(cost["anew_postgres"]),
            number(cost["first"]), number(cost["kilobytes"], 0),
        ]
        for title, cost in results["pages"].items()
    ]  # fmt: skip
    return WORDS.format(
        measured_at=results["machine"]["measured_at"],
        cpu=results["machine"]["cpu"], rounds=results["rounds"],
        again=number(GOAL_AGAIN_MS, 0), anew=number(GOAL_ANEW_MS, 0), p95=number(GOAL_P95_MS, 0), kb=GOAL_KB,
        table=table(HEAD, rows), above="; ".join(above(results)) or "ничего",
    )  # fmt: skip


def latest() -> str:
    """The page of the last written run, for a report made anew."""
    if not JSON_FILE.exists():
        return "Ещё не измерено: `python -m bench.site --write`."
    return page(json.loads(JSON_FILE.read_text(encoding="utf-8")))
