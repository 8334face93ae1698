"""What ``bench.meet`` found: costs, faults and sizes, each into its page of ``docs``."""

import json
from collections.abc import Iterator
from typing import Any

from bench.server import ROOT
from bench.tables import number, put, table

JSON_FILE = ROOT / "bench" / "results-meet.json"
DOCS = ROOT / "docs"
COSTS, FAULTS, SIZES = DOCS / "performance.md", DOCS / "reliability.md", DOCS / "operate" / "video.md"
GOAL_SHARE, GOAL_SAID_S, PLANNED = 25.0, 1.0, 60.0
PARTS = ("opora", "postgres", "janus", "coturn")
Results = dict[str, Any]
COST_HEAD = [
    "Встреча", "Опора", "PostgreSQL", "Janus", "coturn", "память: Опора / Janus / coturn",
    "первый кадр после нажатия, с",
]  # fmt: skip
COST_WORDS = """\
Команда: `.venv/bin/python -m bench.meet` (`--quick`: три минуты; нужен `pip install aiortc`). Измерено \
{measured_at}: {cpu}, загрузка {load}. Страницы настоящие, в Chromium; камера 640×360, 15 кадров/с; \
Janus с `event_loops = 2`. Проценты одного ядра у серверов, без браузеров; память PSS, МБ.

{table}

- Опора с её PostgreSQL сверх Janus в зале на {people}: {share} % (цель {goal} %). Вошли все за \
{joined_direct} с прямо к Janus и за {joined_ours} с через Опору, {join_ours} мс её процессора на вход. \
Доставлено пакетов в секунду: {packets_direct} прямо, {packets_ours} через Опору.
- Запись встречи двоих: {film} с процессора и {wall} с работы на минуту, файл {mb} МБ на минуту, дорожки \
до сборки {tracks} МБ.

Выше цели:

{above}"""
FAULT_WORDS = """\
Команда: `.venv/bin/python -m bench.meet`, {measured_at}. «Сказано»: через сколько слова об обрыве видят \
другие (цель {goal} с). «Снова»: через сколько после возвращения сети идут кадры у него самого и у \
других на его плитке.

{table}

Приложение убито у двоих: запуск {start_pair} с, страницы вернулись ещё через {back_pair} с, изображение \
{moved}. У шестерых: запуск {start_six} с, звук и изображение снова ещё через {back_six} с. Медиасервер \
убит у шестерых: сказано всем за {janus_said} с, снова через {janus_back} с после его запуска."""
SIZE_WORDS = """\
Команда: `.venv/bin/python -m bench.meet`, {measured_at}, {cpu}. Janus 1.1.2 с `event_loops = 2`, \
640×360, 15 кадров/с; проценты одного ядра.

{table}

Планируйте {viewers} зрителей одного ведущего на ядро Janus (загрузка {planned} %)."""


def share(results: Results) -> float:
    """Our process and its database beside Janus, per cent, where a hundred are in one room."""
    cpu = results["hall"]["ours"]["cpu"]
    return float(100 * (cpu["opora"] + cpu["postgres"]) / max(cpu["janus"], 0.1))


def cuts(results: Results) -> Iterator[tuple[str, Results]]:
    for name, title in (("pair", "двое, браузер с браузером"), ("six", "шестеро, медиасервер")):
        yield from ((title, cut) for cut in results[name]["cuts"])


def above(results: Results) -> Iterator[str]:
    if share(results) > GOAL_SHARE:
        yield f"Опора сверх Janus: {number(share(results))} %"
    for title, cut in cuts(results):
        if cut["said_s"] > GOAL_SAID_S:
            yield f"{title}: об обрыве сказано через {number(cut['said_s'], 2)} с"


