"""Papers of pay filled from confirmed hours and rates (S0-5.10a)."""

from datetime import date, timedelta

from django.utils.translation import override

from opora.kernel.clock import today
from opora.kernel.times import next_month
from opora.people.forms.values import snils_shown
from opora.people.models import Branch, StaffContract
from opora.workload.models import MonthSheet
from opora.workload.queries import Pay, PayLine, load_sheet, month_sheet, pay_of

from ..papers import ActPaper, PayPaper, PayRow, Signature
from .papers import head_signature, letterhead


def _row(line: PayLine) -> PayRow:
    contract, person = line.contract, line.contract.person
    return PayRow(
        number=contract.number,
        name=person.full_name,
        snils=snils_shown(person.snils) if person.snils else "",
        position=contract.position,
        contract=str(contract.get_kind_display()),
        basis=line.basis_words,
        kind=line.kind_words,
        minutes=line.minutes,
        rate=line.rate.kopecks if line.rate else None,
        unit=line.unit_words,
        amount=line.amount,
    )


def pay_paper(branch: Branch, month: date) -> PayPaper:
    """Справка-расчёт of a branch and month; preliminary while the month is open."""
    with override("ru"):
        pay = pay_of(branch, month)
        rows = tuple(_row(line) for line in pay.lines)
    state = month_sheet(branch, month)
    closed = state if state and state.state == MonthSheet.State.CLOSED else None
    sheet = load_sheet(branch, month)
    return PayPaper(
        letterhead=letterhead(),
        year=month.year,
        month=month.month,
        rows=rows,
        academic_minutes=pay.academic,
        facts=(("Площадка", branch.name),),
        notes=_notes(pay, closed),
        signatures=(
            Signature(sheet.keeper_position or "Заместитель руководителя", sheet.keeper, "Составил:"),
            head_signature(next_month(month) - timedelta(days=1)),
        ),
        printed_on=today(branch.timezone),
    )


def _notes(pay: Pay, closed: MonthSheet | None) -> tuple[str, ...]:
    if closed is not None:
        return (f"По закрытой ведомости, контрольная сумма SHA-256: {closed.seal}.",)
    if pay.unconfirmed:
        return (f"Предварительная: месяц не закрыт, не подтверждено и не вошло {pay.unconfirmed} мин.",)
    return ("Предварительная: месяц не закрыт.",)


def act_paper(contract: StaffContract, month: date) -> ActPaper:
    """Акт under a civil contract by the same lines as the справка."""
    with override("ru"):
        pay = pay_of(contract.branch, month).of(contract)
        rows = tuple(_row(line) for line in pay.lines)
    return ActPaper(
        letterhead=letterhead(),
        year=month.year,
        month=month.month,
        contract=contract.number,
        contract_date=contract.valid_from,
        performer=contract.person.full_name,
        rows=rows,
        academic_minutes=pay.academic,
        customer=head_signature(next_month(month) - timedelta(days=1)),
        performer_short=contract.person.short_name,
    )


def civil_contracts(pay: Pay) -> list[StaffContract]:
    """Civil contracts with hours in the month: each has an акт."""
    found = {
        line.contract.pk: line.contract
        for line in pay.lines
        if line.contract.kind == StaffContract.Kind.CIVIL
    }
    return list(found.values())
