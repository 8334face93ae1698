"""Orders on learners: the list, one order with its next step, its paper."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import AGREE_ORDERS, DRAFT_ORDERS, READ_ORDERS, RETURN_ORDERS, SIGN_ORDERS
from ..forms.inputs import OrderFields
from ..forms.orders import NewOrderForm, OrderForm, RemarkForm
from ..models import LearnerOrder
from ..papers import order_paper
from .documents import sent
from .form_page import Crumbs, form_page, next_order

State = LearnerOrder.State
PAGE = 50
TONES = {State.SIGNED: "success", State.SENT: "info", State.AGREED: "info"}


def _crumbs(*more: dict[str, str]) -> Crumbs:
    return [{"title": _("Приказы о слушателях"), "url": reverse("studies:orders")}, *more]


def _found(request: ActorRequest, pk: int) -> LearnerOrder:
    return get_object_or_404(queries.learner_orders(request.actor), pk=pk)


@require_GET
@allow(READ_ORDERS)
def listing(request: ActorRequest) -> HttpResponse:
    """All orders the actor sees, those whose next step is the actor's, or those entered from paper."""
    actor, mine = request.actor, request.GET.get("show") == "mine"
    if request.GET.get("show") == "paper":
        page = Paginator(queries.paper_orders(actor), PAGE).get_page(request.GET.get("page"))
        waits = queries.waiting_for(actor).count()
        return render(request, "studies/orders_on_paper.html", {"page": page, "waiting": waits})
    waiting = queries.waiting_for(actor)
    rows = waiting if mine else queries.learner_orders(actor)
    context = {
        "page": Paginator(queries.with_line_counts(rows), PAGE).get_page(request.GET.get("page")),
        "mine": mine,
        "waiting": waiting.count(),
        "may_draft": actor.role in DRAFT_ORDERS,
    }
    return render(request, "studies/orders.html", context)


@allow(DRAFT_ORDERS)
def new(request: ActorRequest) -> HttpResponse:
    groups = queries.groups_for(request.actor).filter(merged_into=None).order_by("-ends_on", "code")

    def create(form: NewOrderForm) -> HttpResponse:
        order = actions.draft_order(**form.cleaned_data, by=request.actor.person)
        if order.kind != LearnerOrder.Kind.MERGE:
            offered = queries.candidates(order, "", home_day())
            actions.set_order_learners(order, queries.known_ids(offered, [request.GET.get("learner", "")]))
        return redirect("studies:order", pk=order.pk)

    return form_page(
        request,
        NewOrderForm(
            request.POST if request.method == "POST" else None,
            initial={"group": request.GET.get("group"), "kind": request.GET.get("kind")},
            groups=groups,
        ),
        create,
        title=_("Новый приказ"),
        button=_("Подготовить проект"),
        back=reverse("studies:orders"),
        crumbs=_crumbs({"title": _("Новый приказ")}),
    )


