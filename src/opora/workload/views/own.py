"""A worker's own hours."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.kernel.clock import today
from opora.kernel.errors import Refused
from opora.kernel.text import number
from opora.kernel.times import next_month
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded
from opora.regulations.models import Provision
from opora.regulations.queries import basis_of, in_force

from .. import actions, queries
from ..access import WORKERS, may_correct
from ..forms.entries import ManualForm, manual_initial
from ..models import WorkLogEntry
from .month import chosen_month


def _address(entry: WorkLogEntry) -> str:
    return f"{reverse('workload:mine')}?month={entry.date:%Y-%m}"


@require_GET
@allow(WORKERS)
def mine(request: ActorRequest) -> HttpResponse:
    """Мои часы: what to put right first, then the month."""
    person, zone = request.actor.person, request.actor.zone
    first = chosen_month(request.GET.get("month", ""), zone)
    context = {
        "month": first,
        "previous": (first - timedelta(days=1)).replace(day=1),
        "following": next_month(first) if next_month(first) <= today(zone) else None,
        "to_put_right": queries.with_evidence(queries.to_put_right(person)),
        "questions": list(queries.questions_to(person)),
        "evidence": queries.with_evidence(queries.entries_of(person, first)),
        "academic": int(in_force(Provision.ACADEMIC_HOUR, first)),
        "sums": queries.sums_of(person, first),
        "basis": basis_of("LOAD-01", today(zone)),
    }
    return render(request, "workload/mine.html", context)


@require_http_methods(["GET", "POST"])
@allow(WORKERS)
def add(request: ActorRequest) -> HttpResponse:
    """Record help that is not a consultation."""
    on = today(request.actor.zone)
    contracts = list(queries.contracts_on(request.actor.person, on))
    if not contracts:
        raise Http404
    form = ManualForm(
        request.POST if request.method == "POST" else None,
        contracts=contracts,
        initial={"date": on, "learners": 1},
    )
    context = {"form": form, "back": reverse("workload:mine")}
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.add_manual_entry(form.cleaned_data["contract"], work=form.work())
        except Refused as refused:
            return render(
                request, "workload/entry.html", {**context, "refused": founded(refused)}, status=422
            )
        messages.success(
            request,
            _("Записали {minutes} мин, их проверит заместитель руководителя.").format(
                minutes=number(entry.minutes)
            ),
        )
        return redirect(_address(entry))
    return render(request, "workload/entry.html", context, status=422 if form.errors else 200)


def _own(request: ActorRequest, pk: int) -> WorkLogEntry:
    return get_object_or_404(queries.seen_entries(request.actor).filter(person=request.actor.person), pk=pk)


@require_http_methods(["GET", "POST"])
@allow(WORKERS)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Put right a manual entry that is not confirmed; that of a consultation is put right in the
    consultation.
    """
    entry = _own(request, pk)
    if not may_correct(request.actor, entry):
        returned = entry.state == WorkLogEntry.State.DRAFT
        return redirect("consultations:hold", entry.session_id) if returned else redirect(_address(entry))
    form = ManualForm(
        request.POST if request.method == "POST" else None,
        contracts=[entry.contract],
        initial=manual_initial(entry),
    )
    context = {"form": form, "entry": entry, "back": _address(entry)}
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.resubmit_entry(entry, work=form.work())
        except Refused as refused:
            return render(
                request, "workload/entry.html", {**context, "refused": founded(refused)}, status=422
            )
        messages.success(request, _("Исправили и отправили на проверку."))
        return redirect(_address(entry))
    return render(request, "workload/entry.html", context, status=422 if form.errors else 200)


@require_POST
@allow(WORKERS)
def explain(request: ActorRequest, pk: int) -> HttpResponse:
    """Why an entry came late (LOAD-07)."""
    entry = _own(request, pk)
    actions.explain_late(entry, reason=request.POST.get("reason", ""))
    messages.success(request, _("Причина записана, заместитель руководителя её увидит."))
    return redirect(_address(entry))
