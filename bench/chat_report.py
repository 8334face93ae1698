"""What ``bench.chat`` found, as a section of ``docs/performance.md``."""

import json
from collections.abc import Iterator
from typing import Any

from bench.server import ROOT
from bench.tables import number, put, table

JSON_FILE = ROOT / "bench" / "results-chat.json"
PAGE = ROOT / "docs" / "performance.md"
GOAL_TIMES_NATS, GOAL_P99_MS, GOAL_KB = 1.3, 150.0, 25.0
HUB, WHOLE = "hub", "whole"
TITLES = {
    WHOLE: "Опора, один процесс: вход, права, хранение, страницы",
    HUB: "Опора, процесс сокетов: вход, права, чтение из базы; страницы в соседнем",
}
Results = dict[str, Any]
WORDS = """\
Команда: `.venv/bin/python -m bench.chat` (`--quick`: минута). Измерено {measured_at}: {cpu}; машина была \
занята и другим (загрузка {load}). Один и тот же клиент на picows; сообщения 200 байт; ровный темп: \
100 в секунду в \
комнате на 100, 10 в комнате на 1000. Доставка: сообщение у одного человека. Процессор сервера со всем, \
что он делает, в скобках PostgreSQL. Молчащих сокетов {idle}.

{table}

Цели: процессор сокетов на доставку не больше {times} от NATS, p99 {p99} мс, {kb} кБ на сокет. Выше цели:

{above}"""


def above(results: Results) -> Iterator[str]:
    systems = results["systems"]
    hub, whole, nats = systems[HUB], systems[WHOLE], systems.get("nats")
    for size, found in hub["rooms"].items():
        if nats and size in nats["rooms"]:
            times = found["closed"]["cpu_us"]["server"] / nats["rooms"][size]["closed"]["cpu_us"]["server"]
            if times > GOAL_TIMES_NATS:
                yield f"комната {size}: процессора на доставку в {number(times)} раза больше, чем у NATS"
    for name, system in ((TITLES[WHOLE], whole), (TITLES[HUB], hub)):
        p99 = system["rooms"]["100"]["paced"]["p99"]
        if p99 > GOAL_P99_MS:
            yield f"{name}: p99 {number(p99, 0)} мс при 100 сообщениях в секунду"
    if whole["idle_kb"] > GOAL_KB:
        yield f"{number(whole['idle_kb'])} кБ на молчащий сокет"


def page(results: Results) -> str:
    rows = []
    for system in results["systems"].values():
        for size, found in system["rooms"].items():
            closed, paced = found["closed"], found["paced"]
            rows.append([
                system["title"], size, number(closed["per_second"], 0), _cpu(closed), _cpu(paced),
                f"{number(paced['p50'])} / {number(paced['p99'])}", number(found["entered_s"]),
                number(system.get("idle_kb")),
            ])  # fmt: skip
    head = [
        "Система", "комната", "доставок в с", "мкс на доставку", "то же в ровном темпе",
        "p50 / p99, мс", "вошли за, с", "кБ на молчащий сокет",
    ]  # fmt: skip
    made = results["machine"]
    load = f"{number(results['load_before'])}–{number(results['load_after'])}"
    return WORDS.format(
        measured_at=made["measured_at"], cpu=made["cpu"], load=load, idle=results["idle"],
        table=table(head, rows), times=number(GOAL_TIMES_NATS), p99=number(GOAL_P99_MS, 0),
        kb=number(GOAL_KB, 0), above="\n".join(f"- {words}" for words in above(results)) or "Ничего.",
    )  # fmt: skip


def latest() -> str:
    """The page of what was measured last."""
    if not JSON_FILE.exists():
        return "Ещё не измерено: `python -m bench.chat --write`."
    return page(json.loads(JSON_FILE.read_text(encoding="utf-8")))


def _cpu(run: Results) -> str:
    database = run["cpu_us"].get("postgres")
    return number(run["cpu_us"]["server"]) + (f" (+{number(database)})" if database else "")


def write(results: Results) -> None:
    JSON_FILE.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    put(PAGE, "chat", page(results))
