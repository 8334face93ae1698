"""Papers around local acts, by the same rows as their pages."""

from datetime import date

from django.utils.translation import override

from opora.acquaintance.models import Acquaintance
from opora.acquaintance.queries import Line, Wanted, lines, wanted_rows
from opora.acquaintance.queries.lists import ALL, UNREAD
from opora.kernel.clock import today
from opora.kernel.times import as_zone
from opora.people.access import Actor
from opora.people.models import Role
from opora.people.queries import organisation
from opora.regulations.models import ActEdition

from ..papers import (
    AcquaintanceRow,
    AcquaintanceSheet,
    ActRef,
    OrderRef,
    Signature,
    UnacquaintedPaper,
    UnacquaintedRow,
)
from .papers import head_signature, letterhead

NO_NAME = "слушатель"
E_SIGNATURE = (
    "Простая электронная подпись поставлена в личном кабинете по соглашению с владельцем кабинета "
    "(статьи 6 и 9 Федерального закона от 06.04.2011 № 63-ФЗ). Соглашение, время и контрольная сумма "
    "текста хранятся в системе под номером записи."
)


def _act(edition: ActEdition) -> ActRef:
    order = OrderRef(edition.order.number, edition.order.date) if edition.order else None
    return ActRef(edition.act.title, edition.number, edition.effective_from, order)


def _scope(wanted: Wanted) -> tuple[tuple[str, str], ...]:
    role = str(Role(wanted.role).label) if wanted.role else ""
    group = wanted.group.code if wanted.group else ""
    return tuple((name, value) for name, value in (("Кто", role), ("Группа", group)) if value)


def _lines(actor: Actor, edition: ActEdition, wanted: Wanted, on: date) -> list[Line]:
    with override("ru"):
        return lines(actor, edition, wanted_rows(actor, edition, wanted, on), on)


def acquaintance_paper(actor: Actor, edition: ActEdition, wanted: Wanted) -> AcquaintanceSheet:
    """Who signed, and lines for those who have not: the sheet is carried round and scanned."""
    on = today(organisation().timezone)
    with override("ru"):
        rows = tuple(_signed(line) for line in _lines(actor, edition, wanted, on))
        scope = _scope(wanted)
    return AcquaintanceSheet(
        letterhead=letterhead(),
        act=_act(edition),
        rows=rows,
        scope=scope,
        notes=_notes(rows),
        signatures=(Signature(position="Специалист, ответственный за ознакомление"),),
        printed_on=on,
    )


def _signed(line: Line) -> AcquaintanceRow:
    name, mark = line.name or NO_NAME, line.mark
    if mark is None:
        return AcquaintanceRow(name, line.standing)
    if mark.way == Acquaintance.Way.PAPER:
        return AcquaintanceRow(
            name, line.standing, mark.signed_on, "подпись", f"на листе, скан № {mark.sheet_id}"
        )
    at = mark.at.astimezone(as_zone(organisation().timezone))
    who = "представитель, " if mark.for_another else ""
    return AcquaintanceRow(
        name, line.standing, mark.signed_on, "простая ЭП", f"{who}запись № {mark.pk}, {at:%H:%M}"
    )


def _notes(rows: tuple[AcquaintanceRow, ...]) -> tuple[str, ...]:
    if not any(row.way == "простая ЭП" for row in rows):
        return ()
    return (E_SIGNATURE,)


def unacquainted_paper(actor: Actor, edition: ActEdition, wanted: Wanted) -> UnacquaintedPaper:
    """Who of the circle has not read it, and since when it is late."""
    on = today(organisation().timezone)
    every = wanted_rows(actor, edition, Wanted(ALL, wanted.role, wanted.group), on)
    state = wanted.state if wanted.state != ALL else UNREAD
    left = _lines(actor, edition, Wanted(state, wanted.role, wanted.group), on)
    with override("ru"):
        scope = _scope(wanted)
    return UnacquaintedPaper(
        letterhead=letterhead(),
        act=_act(edition),
        on=on,
        rows=tuple(
            UnacquaintedRow(line.name or NO_NAME, line.standing, line.due, line.days_late) for line in left
        ),
        total=len(every),
        scope=scope,
        signatures=(head_signature(on),),
    )