def page(results: Results) -> str:
    """Costs."""
    hall, made, tape = results["hall"], results["machine"], results["pair"]["recording"]
    direct, ours, viewers = hall["direct"], hall["ours"], hall["viewers"]
    rows = [
        _row("1 на 1, один через TURN", results["pair"]),
        _row("6 через Janus, трое через TURN", results["six"]),
        _row(f"{viewers} зрителей прямо к Janus", direct),
        _row(f"{viewers} зрителей через Опору", ours),
    ]
    return COST_WORDS.format(
        measured_at=made["measured_at"],
        cpu=made["cpu"],
        load=f"{number(results['load_before'])}–{number(results['load_after'])}",
        table=table(COST_HEAD, rows),
        people=viewers,
        share=number(share(results)),
        goal=number(GOAL_SHARE, 0),
        join_ours=number(ours["join_cpu_ms"]),
        joined_direct=number(direct["joined_s"]),
        joined_ours=number(ours["joined_s"]),
        packets_direct=number(direct["packets_a_second"], 0),
        packets_ours=number(ours["packets_a_second"], 0),
        film=number(tape["cpu_s_a_minute"]),
        wall=number(tape["wall_s_a_minute"]),
        mb=number(tape["film_mb_a_minute"]),
        tracks=number(tape["tracks_mb_a_minute"]),
        above="\n".join(f"- {words}" for words in above(results)) or "Ничего.",
    )


def _row(title: str, found: Results) -> list[str]:
    cpu, memory = found["cpu"], found["memory"]
    first = found.get("first_frame_s", [])
    seconds = "–".join(dict.fromkeys(number(one) for one in (min(first), max(first)))) if first else "—"
    shares = [f"{number(cpu[name])} %" for name in PARTS]
    return [title, *shares, " / ".join(str(memory[name]) for name in ("opora", "janus", "coturn")), seconds]


def faults(results: Results) -> str:
    rows = [
        [
            f"{number(cut['seconds'], 0)} с: {title}",
            f"{number(cut['said_s'], 2)} с",
            f"{number(cut['back_s'])} с и {number(cut['seen_s'])} с",
        ]
        for title, cut in cuts(results)
    ]
    two, many, janus = results["pair"]["killed"], results["six"]["killed"], results["six"]["janus"]
    return FAULT_WORDS.format(
        measured_at=results["machine"]["measured_at"],
        goal=number(GOAL_SAID_S, 0),
        table=table(["Сеть участника за TURN пропала на", "сказано", "снова"], rows),
        start_pair=number(two["start_s"]),
        back_pair=number(two["back_s"]),
        moved="всё это время шло" if two["moved"] else "останавливалось",
        start_six=number(many["start_s"]),
        back_six=number(many["back_s"]),
        janus_said=number(janus["said_s"]),
        janus_back=number(janus["back_s"]),
    )


def sizes(results: Results) -> str:
    hall = results["hall"]
    kinds = {
        "1 на 1": results["pair"],
        "6, все видят всех": results["six"],
        f"{hall['viewers']} смотрят на одного": hall["ours"],
    }
    rows = []
    for title, found in kinds.items():
        cpu, memory = found["cpu"], found["memory"]
        shares = (cpu["opora"] + cpu["postgres"], cpu["janus"], cpu["coturn"])
        memories = f"{memory['opora']} / {memory['janus']} МБ"
        rows.append([title, *(f"{number(one)} %" for one in shares), memories])
    viewers = int(PLANNED * hall["viewers"] / max(hall["ours"]["cpu"]["janus"], 0.1)) // 10 * 10
    made = results["machine"]
    return SIZE_WORDS.format(
        measured_at=made["measured_at"],
        cpu=made["cpu"],
        planned=number(PLANNED, 0),
        viewers=viewers,
        table=table(["Встреча", "Опора с базой", "Janus", "coturn", "память: Опора / Janus"], rows),
    )


def latest() -> str:
    """The costs that were measured last."""
    if not JSON_FILE.exists():
        return "Ещё не измерено: `python -m bench.meet --write`."
    return page(json.loads(JSON_FILE.read_text(encoding="utf-8")))


def write(results: Results) -> None:
    JSON_FILE.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for path, words in ((COSTS, page), (FAULTS, faults), (SIZES, sizes)):
        put(path, "meet", words(results))
