"""Выписка для проверки: everything an inspector asks for a period, in one archive, read as it is sent.

Each register is read a day or a few hundred rows at a time, so a million consultations take no more memory
than a busy day. Words are Russian always.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q
from django.utils.translation import override

from opora.consultations.models import Session
from opora.journal.models import JournalEntry
from opora.journal.queries import entries, in_words
from opora.kernel.clock import today
from opora.kernel.times import local
from opora.people.access import Actor
from opora.people.queries import home_day, organisation
from opora.progress.queries import help_by_run, runs_for
from opora.regulations.models import Order
from opora.schedule.models import Schedule
from opora.schedule.queries import SHOWN
from opora.workload.models import MonthSheet, WorkLogEntry
from opora.workload.queries import canonical

from ..papers import JournalPaper, render_pdf
from ..papers.archive import Member, streamed_zip
from ..papers.csv import BOM, csv_line, table_line
from .journal import JournalFilter, journal, journal_lines
from .papers import grafik, grafik_paper, load_sheet_paper

SUMS = "SHA256SUMS"
ROWS = 500
CHANGED = (Session.State.CANCELLED, Session.State.RESCHEDULED, Session.State.FAILED)
CORRECTED = (WorkLogEntry, MonthSheet, Session)
STANDING = {"red": "помощи нет", "unmet": "просили, не получили", "over": "завершена", "good": "есть"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Both days included; ``names`` of learners only when asked for and allowed."""

    since: date
    until: date
    names: bool = False


def extract(actor: Actor, asked: Asked) -> Iterator[bytes]:
    """The archive piece by piece."""
    return streamed_zip(_members(actor, asked), SUMS)


def _members(actor: Actor, asked: Asked) -> Iterator[Member]:
    yield Member("Опись.txt", [_cover(asked)])
    yield from _grafiks(asked)
    yield Member("2 Журнал учёта консультаций.csv", _journal(actor, asked))
    yield from _sheets(actor, asked)
    yield Member("4 Приказы.csv", _orders(asked))
    yield Member("5 Замены, отмены, переносы.csv", _changes(actor, asked))
    yield Member("6 Право на помощь.csv", _help(actor, asked))
    yield Member("7 Исправления записей.csv", _corrections(actor, asked))


def _cover(asked: Asked) -> bytes:
    centre = organisation()
    names = "указаны" if asked.names else "не указаны"
    lines = (
        "Выписка для проверки",
        centre.full_name,
        f"Период: {asked.since:%d.%m.%Y}–{asked.until:%d.%m.%Y}.",
        f"Составлена {today(centre.timezone):%d.%m.%Y}.",
        f"Имена слушателей {names}.",
        f"Целость файлов проверяет команда sha256sum -c {SUMS}.",
        "Ведомость закрытого месяца: файл .json даёт ту сумму SHA-256, что напечатана внизу ведомости.",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _grafiks(asked: Asked) -> Iterator[Member]:
    """Editions that were in force on any day of the period."""
    rows = Schedule.objects.filter(
        state__in=SHOWN, period_from__lte=asked.until, period_to__gte=asked.since
    ).order_by("period_from", "edition")
    for pk in rows.values_list("pk", flat=True):
        [schedule] = grafik(pk)
        with override("ru"):
            made = render_pdf(grafik_paper(schedule))
        name = f"{schedule.period_from:%Y-%m-%d} ред. {schedule.edition}"
        yield Member(f"1 Графики/График {name}.pdf", [made])


def _journal(actor: Actor, asked: Asked) -> Iterator[bytes]:
    """A day at a time: each is found by the index of dates."""
    yield BOM + csv_line(column.title for column in JournalPaper.COLUMNS)
    number, day = 0, asked.since
    while day <= asked.until:
        lines = journal_lines(journal(actor, JournalFilter(day, day)), actor, names=asked.names)
        yield b"".join(
            table_line(JournalPaper.COLUMNS, line.row.row(n)) for n, line in enumerate(lines, number + 1)
        )
        number += len(lines)
        day += timedelta(days=1)


def _sheets(actor: Actor, asked: Asked) -> Iterator[Member]:
    """Closed ведомости of months that touch the period: the paper and the very data that is sealed."""
    rows = MonthSheet.objects.filter(
        state=MonthSheet.State.CLOSED, month__gte=asked.since.replace(day=1), month__lte=asked.until
    )
    for sheet in actor.within(rows).select_related("branch").order_by("month", "branch"):
        name = f"3 Ведомости/Ведомость {sheet.month:%Y-%m} {sheet.branch.name}".replace("..", ".")
        with override("ru"):
            made = render_pdf(load_sheet_paper(sheet.branch, sheet.month))
        yield Member(f"{name}.pdf", [made])
        yield Member(f"{name}.json", [canonical(sheet.snapshot or {})])


T = TypeVar("T")


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, ROWS)):
        yield batch


