"""A learner inside a group: enrolments, orders, plan, contract; and a learner's own programmes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.actions.contracts import set_special_terms
from opora.people.actions.persons import open_card
from opora.people.forms.values import snils_shown
from opora.people.models import Role
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import (
    DRAFT_ORDERS,
    MOVERS,
    READ_ORDERS,
    READERS,
    SET_UP,
    may_move,
    may_see_contracts,
    may_see_documents,
    may_set_up,
)
from ..forms.contracts import AddendumForm
from ..forms.enrolments import MoveForm, PlanForm, TermsForm
from ..models import Enrolment, Group
from .form_page import next_order
from .groups import crumbs_of

State = Enrolment.State
OFFERED: dict[str, tuple[str, ...]] = {
    State.ENROLLED: ("leave", "transfer", "complete", "expel"),
    State.LEAVE: ("return_from_leave", "expel"),
}
WRITTEN_DOWN = frozenset({Role.SPECIALIST, Role.DEPUTY})


@require_GET
@allow(Role.LEARNER, Role.REPRESENTATIVE, archive=True)
def my(request: ActorRequest) -> HttpResponse:
    """«Моё обучение»: own programmes, or those of the wards."""
    on = home_day()
    learners = queries.my_learners(request.actor, on)
    rows = queries.programmes_of(learners, on)
    outlines = queries.outlines_of(row.enrolment.group.programme_id for row in rows)
    context = {
        "rows": [(row, outlines.get(row.enrolment.group.programme_id)) for row in rows],
        "named": request.actor.role is Role.REPRESENTATIVE,
    }
    return render(request, "studies/my.html", context)


def _found(request: ActorRequest, pk: int, learner_pk: int) -> tuple[Group, queries.Card]:
    group = get_object_or_404(queries.groups_for(request.actor), pk=pk)
    try:
        return group, queries.learner_card(group, learner_pk, home_day())
    except Enrolment.DoesNotExist:
        raise Http404 from None


@require_GET
@allow(READERS)
def card(request: ActorRequest, pk: int, learner_pk: int) -> HttpResponse:
    """Opening by the specialist and the deputy is written to the audit trail (domain.md §2.3)."""
    group, found = _found(request, pk, learner_pk)
    actor = request.actor
    if actor.role in WRITTEN_DOWN:
        why = _("карточка слушателя группы {group}").format(group=group.code)
        open_card(found.enrolment.learner, by=actor.account, why=why, ip=request.META.get("REMOTE_ADDR", ""))
    return _shown(request, group, found)


def _shown(request: ActorRequest, group: Group, found: queries.Card, **more: Any) -> HttpResponse:
    actor, enrolment = request.actor, found.enrolment
    learner = enrolment.learner
    whole = may_see_documents(actor)
    snils = snils_shown(learner.snils) if learner.snils else ""
    context = {
        "group": group,
        "card": found,
        "learner": learner,
        "snils": snils if whole else f"•••-•••-••• {snils[-2:]}" if snils else "",
        "born": learner.birth_date if whole else None,
        "born_year": learner.birth_date.year if learner.birth_date else None,
        "sees_contracts": may_see_contracts(actor),
        "plan": getattr(enrolment, "individual_plan", None),
        "only": enrolment.parts.all(),
        "may_draft": actor.role in DRAFT_ORDERS,
        "may_certify": actor.role in MOVERS,
        "sees_plan": actor.role in READ_ORDERS,
        "crumbs": crumbs_of(group, {"title": learner.short_name}),
    } | _forms(request, group, found)
    return render(request, "studies/learner.html", context | more, status=422 if more else 200)


def _forms(request: ActorRequest, group: Group, found: queries.Card) -> dict[str, Any]:
    enrolment = found.enrolment
    offered = OFFERED.get(enrolment.state, ())
    forms: dict[str, Any] = {}
    if may_move(request.actor) and offered:
        forms["move_form"] = MoveForm(initial=next_order(), group=group, allowed=offered)
        if enrolment.contract_id:
            ends = max(group.ends_on, enrolment.contract.valid_to) if enrolment.contract else group.ends_on
            forms["extend_form"] = AddendumForm(initial={"until": ends, "on": home_day()})
    if may_set_up(request.actor) and offered:
        plan = getattr(enrolment, "individual_plan", None)
        initial = (
            {"number": plan.number, "on": plan.date, "individual_exam_prep": plan.individual_exam_prep}
            if plan
            else None
        )
        forms["plan_form"] = PlanForm(initial=initial)
        if enrolment.contract_id:
            forms["terms_form"] = TermsForm(initial={"individual_exam_prep": found.agreed_exam_prep})
    return forms


@require_POST
@allow(MOVERS)
def move(request: ActorRequest, pk: int, learner_pk: int) -> HttpResponse:
    """Leave, return, transfer, completion, expulsion: by order only (ENR-02)."""
    group, found = _found(request, pk, learner_pk)
    allowed = tuple(name for names in OFFERED.values() for name in names)
    form = MoveForm(request.POST, group=group, allowed=allowed)
    if not form.is_valid():
        return _shown(request, group, found, move_form=form)
    values = form.cleaned_data
    order = {"order_number": values["order_number"], "order_date": values["order_date"]}
    enrolment = found.enrolment
    try:
        match values["move"]:
            case "leave":
                actions.leave(enrolment, reason=values["reason"], **order)
            case "return_from_leave":
                actions.return_from_leave(enrolment, **order)
            case "transfer":
                actions.transfer(enrolment, into=values["into"], **order)
            case "complete":
                actions.complete(enrolment, **order)
            case _:
                actions.expel(enrolment, reason=values["reason"], **order)
    except Refused as refused:
        return _shown(request, group, found, move_form=form, refused=founded(refused))
    messages.success(request, _("Приказ № {number} внесён.").format(number=order["order_number"]))
    return redirect("studies:learner", pk=group.pk, learner_pk=learner_pk)


@require_POST
@allow(SET_UP)
def plan(request: ActorRequest, pk: int, learner_pk: int) -> HttpResponse:
    """ИУП, the ground of individual exam-prep (S0-5.5c)."""
    group, found = _found(request, pk, learner_pk)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _shown(request, group, found, plan_form=form)
    actions.set_individual_plan(found.enrolment, **form.cleaned_data)
    messages.success(request, _("Индивидуальный учебный план сохранён."))
    return redirect("studies:learner", pk=group.pk, learner_pk=learner_pk)


@require_POST
@allow(SET_UP)
def terms(request: ActorRequest, pk: int, learner_pk: int) -> HttpResponse:
    """Conditions of the contract, the other ground of individual exam-prep (S0-5.5c)."""
    group, found = _found(request, pk, learner_pk)
    enrolment = found.enrolment
    if enrolment.contract is None:
        raise Http404
    form = TermsForm(request.POST)
    form.full_clean()
    set_special_terms(enrolment.contract, learner=enrolment.learner, **form.cleaned_data)
    messages.success(request, _("Условия договора сохранены."))
    return redirect("studies:learner", pk=group.pk, learner_pk=learner_pk)


@require_POST
@allow(MOVERS)
def extend(request: ActorRequest, pk: int, learner_pk: int) -> HttpResponse:
    """An addendum: the contract lasts longer (case 20, ENR-03)."""
    group, found = _found(request, pk, learner_pk)
    contract = found.enrolment.contract
    if contract is None:
        raise Http404
    form = AddendumForm(request.POST)
    if not form.is_valid():
        return _shown(request, group, found, extend_form=form)
    try:
        made = actions.extend_by_addendum(contract, **form.cleaned_data)
    except Refused as refused:
        return _shown(request, group, found, extend_form=form, refused=founded(refused))
    messages.success(request, _("Договор действует по {day}.").format(day=f"{made.valid_to:%d.%m.%Y}"))
    return redirect("studies:learner", pk=group.pk, learner_pk=learner_pk)
