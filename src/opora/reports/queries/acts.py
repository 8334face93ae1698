"""Papers around local acts, by the same rows as their pages."""

from datetime import date

from django.utils.translation import override

from opora.acquaintance.models import Acquaintance
from opora.acquaintance.queries import Line, Wanted, lines, wanted_rows
from opora.acquaintance.queries.lists import ALL, UNREAD
from opora.duties.models import Measure, Plan
from opora.duties.queries import Line as DutyLine
from opora.duties.queries import MeasureLine, Owner, lines_for_page, measure_lines
from opora.kernel.times import as_zone
from opora.people.access import Actor
from opora.people.models import Role
from opora.people.queries import head_signer, home_day, organisation, staff_on
from opora.regulations.models import ActEdition

from ..papers import (
    AcquaintanceRow,
    AcquaintanceSheet,
    ActRef,
    DutiesPaper,
    DutyRow,
    MeasureRow,
    OrderRef,
    PlanPaper,
    Signature,
    UnacquaintedPaper,
    UnacquaintedRow,
)
from ..papers.text import stamp_lines
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
    on = home_day()
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
    on = home_day()
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


def duties_paper() -> DutiesPaper:
    """Карта ответственности as the page shows it today."""
    on = home_day()
    with override("ru"):
        rows = tuple(_duty(line) for line in lines_for_page(on))
    return DutiesPaper(letterhead=letterhead(), on=on, rows=rows, signatures=(head_signature(on),))


def _duty(line: DutyLine) -> DutyRow:
    act = line.duty.act
    clause = f"п. {line.duty.clause} {act.genitive}" if act else line.duty.place
    proofs = (line.evidence.words if line.evidence else "", line.duty.proof)
    return DutyRow(
        words=line.duty.words,
        clause=clause,
        owner="; ".join(map(_owner, line.owners)),
        order="; ".join(dict.fromkeys(owner.order for owner in line.owners)),
        term="; ".join(dict.fromkeys(_term(owner) for owner in line.owners)),
        deputy="; ".join(dict.fromkeys(filter(None, map(_deputy, line.owners)))),
        evidence="; ".join(filter(None, proofs)),
        gap=line.gap,
    )


def _owner(owner: Owner) -> str:
    words = f"{owner.person.full_name}, {owner.position}"
    return f"{words}, подчинён(а) {owner.superior}" if owner.superior else words


def _term(owner: Owner) -> str:
    until = f" по {owner.until:%d.%m.%Y}" if owner.until else ""
    return f"с {owner.since:%d.%m.%Y}{until}"


def _deputy(owner: Owner) -> str:
    if owner.substitute and owner.back:
        return f"{owner.substitute.short_name} (до {owner.back:%d.%m.%Y})"
    return owner.deputy.short_name if owner.deputy else ""


def plan_paper(plan: Plan) -> PlanPaper:
    """A plan for the head's signature; of one that is carried out, with figures and what was done."""
    on = home_day()
    reported = plan.state in (Plan.State.APPROVED, Plan.State.CLOSED)
    head = head_signer(on)
    position = plan.approved_as or (head.position if head else "")
    approver = plan.approved_by or (head.person if head else None)
    lines = measure_lines(plan, on)
    people = [line.measure.responsible_id for line in lines]
    positions = dict(staff_on(on).filter(person__in=people).values_list("person", "position"))
    with override("ru"):
        rows = tuple(_measure(line, positions, reported) for line in lines)
    signer = plan.written_by
    return PlanPaper(
        letterhead=letterhead(),
        title=plan.title,
        period=f"на период с {plan.starts_on:%d.%m.%Y} по {plan.ends_on:%d.%m.%Y}",
        goals=tuple(line.strip() for line in plan.goals.splitlines() if line.strip()),
        rows=rows,
        stamp=stamp_lines(
            position, organisation().short_name, approver.short_name if approver else "", plan.approved_on
        ),
        on=on,
        reported=reported,
        outcome=("Итоги", *plan.outcome.splitlines()) if plan.outcome else (),
        signatures=(
            Signature(
                staff_on(on).filter(person=signer).values_list("position", flat=True).first() or "",
                signer.short_name,
                "План составил(а):",
            ),
        ),
    )


def _measure(line: MeasureLine, positions: dict[int, str], reported: bool) -> MeasureRow:
    row = line.measure
    position = positions.get(row.responsible_id, "")
    due = f"{row.due_on:%d.%m.%Y}"
    if row.first_due_on:
        due += f" (был {row.first_due_on:%d.%m.%Y})"
    state = "просрочено" if line.late else str(Measure.State(row.state).label)
    done = f"{state} {row.done_on:%d.%m.%Y}" if row.done_on else state
    return MeasureRow(
        words=row.words,
        goal=row.goal,
        responsible=", ".join(filter(None, (row.responsible.short_name, position))),
        due=due,
        figure=line.evidence.words if line.evidence and reported else "",
        done=". ".join(filter(None, (done, row.note))) if reported else "",
    )
