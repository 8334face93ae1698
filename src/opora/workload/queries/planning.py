"""What a load plan is checked against: contracts, what is planned already, months that are closed."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opora.kernel.times import month_title
from opora.people.forms.reading import Level
from opora.people.models import StaffContract
from opora.schedule.forms.line_people import StaffName

from ..forms.plan_file import PlanContract, PlanRow
from ..models import MonthSheet, PlanImport, PlannedLoad

Key = tuple[int, date, str]


def plan_imports() -> QuerySet[PlanImport]:
    """Plans uploaded earlier, the latest first; their content is not loaded."""
    return PlanImport.objects.select_related("uploaded_by").defer("content", "made").order_by("-id")


def plan_contracts() -> dict[int, PlanContract]:
    """Every contract by its id, whenever it is in force: a plan may be of any month."""
    rows = StaffContract.objects.select_related("person").order_by("person__search_name", "-valid_from")
    return {
        one.pk: PlanContract(
            StaffName(
                one.pk,
                one.person.last_name,
                one.person.first_name,
                one.person.middle_name,
                one.position,
                one.is_pedagogical,
            ),
            one.load_basis,
            one.valid_from,
            one.valid_to,
            one.branch_id,
        )
        for one in rows
    }


def planned(months: Sequence[date]) -> dict[Key, int]:
    rows = PlannedLoad.objects.filter(month__in=months).values_list(
        "contract_id", "month", "basis", "minutes"
    )
    return {(contract, month, basis): minutes for contract, month, basis, minutes in rows}


def note_known(rows: Sequence[PlanRow], contracts: dict[int, PlanContract]) -> None:
    """Note on the rows what is planned now and which months are closed (LOAD-06). Two statements."""
    months = sorted({row.month for row in rows if row.month})
    now = planned(months)
    closed = MonthSheet.objects.filter(month__in=months, state=MonthSheet.State.CLOSED)
    shut = set(closed.values_list("branch_id", "month"))
    for row in rows:
        if not row.contract or not row.month:
            continue
        if (contracts[row.contract].branch, row.month) in shut:
            words = _("Табель за {month} закрыт, план не изменить.")
            row.note("month", Level.ERROR, words.format(month=month_title(row.month)))
        was = now.get((row.contract, row.month, row.basis))
        if was is None or row.minutes is None:
            continue
        if was == row.minutes:
            row.notes.add(Level.OK, _("Так уже и запланировано."))
        else:
            row.notes.add(Level.OK, _("Сейчас {was} мин, станет {new} мин.").format(was=was, new=row.minutes))