@require_GET
@allow(READ_ORDERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    return _shown(request, _found(request, pk))


def _shown(request: ActorRequest, order: LearnerOrder, **more: Any) -> HttpResponse:
    actor = request.actor
    drafts = order.state == State.DRAFT and actor.role in DRAFT_ORDERS
    context = {
        "order": order,
        "tone": TONES.get(State(order.state), ""),
        "steps": _steps(order),
        "parts": order.parts.all(),
        "learners": queries.learners_named(order),
        "may_cancel": actor.role in DRAFT_ORDERS and order.state in (State.DRAFT, State.SENT, State.AGREED),
        "may_agree": order.state == State.SENT and actor.role in AGREE_ORDERS,
        "may_sign": order.state == State.AGREED and actor.role in SIGN_ORDERS,
        "may_return": order.state in (State.SENT, State.AGREED) and actor.role in RETURN_ORDERS,
        "sign_form": OrderFields(initial=next_order()),
        "return_form": RemarkForm(),
        "crumbs": _crumbs({"title": order.group.code}),
    }
    if drafts:
        text = request.GET.get("q", "").strip()
        context |= {
            "form": OrderForm(initial=_initial(order), order=order),
            "text": text,
            "candidates": queries.candidates(order, text, home_day()),
            "named": {person.pk for person in queries.learners_named(order)},
        }
    return render(request, "studies/order.html", context | more, status=422 if more else 200)


def _initial(order: LearnerOrder) -> dict[str, Any]:
    names = ("into", "until", "form", "agreement", "grounds", "ends_contract", "refund_on")
    return {name: getattr(order, name) for name in names} | {"parts": order.parts.filter(parent=None)}


def _steps(order: LearnerOrder) -> list[dict[str, str]]:
    at = [State.DRAFT, State.SENT, State.AGREED, State.SIGNED].index(
        State(order.state) if order.state != State.CANCELLED else State.DRAFT
    )
    signed = order.order
    rows = (
        (_("Проект"), order.drafted_by.short_name, "edit"),
        (_("Согласование"), order.agreed_by.short_name if order.agreed_by else _("заместитель"), "hourglass"),
        (
            _("Подпись"),
            f"№ {signed.number}, {signed.date:%d.%m.%Y}" if signed else _("руководитель"),
            "signature",
        ),
    )
    return [
        {
            "title": title,
            "words": words,
            "icon": icon,
            "state": "done"
            if place < at or order.state == State.SIGNED
            else "current"
            if place == at
            else "next",
        }
        for place, (title, words, icon) in enumerate(rows)
    ]


@require_POST
@allow(DRAFT_ORDERS)
def save(request: ActorRequest, pk: int) -> HttpResponse:
    """Save what is typed and ticked; then look for more learners, or send to the deputy."""
    order = _found(request, pk)
    form = OrderForm(request.POST, order=order)
    ticked = {int(value) for value in request.POST.getlist("learners") if value.isdigit()}
    if not form.is_valid():
        return _shown(request, order, form=form, named=ticked)
    text = request.POST.get("text", "").strip()
    offered = [
        *queries.candidates(order, text, home_day()),
        *queries.learners_named(order),
    ]
    shown = queries.known_ids(offered, request.POST.getlist("shown"))
    kept = [person.pk for person in queries.learners_named(order) if person.pk not in shown]
    learners = [*kept, *queries.known_ids(offered, request.POST.getlist("learners"))]
    try:
        actions.change_order(order, **form.cleaned_data)
        if order.kind != LearnerOrder.Kind.MERGE:
            actions.set_order_learners(order, learners)
        if "send" in request.POST:
            actions.send_order(order)
    except Refused as refused:
        return _shown(request, _found(request, pk), form=form, refused=founded(refused))
    if "find" in request.POST:
        return redirect(
            f"{reverse('studies:order', args=[pk])}?q={request.POST.get('q', '').strip()}#learners"
        )
    done = _("Приказ отправлен на согласование.") if "send" in request.POST else _("Проект приказа сохранён.")
    messages.success(request, done)
    return redirect("studies:order", pk=pk)


def _step(
    request: ActorRequest, pk: int, do: Callable[[LearnerOrder], object], done: str, **typed: Any
) -> HttpResponse:
    order = _found(request, pk)
    try:
        do(order)
    except Refused as refused:
        return _shown(request, _found(request, pk), refused=founded(refused), **typed)
    messages.success(request, done)
    return redirect("studies:order", pk=pk)


@require_POST
@allow(AGREE_ORDERS)
def agree(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        lambda order: actions.agree_order(order, by=request.actor.person),
        _("Приказ согласован и ждёт подписи руководителя."),
    )


@require_POST
@allow(RETURN_ORDERS)
def give_back(request: ActorRequest, pk: int) -> HttpResponse:
    form = RemarkForm(request.POST)
    remark = form.cleaned_data["remark"] if form.is_valid() else request.POST.get("remark", "")[:300]
    return _step(
        request,
        pk,
        lambda order: actions.return_order(order, remark=remark),
        _("Приказ возвращён с замечанием."),
        return_form=form,
    )


@require_POST
@allow(DRAFT_ORDERS)
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.cancel_order, _("Проект приказа отменён."))


@require_POST
@allow(SIGN_ORDERS)
def sign(request: ActorRequest, pk: int) -> HttpResponse:
    """The order takes its number and everybody in it moves."""
    form = OrderFields(request.POST)
    if not form.is_valid():
        return _shown(request, _found(request, pk), sign_form=form)
    values = form.cleaned_data
    return _step(
        request,
        pk,
        lambda order: actions.sign_order(
            order, number=values["order_number"], on=values["order_date"], by=request.actor.person
        ),
        _("Приказ № {number} подписан и исполнен.").format(number=values["order_number"]),
        sign_form=form,
    )


@require_GET
@allow(READ_ORDERS)
def paper(request: ActorRequest, pk: int, extension: str) -> HttpResponse:
    """The paper as it was signed; of a draft, as it would be printed now."""
    order = _found(request, pk)
    if order.state == State.CANCELLED:
        raise PermissionDenied(_("Приказ отменён до подписания, печатать нечего."))
    signed = order.order
    name = (
        f"Приказ {signed.number} от {signed.date:%d.%m.%Y}"
        if signed
        else f"Проект приказа {order.group.code}"
    )
    return sent(order_paper(order), name, extension)