def _table(heading: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    yield BOM + csv_line(heading)
    for batch in _batches(rows):
        yield b"".join(csv_line(row) for row in batch)


def _orders(asked: Asked) -> Iterator[bytes]:
    rows = Order.objects.filter(date__range=(asked.since, asked.until)).order_by("date", "id")
    with override("ru"):
        found = [
            (order.number, f"{order.date:%d.%m.%Y}", str(order.get_kind_display()), order.title)
            for order in rows
        ]
    return _table(("Номер", "Дата", "Вид", "Заголовок"), found)


def _changes(actor: Actor, asked: Asked) -> Iterator[bytes]:
    """Consultations that were not held as the график said, with why."""
    heading = ("Дата", "Начало", "Что произошло", "Преподаватель", "Вместо кого", "Причина", "Примечание")
    return _table(heading, _changed(actor, asked))


def _changed(actor: Actor, asked: Asked) -> Iterator[tuple[str, ...]]:
    rows = (
        actor.within(Session.objects.all())
        .filter(
            Q(state__in=CHANGED) | Q(substitute_for__isnull=False),
            date__range=(asked.since, asked.until),
        )
        .select_related("person", "substitute_for", "branch")
        .order_by("date", "starts_at", "id")
    )
    for session in rows.iterator(ROWS):
        with override("ru"):
            state = str(session.get_state_display())
        other = session.substitute_for
        yield (
            f"{session.date:%d.%m.%Y}",
            f"{local(session.starts_at, session.branch.timezone):%H:%M}",
            state if session.state in CHANGED else f"замена, {state}",
            session.person.short_name,
            other.short_name if other else "",
            session.cancel_reason or session.extra_reason,
            session.note,
        )


def _help(actor: Actor, asked: Asked) -> Iterator[bytes]:
    """How many learners of each discipline asked for help and received it (S0-5.2)."""
    on = min(asked.until, home_day())
    runs = list(
        runs_for(actor, on, everything=True).filter(starts_on__lte=asked.until, ends_on__gte=asked.since)
    )
    rows = (
        (
            row.run.group.code,
            row.run.part.title,
            row.learners,
            row.sessions,
            row.offered_minutes,
            row.help.asked,
            row.help.received,
            row.help.minutes,
            row.help.refused,
            STANDING[row.standing],
        )
        for row in help_by_run(runs, on)
    )
    heading = (
        "Группа", "Дисциплина", "Слушателей", "Консультаций", "Предложено, мин.", "Обратились",
        "Получили", "Получено, мин.", "Отказов", "Помощь",
    )  # fmt: skip
    return _table(heading, rows)


def _corrections(actor: Actor, asked: Asked) -> Iterator[bytes]:
    """What was changed afterwards in hours, ведомости and consultations: who, when, from what to what."""
    heading = ("Когда", "Кто", "Таблица", "Строка №", "Действие", "Поле", "Было", "Стало", "Почему")
    return _table(heading, _corrected(actor, asked))


def _corrected_here(actor: Actor) -> Q:
    """Rows of the registers; of a role limited to branches theirs, be they since removed."""
    branches = actor.window.branches
    if not branches:
        return Q(table__in=[model._meta.db_table for model in CORRECTED])
    found = Q()
    for model in CORRECTED:
        own = Q(row_id__in=actor.within(model._default_manager.all()).values("pk"))
        removed = Q(action=JournalEntry.Action.DELETE, before__branch_id__in=list(branches))
        found |= Q(table=model._meta.db_table) & (own | removed)
    return found


def _corrected(actor: Actor, asked: Asked) -> Iterator[tuple[object, ...]]:
    zone = organisation().timezone
    rows = (
        entries(since=asked.since, until=asked.until, zone=zone)
        .filter(
            _corrected_here(actor),
            action__in=(JournalEntry.Action.UPDATE, JournalEntry.Action.DELETE),
        )
        .order_by("id")
    )
    for batch in _batches(rows.iterator(ROWS)):
        with override("ru"):
            found = in_words(batch)
        for entry in found:
            for change in entry.changes:
                if change.before != change.after:
                    yield (
                        f"{local(entry.at, zone):%d.%m.%Y %H:%M}",
                        entry.who,
                        str(entry.table),
                        entry.row_id,
                        str(entry.action_words),
                        change.name,
                        change.before,
                        change.after,
                        entry.why,
                    )
