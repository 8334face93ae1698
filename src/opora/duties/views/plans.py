"""The plan of introducing ЭО and ДОТ: the specialist writes, the head approves, the deputy reads (S4-2.1)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import PLAN_APPROVERS, PLAN_READERS, PLAN_WRITERS
from ..forms import MeasureForm, MoveForm, OutcomeForm, PlanForm, PlanRemarkForm, ReportForm
from ..models import Measure, Plan
from .map import address_for, workers

ON_PAGE = 30
State = Plan.State


@require_GET
@allow(PLAN_READERS)
def listing(request: ActorRequest) -> HttpResponse:
    context = {
        "page": Paginator(queries.plans(home_day()), ON_PAGE).get_page(request.GET.get("page")),
        "may_write": request.actor.role in PLAN_WRITERS,
    }
    return render(request, "duties/plans.html", context)


@require_GET
@allow(PLAN_READERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    return _shown(request, _plan(pk))


def _plan(pk: int) -> Plan:
    return get_object_or_404(Plan.objects.select_related("written_by", "approved_by"), pk=pk)


def _shown(request: ActorRequest, plan: Plan, *, status: int = 200, **more: Any) -> HttpResponse:
    role = request.actor.role
    lines = queries.measure_lines(plan, home_day())
    writes, approves = role in PLAN_WRITERS, role in PLAN_APPROVERS and plan.state == State.SENT
    runs = writes and plan.state == State.APPROVED
    context = {
        "plan": plan,
        "goals": [line.strip() for line in plan.goals.splitlines() if line.strip()],
        "rows": [(line, address_for(line.evidence, role)) for line in lines],
        "late": sum(bool(line.late) for line in lines),
        "done": sum(not line.measure.is_open for line in lines),
        "steps": _steps(plan),
        "edits": writes and plan.state == State.DRAFT,
        "runs": runs,
        "approves": approves,
        "return_form": PlanRemarkForm() if approves else None,
        "outcome_form": OutcomeForm()
        if runs and lines and not any(x.measure.is_open for x in lines)
        else None,
        "crumbs": [{"title": _("Планы внедрения"), "url": reverse("duties:plans")}, {"title": plan.title}],
    }
    return render(request, "duties/plan.html", context | more, status=status)


def _steps(plan: Plan) -> list[dict[str, str]]:
    order = [State.DRAFT, State.SENT, State.APPROVED, State.CLOSED]
    at = order.index(State(plan.state))
    approved = plan.approved_by.short_name if plan.approved_by else _("руководитель")
    rows = (
        (_("Черновик"), plan.written_by.short_name, "edit"),
        (
            _("Утверждение"),
            f"{approved}, {plan.approved_on:%d.%m.%Y}" if plan.approved_on else approved,
            "signature",
        ),
        (_("Исполнение"), _("до {day}").format(day=f"{plan.ends_on:%d.%m.%Y}"), "hourglass"),
        (_("Итоги"), f"{plan.closed_on:%d.%m.%Y}" if plan.closed_on else "", "clipboard-check"),
    )
    return [
        {
            "title": title,
            "words": words,
            "icon": icon,
            "state": "done"
            if place < at or plan.state == State.CLOSED
            else "current"
            if place == at
            else "next",
        }
        for place, (title, words, icon) in enumerate(rows)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@allow(PLAN_WRITERS)
def write(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """A new plan, or other words of a draft."""
    plan = _plan(pk) if pk else None
    names = ("title", "starts_on", "ends_on", "goals")
    on = home_day()
    year = {"starts_on": on, "ends_on": on.replace(month=12, day=31)}
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(plan, name) for name in names} if plan else year,
    )

    def save(given: dict[str, Any]) -> HttpResponse:
        kept = actions.keep_plan(plan, **given, by=request.actor.person)
        return redirect("duties:plan", pk=kept.pk)

    return _form(request, form, save, plan, plan.title if plan else _("Новый план"))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(PLAN_WRITERS)
def measure(request: ActorRequest, pk: int) -> HttpResponse:
    return _measure(request, _plan(pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(PLAN_WRITERS)
def measure_of(request: ActorRequest, pk: int) -> HttpResponse:
    """Of a draft its words; of an approved plan how it goes."""
    row = get_object_or_404(Measure.objects.select_related("plan"), pk=pk)
    if row.plan.state == State.APPROVED:
        return _course(request, row)
    return _measure(request, row.plan, row)


def _measure(request: ActorRequest, plan: Plan, row: Measure | None) -> HttpResponse:
    names = ("words", "goal", "responsible", "due_on", "evidence")
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        workers=workers(),
        initial={name: getattr(row, name) for name in names} if row else {"due_on": plan.ends_on},
    )

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.keep_measure(plan, row, **given)
        messages.success(request, _("Мероприятие сохранено."))
        return redirect("duties:plan", pk=plan.pk)

    return _form(request, form, save, plan, row.words if row else _("Новое мероприятие"), removed=row)


def _form(
    request: ActorRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], HttpResponse],
    plan: Plan | None,
    title: str,
    **more: Any,
) -> HttpResponse:
    back = reverse("duties:plan", args=[plan.pk]) if plan else reverse("duties:plans")
    crumbs = [{"title": _("Планы внедрения"), "url": reverse("duties:plans")}]
    if plan and title != plan.title:
        crumbs.append({"title": plan.title, "url": back})
    context = {"form": form, "title": title, "back": back, "crumbs": [*crumbs, {"title": title}], **more}
    if request.method != "POST":
        return render(request, "duties/duty.html", context)
    if not form.is_valid():
        return render(request, "duties/duty.html", context, status=422)
    try:
        return save(form.cleaned_data)
    except Refused as refused:
        return render(request, "duties/duty.html", {**context, "refused": founded(refused)}, status=422)


def _course(request: ActorRequest, row: Measure, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "row": row,
        "report_form": ReportForm(initial={"state": row.state, "note": row.note}),
        "move_form": MoveForm(initial={"due_on": row.due_on}),
        "crumbs": [
            {"title": _("Планы внедрения"), "url": reverse("duties:plans")},
            {"title": row.plan.title, "url": reverse("duties:plan", args=[row.plan_id])},
            {"title": row.words},
        ],
    }
    return render(request, "duties/measure.html", context | more, status=status)


def _on_course(
    request: ActorRequest, pk: int, name: str, form: forms.Form, done: Callable[[Measure], Measure]
) -> HttpResponse:
    row = get_object_or_404(Measure.objects.select_related("plan"), pk=pk)
    if not form.is_valid():
        return _course(request, row, status=422, **{name: form})
    try:
        done(row)
    except Refused as refused:
        return _course(request, row, status=422, refused=founded(refused), **{name: form})
    messages.success(request, _("Отмечено."))
    return redirect("duties:plan", pk=row.plan_id)


@require_POST
@allow(PLAN_WRITERS)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    form = ReportForm(request.POST)
    return _on_course(
        request, pk, "report_form", form, lambda row: actions.report_measure(row, **form.cleaned_data)
    )


@require_POST
@allow(PLAN_WRITERS)
def move(request: ActorRequest, pk: int) -> HttpResponse:
    form = MoveForm(request.POST)
    return _on_course(
        request, pk, "move_form", form, lambda row: actions.move_measure(row, **form.cleaned_data)
    )


@require_POST
@allow(PLAN_WRITERS)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Measure.objects.select_related("plan"), pk=pk)
    actions.remove_measure(row)
    messages.success(request, _("Мероприятие убрано из черновика."))
    return redirect("duties:plan", pk=row.plan_id)


def _stepped(
    request: ActorRequest, pk: int, step: Callable[[Plan], Plan], said: str, **shown: Any
) -> HttpResponse:
    plan = _plan(pk)
    try:
        step(plan)
    except Refused as refused:
        return _shown(request, _plan(pk), status=422, refused=founded(refused), **shown)
    messages.success(request, said)
    return redirect("duties:plan", pk=pk)


@require_POST
@allow(PLAN_WRITERS)
def send(request: ActorRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, actions.send_plan, _("План у руководителя на утверждении."))


@require_POST
@allow(PLAN_APPROVERS)
def send_back(request: ActorRequest, pk: int) -> HttpResponse:
    form = PlanRemarkForm(request.POST)
    remark = form.cleaned_data["remark"] if form.is_valid() else ""
    return _stepped(
        request,
        pk,
        lambda plan: actions.return_plan(plan, remark=remark),
        _("План возвращён."),
        return_form=form,
    )


@require_POST
@allow(PLAN_APPROVERS)
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    person = request.actor.person
    return _stepped(request, pk, lambda plan: actions.approve_plan(plan, by=person), _("План утверждён."))


@require_POST
@allow(PLAN_WRITERS)
def close(request: ActorRequest, pk: int) -> HttpResponse:
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _shown(request, _plan(pk), status=422, outcome_form=form)
    outcome = form.cleaned_data["outcome"]
    return _stepped(
        request,
        pk,
        lambda plan: actions.close_plan(plan, outcome=outcome),
        _("План завершён."),
        outcome_form=form,
    )
