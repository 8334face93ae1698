"""The deputy's sheet of a month."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.kernel.clock import today
from opora.kernel.text import number, plural
from opora.kernel.times import next_month, parse_month
from opora.people.access import Actor, ActorRequest, allow
from opora.people.models import Branch
from opora.regulations.models import Provision
from opora.regulations.queries import basis_of, in_force

from .. import actions, queries
from ..access import KEEPERS, READERS, may_close, may_confirm, may_sign
from ..models import MonthSheet, WorkLogEntry
from ..queries.late import confirm_until
from .shown import (
    DIFFERENT,
    WAITING,
    Labels,
    Shown,
    picked,
    read_ids,
    read_ticked,
    read_ticket,
    shown,
    ticket_of_all,
)


def chosen_month(text: str, zone: str) -> date:
    """The month of an address; a wrong or absent one is the current month of the zone."""
    try:
        return parse_month(text)
    except ValueError:
        return today(zone).replace(day=1)


def chosen_branch(actor: Actor, query: QueryDict) -> tuple[Branch, list[Branch]]:
    every = list(queries.seen_branches(actor))
    wanted = query.get("branch", "")
    if wanted.isdecimal():
        found = next((one for one in every if one.pk == int(wanted)), None)
        if found is None:
            raise Http404
        return found, every
    return queries.own_branch(actor), every


def address(branch: Branch, month: date, opened: str = "") -> str:
    """The sheet of a branch and month, with one row opened."""
    tail = f"&open={opened}#row-{opened}" if opened else ""
    return f"{reverse('workload:month')}?month={month:%Y-%m}&branch={branch.pk}{tail}"


@require_GET
@allow(READERS)
def month(request: ActorRequest) -> HttpResponse:
    """Учёт часов: totals, workers in two sections, one row opened with its evidence."""
    branch, every = chosen_branch(request.actor, request.GET)
    first = chosen_month(request.GET.get("month", ""), branch.timezone)
    rows = queries.month_rows(branch, first, request.actor)
    sheet = queries.month_sheet(branch, first)
    closed = sheet is not None and sheet.state == MonthSheet.State.CLOSED
    opened = next((row for row in rows if row.key == request.GET.get("open")), None)
    evidence = queries.with_evidence(_entries(branch, first, opened)) if opened else []
    on, home = today(branch.timezone), address(branch, first)
    seen = queries.looked_before(request.actor.person, branch, first)
    show = request.GET.get("show", "")
    chosen, labels = picked(rows, show), Labels.now()
    context = {
        "branch": branch,
        "branches": every if len(every) > 1 else [],
        "month": first,
        "show": show,
        "views": _views(request.actor),
        "all_ticket": ticket_of_all(rows),
        "academic": int(in_force(Provision.ACADEMIC_HOUR, first)),
        "previous": (first - timedelta(days=1)).replace(day=1),
        "following": next_month(first) if next_month(first) <= on else None,
        "sections": _sections(
            [shown(row, home, opened, labels=labels, closed=closed, seen=seen) for row in chosen]
        ),
        "rows": rows,
        "totals": queries.totals(rows),
        "opened": opened,
        "evidence": evidence,
        "sheet": sheet,
        "basis": basis_of("LOAD-01", min(on, next_month(first) - timedelta(days=1))),
        "until": confirm_until(branch, first),
        "may_close": may_close(request.actor) and first <= on,
        "may_sign": may_sign(request.actor),
    }
    return render(request, "workload/month.html", context)


def _views(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Which rows to show: nothing waits for those who only read."""
    waiting = ((WAITING, _("Ждут меня")),) if actor.role in KEEPERS else ()
    return (("", _("Все")), *waiting, (DIFFERENT, _("Только отличия")))


def _sections(rows: list[Shown]) -> list[tuple[str, list[Shown]]]:
    sections = (
        (_("Педагогические работники"), [row for row in rows if row.pedagogical]),
        (_("Иные работники"), [row for row in rows if not row.pedagogical]),
    )
    return [section for section in sections if section[1]]


def _entries(branch: Branch, month: date, row: queries.MonthRow) -> QuerySet[WorkLogEntry]:
    return queries.entries_of_month(branch, month).filter(contract=row.contract, basis=row.basis)


def _checked(request: ActorRequest, ids: set[int]) -> list[WorkLogEntry]:
    """Entries of an address or form that this actor may confirm."""
    entries = queries.entries_by_ids(request.actor, ids)
    if not entries:
        raise Http404
    heads = queries.deputies(today(request.actor.zone))
    own = request.actor.person.pk
    for entry in entries:
        mine = entry.person_id == own
        if not mine and not may_confirm(
            request.actor, entry.person_id, worker_is_deputy=entry.person_id in heads
        ):
            raise PermissionDenied(_("Эти часы подтверждает заместитель руководителя."))
    return entries


@require_POST
@allow(KEEPERS)
def confirm(request: ActorRequest) -> HttpResponse:
    """Confirm the entries of a row, ``row`` is a ticket of :mod:`.shown`, or those ticked one by one.

    Own hours are refused by LOAD-03, minutes that changed meanwhile by LOAD-13.
    """
    if "ticked" in request.POST:
        ids, minutes = read_ticked(request.POST.getlist("entry"))
        opened = True
        if not ids:
            messages.warning(request, _("Отметьте хотя бы одну запись."))
            back = request.POST["ticked"].partition(":")
            return redirect(f"{reverse('workload:month')}?{urlencode({'open': back[0], 'month': back[2]})}")
    else:
        ids, minutes, opened = read_ticket(request.POST.get("row", ""))
    entries = _checked(request, ids)
    done = actions.confirm_entries(entries, by=request.actor.person, seen_minutes=minutes)
    total, people = sum(entry.minutes for entry in done), {entry.person for entry in done}
    several = _("Подтверждено {minutes} мин, {n} {entries}, работников: {people}.")
    words = several if len(people) > 1 else _("{name}: подтверждено {minutes} мин, {n} {entries}.")
    words = words.format(
        name=done[0].person.short_name,
        minutes=number(total),
        n=len(done),
        entries=plural(len(done), _("запись"), _("записи"), _("записей")),
        people=len(people),
    )
    undo = f"{reverse('workload:unconfirm')}?entries={','.join(str(entry.pk) for entry in done)}"
    messages.success(request, words, extra_tags=undo)
    key = f"{done[0].contract_id}-{done[0].basis}" if opened else ""
    return redirect(address(done[0].branch, done[0].date, key))


@require_POST
@allow(KEEPERS)
def unconfirm(request: ActorRequest) -> HttpResponse:
    """«Вернуть» of the toast: the entries wait again."""
    entries = _checked(request, read_ids(request.GET.get("entries", "")))
    done = actions.withdraw_confirmation(entries, by=request.actor.person)
    messages.success(request, _("Подтверждение снято, записи снова ждут проверки."))
    return redirect(address(done[0].branch, done[0].date, f"{done[0].contract_id}-{done[0].basis}"))
