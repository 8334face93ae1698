"""Contracts with their annexes, and network agreements."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Contract, Person, Role
from opora.people.queries import home_day, persons_named
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import (
    DRAFT_ORDERS,
    ENROLLERS,
    GIVE_CODES,
    MOVERS,
    SEES_AGREEMENTS,
    SEES_ATTENDANCE,
    SEES_CONTRACTS,
    SET_UP,
)
from ..forms.contracts import AddendumForm, AgreementForm, AnnexForm, CompareForm, CustomerForm
from ..models import Programme
from .form_page import Crumbs, form_page

PAGE = 50


def _crumbs(*more: dict[str, str]) -> Crumbs:
    return [{"title": _("Договоры"), "url": reverse("studies:contracts")}, *more]


@require_GET
@allow(SEES_CONTRACTS)
def listing(request: ActorRequest) -> HttpResponse:
    rows = queries.with_annex_counts(queries.contracts_for(request.actor))
    text = request.GET.get("q", "").strip()
    if text:
        rows = rows.filter(number__icontains=text) | rows.filter(customer__icontains=text)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "studies/contracts.html", {"page": page, "text": text})


def _found(request: ActorRequest, pk: int) -> Contract:
    return get_object_or_404(queries.contracts_for(request.actor), pk=pk)


@require_GET
@allow(SEES_CONTRACTS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """The annex: who studies, who can log in, and what mends it."""
    return _shown(request, _found(request, pk))


def _shown(request: ActorRequest, contract: Contract, **more: Any) -> HttpResponse:
    actor = request.actor
    rows = queries.annex_of(contract)
    card = getattr(contract, "customer_card", None)
    customer = {name: getattr(card, name) for name in ("inn", "contact", "phone", "email")} if card else {}
    active = contract.state == Contract.State.ACTIVE
    context = {
        "contract": contract,
        "customer": card,
        "rows": rows,
        "inside": sum(row.state == "in" for row in rows),
        "addenda": contract.addenda.all(),
        "may_annex": actor.role in ENROLLERS and active,
        "may_extend": actor.role in MOVERS and active,
        "may_draft": actor.role in DRAFT_ORDERS,
        "may_give_codes": actor.role in GIVE_CODES,
        "annex_form": AnnexForm(),
        "addendum_form": AddendumForm(),
        "customer_form": CustomerForm(initial={"customer": contract.customer} | customer),
        "compare_form": CompareForm(),
        "crumbs": _crumbs({"title": f"№ {contract.number}"}),
    }
    status = 422 if "refused" in more or "bad" in more else 200
    return render(request, "studies/contract.html", context | more, status=status)


@require_POST
@allow(ENROLLERS)
def annex(request: ActorRequest, pk: int) -> HttpResponse:
    """One more learner in the annex; a name that is nobody's or of two people is asked about."""
    contract, form = _found(request, pk), AnnexForm(request.POST)
    if not form.is_valid():
        return _shown(request, contract, annex_form=form, bad=True)
    values = form.cleaned_data
    found = persons_named(values["who"])
    if len(found) != 1:
        words = (
            _("Такого человека нет в базе. Зачислите его в группе или загрузите список.")
            if not found
            else _("Людей с таким именем несколько. Укажите СНИЛС.")
        )
        form.add_error("who", words)
        return _shown(request, contract, annex_form=form, bad=True)
    try:
        actions.put_into_annex(
            contract, found[0], valid_from=values["valid_from"], valid_to=values["valid_to"]
        )
    except Refused as refused:
        return _shown(request, contract, annex_form=form, refused=founded(refused))
    messages.success(request, _("{name}: в приложении к договору.").format(name=found[0].full_name))
    return redirect("studies:contract", pk=pk)


@require_POST
@allow(ENROLLERS)
def strike(request: ActorRequest, pk: int, learner_pk: int) -> HttpResponse:
    contract = _found(request, pk)
    learner = get_object_or_404(Person.objects.filter(contract_parties__contract=contract), pk=learner_pk)
    try:
        actions.strike_from_annex(contract, learner)
    except Refused as refused:
        return _shown(request, contract, refused=founded(refused))
    messages.success(request, _("{name}: больше не в приложении.").format(name=learner.full_name))
    return redirect("studies:contract", pk=pk)


