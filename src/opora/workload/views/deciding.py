"""Decisions with a form of their own: return, correct, close, sign, open again, plan."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.kernel.clock import today
from opora.kernel.errors import Refused
from opora.kernel.text import number
from opora.kernel.times import month_title, next_month, parse_month
from opora.people.access import Actor, ActorRequest, allow
from opora.people.models import Branch, LoadBasis, Role, StaffContract
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import KEEPERS, may_confirm
from ..forms.entries import PlanForm, RemarkForm, ReverseForm
from ..models import PlannedLoad, WorkLogEntry
from .month import address

get_or_post = require_http_methods(["GET", "POST"])


def others_entry(request: ActorRequest, pk: int) -> WorkLogEntry:
    """An entry this keeper may decide on (LOAD-03 itself is said by the action)."""
    entry = get_object_or_404(queries.seen_entries(request.actor), pk=pk)
    heads = queries.deputies(today(request.actor.zone))
    mine = entry.person_id == request.actor.person.pk
    if not mine and not may_confirm(
        request.actor, entry.person_id, worker_is_deputy=entry.person_id in heads
    ):
        raise PermissionDenied(_("Эти часы проверяет заместитель руководителя."))
    return entry


def sheet_of(entry: WorkLogEntry) -> str:
    return address(entry.branch, entry.date, f"{entry.contract_id}-{entry.basis}")


@get_or_post
@allow(KEEPERS)
def return_(request: ActorRequest, pk: int) -> HttpResponse:
    """Return an entry with a remark."""
    entry = others_entry(request, pk)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    context = {"entry": entry, "form": form, "back": sheet_of(entry)}
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_entry(entry, by=request.actor.person, remark=form.cleaned_data["text"])
        except Refused as refused:
            return render(
                request, "workload/return.html", {**context, "refused": founded(refused)}, status=422
            )
        messages.success(
            request, _("Запись вернули: {name} получит замечание.").format(name=entry.person.short_name)
        )
        return redirect(sheet_of(entry))
    return render(request, "workload/return.html", context, status=422 if form.errors else 200)


@get_or_post
@allow(KEEPERS)
def reverse_(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct an entry of a closed month by a reversal."""
    entry = others_entry(request, pk)
    form = ReverseForm(request.POST if request.method == "POST" else None, initial={"minutes": entry.minutes})
    context = {"entry": entry, "form": form, "back": sheet_of(entry)}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            reversal, _right = actions.reverse_entry(
                entry, by=request.actor.person, reason=data["text"], minutes=data["minutes"]
            )
        except Refused as refused:
            return render(
                request, "workload/reverse.html", {**context, "refused": founded(refused)}, status=422
            )
        messages.success(
            request, _("Исправление записано {day}.").format(day=reversal.date.strftime("%d.%m.%Y"))
        )
        return redirect(sheet_of(reversal))
    return render(request, "workload/reverse.html", context, status=422 if form.errors else 200)


def _branch_and_month(actor: Actor, branch: int, month: str) -> tuple[Branch, date]:
    try:
        return get_object_or_404(queries.seen_branches(actor), pk=branch), parse_month(month)
    except ValueError as error:
        raise Http404 from error


@get_or_post
@allow(Role.DEPUTY)
def close(request: ActorRequest, branch: int, month: str) -> HttpResponse:
    """What will be fixed, then the closing itself: it cannot be undone by the deputy."""
    where, first = _branch_and_month(request.actor, branch, month)
    context = {
        "branch": where,
        "month": first,
        "sheet": queries.load_sheet(where, first),
        "unfinished": today(where.timezone) < next_month(first),
        "back": address(where, first),
    }
    if request.method == "POST":
        try:
            actions.close_month(where, first, by=request.actor.person)
        except Refused as refused:
            return render(
                request, "workload/close.html", {**context, "refused": founded(refused)}, status=422
            )
        messages.success(
            request,
            _("{month} закрыт, ведомость готова к печати.").format(month=month_title(first).capitalize()),
        )
        return redirect(address(where, first))
    return render(request, "workload/close.html", context)


@require_POST
@allow(Role.DIRECTOR)
def sign(request: ActorRequest, pk: int) -> HttpResponse:
    sheet = get_object_or_404(queries.seen_sheets(request.actor), pk=pk)
    actions.sign_month(sheet, by=request.actor.person)
    messages.success(request, _("Ведомость подписана."))
    return redirect(address(sheet.branch, sheet.month))


@get_or_post
@allow(Role.DIRECTOR)
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Open a closed month with a reason."""
    sheet = get_object_or_404(queries.seen_sheets(request.actor), pk=pk)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    context = {"sheet": sheet, "form": form, "back": address(sheet.branch, sheet.month)}
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_month(sheet, by=request.actor.person, reason=form.cleaned_data["text"])
        except Refused as refused:
            return render(
                request, "workload/reopen.html", {**context, "refused": founded(refused)}, status=422
            )
        messages.success(
            request, _("Табель за {month} открыт заново.").format(month=month_title(sheet.month))
        )
        return redirect(address(sheet.branch, sheet.month))
    return render(request, "workload/reopen.html", context, status=422 if form.errors else 200)


@dataclass(slots=True)
class _PlanRow:
    contract: StaffContract
    form: PlanForm
    basis: str


def _plan_rows(request: ActorRequest, branch: Branch, month: date) -> list[_PlanRow]:
    """A row for every contract of the month by its own basis, and for plans on another one."""
    contracts = list(queries.workers_of(branch, month, next_month(month)))
    planned = {
        (row.contract_id, row.basis): row
        for row in PlannedLoad.objects.filter(contract__branch=branch, month=month)
    }
    rows = []
    for contract in contracts:
        bases = {contract.load_basis, *(basis for pk, basis in planned if pk == contract.pk)}
        for basis in sorted(bases, key=lambda one: one != contract.load_basis):
            plan = planned.get((contract.pk, basis))
            initial = {"minutes": plan.minutes, "note": plan.note} if plan else {}
            form = PlanForm(
                request.POST if request.method == "POST" else None,
                initial=initial,
                prefix=f"{contract.pk}-{basis}",
            )
            rows.append(_PlanRow(contract, form, basis))
    return rows


@get_or_post
@allow(Role.DEPUTY)
def plan(request: ActorRequest, branch: int, month: str) -> HttpResponse:
    """Planned minutes of everybody for a month (S0-5.8a)."""
    where, first = _branch_and_month(request.actor, branch, month)
    rows = _plan_rows(request, where, first)
    context = {
        "branch": where,
        "month": first,
        "rows": [(row, str(LoadBasis(row.basis).label)) for row in rows],
        "back": address(where, first),
    }
    if request.method != "POST":
        return render(request, "workload/plan.html", context)
    if not all([row.form.is_valid() for row in rows]):  # noqa: C419 -- every row shows its errors
        return render(request, "workload/plan.html", context, status=422)
    try:
        total = _save_plan(rows, first)
    except Refused as refused:
        return render(request, "workload/plan.html", {**context, "refused": founded(refused)}, status=422)
    messages.success(request, _("План сохранён: {minutes} мин.").format(minutes=number(total)))
    return redirect(address(where, first))


def _save_plan(rows: list[_PlanRow], month: date) -> int:
    total = 0
    for row in rows:
        minutes = row.form.cleaned_data["minutes"] or 0
        total += minutes
        if row.form.has_changed():
            actions.set_planned_load(
                row.contract,
                month=month,
                basis=row.basis,
                minutes=minutes,
                note=row.form.cleaned_data["note"],
            )
    return total
