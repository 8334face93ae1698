"""``opora import learners|schedule|load FILE``: what centres really send, written whole or not at all."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from .start import start_django

if TYPE_CHECKING:
    from opora.kernel.errors import Refused
    from opora.schedule.models import Schedule
    from opora.studies.actions import Terms
    from opora.studies.models import Group
    from opora.studies.queries import Preview

SIGNS = {"ok": "✓", "fixed": "✎", "attention": "!", "error": "✗"}
LEVELS = {"ok": "без замечаний", "fixed": "исправлено", "attention": "требует внимания", "error": "с ошибкой"}
HOW = {
    "IMP-02": "Укажите группы: --group КОД, по одной на каждую программу.",
    "IMP-04": "Укажите --contract, --contract-date и --contract-until.",
    "IMP-05": "Исправьте файл или добавьте --attention, чтобы зачислить тех, кто требует внимания.",
    "PLAN-02": "Исправьте файл или добавьте --attention, чтобы записать то, что требует внимания.",
    "ENR-02": "Укажите --order НОМЕР и --order-date ДАТА.",
}
Answer = dict[str, Any]


class Stop(Exception):  # noqa: N818 -- it is an answer for the reader, not a fault
    """Nothing was written: why, and what to do next."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message, self.next_step = message, next_step


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=list(KINDS), metavar="ЧТО", help="learners, schedule или load")
    parser.add_argument("file", type=Path, metavar="ФАЙЛ", help="таблица .xlsx, .ods, .csv или .docx")
    parser.add_argument("--dry-run", action="store_true", help="только проверить, ничего не записывать")
    parser.add_argument("--json", action="store_true", help="ответить в JSON")
    people = parser.add_argument_group("Слушатели")
    people.add_argument("--group", action="append", default=[], metavar="КОД", help="группа; можно несколько")
    people.add_argument("--order", default="", metavar="НОМЕР", help="приказ о зачислении")
    people.add_argument("--order-date", type=_day, metavar="ДАТА", help="дата приказа, например 06.11.2026")
    people.add_argument("--contract", default="", metavar="НОМЕР", help="договор с заказчиком")
    people.add_argument("--contract-date", type=_day, metavar="ДАТА", help="дата договора")
    people.add_argument("--contract-until", type=_day, metavar="ДАТА", help="договор действует по эту дату")
    people.add_argument("--customer", default="", metavar="ИМЯ", help="заказчик")
    people.add_argument("--attention", action="store_true", help="взять и строки, которые требуют внимания")
    lines = parser.add_argument_group("График")
    lines.add_argument("--title", default="", metavar="НАЗВАНИЕ", help="название черновика")
    lines.add_argument("--from", dest="since", type=_day, metavar="ДАТА", help="график действует с")
    lines.add_argument("--to", dest="until", type=_day, metavar="ДАТА", help="график действует по")


def run(options: argparse.Namespace) -> int:
    try:
        data = _bytes(options.file)
        start_django()
        return _run(options, data)
    except Stop as stop:
        return _failed(options, stop.message, stop.next_step)