@require_POST
@allow(MOVERS)
def addendum(request: ActorRequest, pk: int) -> HttpResponse:
    contract, form = _found(request, pk), AddendumForm(request.POST)
    if not form.is_valid():
        return _shown(request, contract, addendum_form=form, bad=True)
    try:
        made = actions.extend_by_addendum(contract, **form.cleaned_data)
    except Refused as refused:
        return _shown(request, contract, addendum_form=form, refused=founded(refused))
    messages.success(request, _("Договор действует по {day}.").format(day=f"{made.valid_to:%d.%m.%Y}"))
    return redirect("studies:contract", pk=pk)


@require_POST
@allow(ENROLLERS)
def customer(request: ActorRequest, pk: int) -> HttpResponse:
    contract, form = _found(request, pk), CustomerForm(request.POST)
    if not form.is_valid():
        return _shown(request, contract, customer_form=form, bad=True)
    actions.describe_customer(contract, **form.cleaned_data)
    messages.success(request, _("Сведения о заказчике сохранены."))
    return redirect("studies:contract", pk=pk)


@require_POST
@allow(SEES_CONTRACTS)
def compare(request: ActorRequest, pk: int) -> HttpResponse:
    """«Оплатили двенадцать, доступ пришёл девяти»: the customer's list against the annex."""
    contract, form = _found(request, pk), CompareForm(request.POST)
    if not form.is_valid():
        return _shown(request, contract, compare_form=form, bad=True)
    found = queries.compared(contract, form.cleaned_data["names"])
    return _shown(request, contract, compare_form=form, compared=found)


@require_GET
@allow(SEES_AGREEMENTS)
def agreements(request: ActorRequest) -> HttpResponse:
    on = home_day()
    rows = queries.agreements_count(queries.agreements_for(request.actor))
    context = {
        "rows": rows,
        "on": on,
        "may_set_up": request.actor.role in SET_UP,
        "programmes": queries.programmes(),
    }
    return render(request, "studies/agreements.html", context)


@require_GET
@allow(SEES_AGREEMENTS)
def agreement(request: ActorRequest, pk: int) -> HttpResponse:
    """Its parts and its learners with how far each has gone."""
    found = get_object_or_404(queries.agreements_for(request.actor), pk=pk)
    on = home_day()
    learners = list(queries.learners_of_agreement(found))
    studies = [row for row in queries.programmes_of(learners, on) if row.enrolment.agreement_id == found.pk]
    studies.sort(key=lambda row: row.enrolment.learner.search_name)
    context = {
        "agreement": found,
        "parts": found.parts.all(),
        "rows": studies,
        "may_set_up": request.actor.role in SET_UP,
        "sees_attendance": request.actor.role in SEES_ATTENDANCE,
        "crumbs": [
            {"title": _("Сетевые договоры"), "url": reverse("studies:agreements")},
            {"title": f"№ {found.number}"},
        ],
    }
    return render(request, "studies/agreement.html", context)


@allow(SET_UP)
def agreement_new(request: ActorRequest, programme_pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme, pk=programme_pk)

    def make(form: AgreementForm) -> HttpResponse:
        made = actions.make_agreement(programme, **form.cleaned_data)
        messages.success(request, _("Договор № {number} внесён.").format(number=made.number))
        return redirect("studies:agreement", pk=made.pk)

    return _agreement_form(request, programme, make, _("Новый договор о сетевом взаимодействии"), None)


@allow(SET_UP)
def agreement_change(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.agreements_for(request.actor), pk=pk)

    def change(form: AgreementForm) -> HttpResponse:
        actions.change_agreement(found, **form.cleaned_data)
        messages.success(request, _("Договор № {number} изменён.").format(number=found.number))
        return redirect("studies:agreement", pk=found.pk)

    names = ("number", "date", "partner", "contacts", "valid_from", "valid_to", "curator")
    initial = {name: getattr(found, name) for name in names} | {"parts": found.parts.all()}
    return _agreement_form(request, found.programme, change, f"№ {found.number}", initial)


def _agreement_form(
    request: ActorRequest, programme: Programme, done: Any, title: str, initial: dict[str, Any] | None
) -> HttpResponse:
    curators = queries.people_in_role(Role.CURATOR, home_day())
    return form_page(
        request,
        AgreementForm(
            request.POST if request.method == "POST" else None,
            initial=initial,
            programme=programme,
            curators=curators,
        ),
        done,
        title=title,
        button=_("Сохранить договор"),
        back=reverse("studies:agreements"),
        crumbs=[{"title": _("Сетевые договоры"), "url": reverse("studies:agreements")}, {"title": title}],
        lead=programme.title,
    )
