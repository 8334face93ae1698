"""The individual plan part by part, its paper, and справка об обучении."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import MOVERS, READ_ORDERS, SET_UP
from ..forms.plans import PlanPartForm
from ..models import Enrolment, Group, IndividualPlan
from ..papers import certificate_paper, plan_paper
from .documents import sent
from .groups import crumbs_of


def _enrolment(request: ActorRequest, pk: int, learner_pk: int) -> tuple[Group, Enrolment]:
    group = get_object_or_404(queries.groups_for(request.actor), pk=pk)
    rows = group.enrolments.select_related(
        "learner", "group__programme", "order_in", "order_out", "individual_plan"
    )
    return group, get_object_or_404(rows.exclude(state=Enrolment.State.APPLIED), learner=learner_pk)


def _plan(enrolment: Enrolment) -> IndividualPlan:
    plan = getattr(enrolment, "individual_plan", None)
    if plan is None:
        raise Http404
    found: IndividualPlan = plan
    return found


@allow(SET_UP)
def parts(request: ActorRequest, pk: int, learner_pk: int) -> HttpResponse:
    """Which parts, how, in how many hours and when: whatever is left empty is as in the group."""
    group, enrolment = _enrolment(request, pk, learner_pk)
    plan = _plan(enrolment)
    nodes = queries.group_tree(group)
    kept = {row.part_id: row for row in plan.parts.all()}
    posted = request.POST if request.method == "POST" else None
    rows: list[tuple[Any, PlanPartForm]] = []
    for node in nodes:
        row = kept.get(node.part.pk)
        initial = (
            {"way": row.way, "hours": row.hours or None, "starts_on": row.starts_on, "ends_on": row.ends_on}
            if row
            else {}
        )
        rows.append((node, PlanPartForm(posted, prefix=f"p{node.part.pk}", initial=initial)))
    context = {
        "group": group,
        "learner": enrolment.learner,
        "plan": plan,
        "rows": rows,
        "crumbs": crumbs_of(
            group,
            {"title": enrolment.learner.short_name, "url": reverse("studies:learner", args=[pk, learner_pk])},
            {"title": _("Состав плана")},
        ),
    }
    if posted is None:
        return render(request, "studies/plan.html", context)
    if not all(form.is_valid() for _node, form in rows):
        return render(request, "studies/plan.html", context, status=422)
    chosen = [
        actions.PlanRow(
            node.part,
            way=form.cleaned_data["way"],
            hours=form.cleaned_data["hours"] or 0,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
        )
        for node, form in rows
        if form.cleaned_data["way"]
    ]
    try:
        actions.set_plan_parts(plan, chosen)
    except Refused as refused:
        return render(request, "studies/plan.html", context | {"refused": founded(refused)}, status=422)
    messages.success(request, _("Состав плана сохранён."))
    return redirect("studies:learner", pk=pk, learner_pk=learner_pk)


@require_GET
@allow(READ_ORDERS)
def plan_file(request: ActorRequest, pk: int, learner_pk: int, extension: str) -> HttpResponse:
    _group, enrolment = _enrolment(request, pk, learner_pk)
    plan = _plan(enrolment)
    return sent(plan_paper(plan), f"ИУП {plan.number} {enrolment.learner.short_name}", extension)


@require_GET
@allow(MOVERS)
def certificate(request: ActorRequest, pk: int, learner_pk: int, extension: str) -> HttpResponse:
    """Справка об обучении, offered to who did not finish (case 21)."""
    _group, enrolment = _enrolment(request, pk, learner_pk)
    name = f"Справка об обучении {enrolment.learner.short_name}"
    return sent(certificate_paper(enrolment), name, extension)