def _run(options: argparse.Namespace, data: bytes) -> int:
    from opora.integrations.tables import TableError  # noqa: PLC0415 -- after setup
    from opora.kernel.actor import acting  # noqa: PLC0415
    from opora.kernel.errors import Refused  # noqa: PLC0415

    try:
        with acting(why=f"opora import {options.what}"):
            KINDS[options.what](options, data)
    except TableError as error:
        return _failed(options, error.message, error.next_step)
    except Refused as refused:
        return _failed(options, *_words(refused))
    return 0


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(f"нет такой даты: {text}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Stop(f"Файла {path} нет.", "Проверьте путь и имя.") from None
    except OSError as error:
        raise Stop(f"Файл {path} не прочитать: {error.strerror}.", "Проверьте права на файл.") from error


def _failed(options: argparse.Namespace, message: str, next_step: str) -> int:
    if options.json:
        print(json.dumps({"error": {"message": message, "next_step": next_step}}, ensure_ascii=False))
    print(f"{message} {next_step}".strip(), file=sys.stderr)
    print("Ничего не записано.", file=sys.stderr)
    return 1


def _words(refused: "Refused") -> tuple[str, str]:
    first = refused.refusals[0]
    words = " ".join(refusal.words for refusal in refused.refusals)
    return words, HOW.get(first.rule, first.next_step)


def _steps(options: argparse.Namespace, total: int) -> "tqdm[Any]":
    """A bar of steps, seen when the work takes more than a second."""
    return tqdm(total=total, desc=options.file.name, unit="шаг", delay=1, leave=False, file=sys.stderr)


# Learners


def _learners(options: argparse.Namespace, data: bytes) -> None:
    from django.db import transaction  # noqa: PLC0415 -- after setup

    from opora.studies import actions  # noqa: PLC0415
    from opora.studies.queries import preview_learners  # noqa: PLC0415

    done: Answer = {}
    with _steps(options, 3) as bar, transaction.atomic():
        if options.dry_run:
            preview = preview_learners(data, options.file.name)
        else:
            imported = actions.upload_learners(data, filename=options.file.name, by=None)
            bar.update()
            preview = actions.preview_of(imported)
            bar.update()
            done = actions.apply_learner_import(imported, terms=_terms(options, preview)).result or {}
        bar.update()
    told: Answer = preview.learners.as_json()
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    _print_rows(told["rows"], _learner_line)
    _print_notes(preview.learners.notices, told["summary"])
    _print_learners(done)


def _terms(options: argparse.Namespace, preview: "Preview") -> "Terms":
    from opora.people.queries import organisation_or_none  # noqa: PLC0415 -- after setup
    from opora.studies.actions import Terms  # noqa: PLC0415
    from opora.studies.queries import groups_by_code  # noqa: PLC0415

    if organisation_or_none() is None:
        raise Stop("База пуста: нет ни центра, ни программ.", "Начните с «opora demo» или настройте центр.")
    groups = _groups(options.group)
    title = preview.contract
    named = groups_by_code(row.group for row in preview.learners.rows if row.group)
    number = options.contract or (title.number if title else "")
    on = options.contract_date or (title.date if title and number == title.number else None)
    ends = max((group.ends_on for group in [*groups.values(), *named.values()]), default=None)
    return Terms(
        groups=groups,
        named=named,
        order_number=options.order,
        order_date=options.order_date,
        contract_number=number,
        contract_date=on,
        contract_from=on,
        contract_to=options.contract_until or ends,
        customer=options.customer,
        take_all=options.attention,
    )


def _groups(codes: Sequence[str]) -> dict[str, "Group"]:
    from opora.studies.queries import groups_by_code  # noqa: PLC0415 -- after setup

    known = groups_by_code(codes)
    groups: dict[str, Group] = {}
    for code in codes:
        if code not in known:
            raise Stop(f"Группы {code} нет.", "Проверьте код или создайте группу на странице «Группы».")
        programme = known[code].programme.code
        if programme in groups:
            raise Stop(f"Две группы одной программы {programme}.", "Оставьте одну и загрузите файл дважды.")
        groups[programme] = known[code]
    if len(groups) == 1:
        groups[""] = next(iter(groups.values()))
    return groups


def _learner_line(row: Mapping[str, Any]) -> str:
    name = " ".join(filter(None, (row["last_name"], row["first_name"], row["middle_name"]))) or "без имени"
    born = f"{date.fromisoformat(row['birth_date']):%d.%m.%Y}" if row["birth_date"] else "—"
    return f"{row['line']:>5}  {name:<36} {born:<10}  {row['snils'] or '—':<11}  {row['programme'] or '—'}"


def _print_learners(done: Answer) -> None:
    if not done:
        print("Проверка без записи: база не изменилась.")
        return
    print(
        f"Новых слушателей {done['added']}, зачислений {done['enrolled']}, уточнено {done['changed']},"
        f" не взято строк {done['left_out']}."
    )


# График


def _schedule(options: argparse.Namespace, data: bytes) -> None:
    from opora.people.queries import organisation_or_none  # noqa: PLC0415 -- after setup
    from opora.schedule.actions import preview_schedule_file  # noqa: PLC0415
    from opora.schedule.forms.schedule_file import read_schedule_file  # noqa: PLC0415

    founded = organisation_or_none() is not None
    with _steps(options, 2) as bar:
        told: Answer = (
            preview_schedule_file(data, options.file.name)
            if founded
            else read_schedule_file(data, options.file.name, [], []).as_json()
        )
        bar.update()
        done = "" if options.dry_run else _drafted(options, data, founded=founded)
        bar.update()
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    _print_rows(told["rows"], _schedule_line)
    _print_notes((), {level: sum(row["status"] == level for row in told["rows"]) for level in LEVELS})
    print(done or "Проверка без записи: база не изменилась.")


def _drafted(options: argparse.Namespace, data: bytes, *, founded: bool) -> str:
    from django.db import transaction  # noqa: PLC0415 -- after setup

    from opora.schedule.actions import apply_import, start_import  # noqa: PLC0415

    if not founded:
        raise Stop("База пуста: нет ни центра, ни работников.", "Начните с «opora demo» или настройте центр.")
    with transaction.atomic():
        draft = _draft(options)
        applied = apply_import(start_import(draft, file_name=options.file.name, content=data))
    return (
        f"Черновик «{draft.title}»: добавлено строк {applied.added}, уже было {applied.same},"
        f" не взято {applied.left}."
    )


def _draft(options: argparse.Namespace) -> "Schedule":
    """The draft of this title and period, begun now if there is none, so the same file adds nothing twice."""
    from opora.people.queries import home_day  # noqa: PLC0415 -- after setup
    from opora.schedule.actions import create_draft  # noqa: PLC0415
    from opora.schedule.models import Schedule  # noqa: PLC0415

    since = options.since or home_day()
    half_ends = date(since.year, 6, 30) if since.month <= 6 else date(since.year, 12, 31)
    until, title = options.until or half_ends, options.title or f"График из файла {options.file.name}"
    drafts = Schedule.objects.filter(state=Schedule.State.DRAFT, title=title)
    known = drafts.filter(period_to=until).order_by("-id").first()
    return known or create_draft(title=title, period_from=since, period_to=until)


def _schedule_line(row: Mapping[str, Any]) -> str:
    days = ", ".join(("пн", "вт", "ср", "чт", "пт", "сб", "вс")[day - 1] for day in row["weekdays"]) or "—"
    parity = {"even": " чётн.", "odd": " нечётн."}.get(row["parity"], "")
    hours = f"{row['from'] or '—'}–{row['to'] or '—'}"
    return f"{row['name']:<34} {days + parity:<22} {hours:<13} {', '.join(row['means']) or '—'}"


# План нагрузки


def _load(options: argparse.Namespace, data: bytes) -> None:
    from django.db import transaction  # noqa: PLC0415 -- after setup

    from opora.people.queries import organisation_or_none  # noqa: PLC0415
    from opora.workload.actions import apply_plan, check_plan, upload_plan  # noqa: PLC0415

    if organisation_or_none() is None:
        raise Stop("База пуста: нет ни центра, ни работников.", "Начните с «opora demo» или настройте центр.")
    done = "Проверка без записи: база не изменилась."
    with _steps(options, 2) as bar, transaction.atomic():
        plan = check_plan(data, options.file.name)
        bar.update()
        if not options.dry_run:
            upload = upload_plan(data, filename=options.file.name, by=None)
            written = apply_plan(upload, take_all=options.attention)
            done = f"Записано строк {written.written}, уже были {written.same}, не взято {written.left}."
        bar.update()
    told: Answer = plan.as_json()
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    _print_rows(told["rows"], _load_line)
    _print_notes(plan.notices, told["summary"])
    print(done)


def _load_line(row: Mapping[str, Any]) -> str:
    minutes = "—" if row["minutes"] is None else row["minutes"]
    month, basis = row["month"] or "—", row["basis"] or "—"
    return f"{row['line']:>5}  {row['name']:<34} {month:<8} {minutes:>6} мин  {basis}"


KINDS = {"learners": _learners, "schedule": _schedule, "load": _load}


# Printing


def _print_rows(rows: Sequence[Mapping[str, Any]], line: Any) -> None:
    for row in rows:
        print(f"{SIGNS[row['status']]} {line(row)}")
        for message in row["messages"]:
            for piece in wrap(message, 92):
                print(f"          {piece}")


def _print_notes(notices: Sequence[str], summary: Mapping[str, int]) -> None:
    print()
    for notice in notices:
        print(notice)
    print(", ".join(f"{LEVELS[level]} {number}" for level, number in summary.items()) + ".")
