"""Control over the execution of orders: what is under it, laying it on a person, the mark that it is done."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opora.people.access import STAFF, ActorRequest, allow
from opora.people.queries import home_day

from .. import actions
from ..access import APPROVERS, EDITORS, READERS
from ..actions.approval import CONTROL_DAYS
from ..forms import ControlForm, FulfilForm
from ..queries import Show, orders_shown, own_control
from .editions import workers
from .form_page import crumbs, form_page

ON_PAGE = 30


@require_safe
@allow(READERS)
def listing(request: ActorRequest) -> HttpResponse:
    """Orders under control by their term; those carried out; all of the book (S1-O-2)."""
    asked = request.GET.get("show", "")
    show = Show(asked) if asked in list(Show) else Show.OPEN
    context = {
        "show": show,
        "shows": [(one, one.label) for one in Show],
        "page": Paginator(orders_shown(show), ON_PAGE).get_page(request.GET.get("page")),
        "today": home_day(),
        "me": request.actor.person.pk,
        "may_lay": request.actor.role in EDITORS | APPROVERS,
        "crumbs": crumbs({"title": _("Контроль приказов")}),
    }
    return render(request, "regulations/orders.html", context)


@allow(EDITORS | APPROVERS)
def lay(request: ActorRequest, pk: int) -> HttpResponse:
    """On whom, and by when; also another person or term."""
    order = get_object_or_404(orders_shown(Show.ALL), pk=pk)

    def done(form: ControlForm) -> HttpResponse:
        actions.lay_control(order, **form.cleaned_data)
        messages.success(request, _("Контроль за исполнением записан."))
        return redirect("regulations:orders")

    initial = {
        "controller": order.controller_id or order.signer_id,
        "due": order.control_due or home_day() + CONTROL_DAYS,
    }
    return form_page(
        request,
        ControlForm(request.POST if request.method == "POST" else None, workers=workers(), initial=initial),
        done,
        title=_("Контроль за исполнением приказа"),
        lead=f"№ {order.number}, {order.date:%d.%m.%Y}. {order.title}",
        button=_("Сохранить"),
        back=reverse("regulations:orders"),
        crumbs=crumbs(
            {"title": _("Контроль приказов"), "url": reverse("regulations:orders")}, {"title": str(order)}
        ),
    )


@allow(STAFF)
def fulfil(request: ActorRequest, pk: int) -> HttpResponse:
    """Who controls an order says what was done by it."""
    order = get_object_or_404(own_control(request.actor.person), pk=pk)

    def done(form: FulfilForm) -> HttpResponse:
        actions.fulfil_order(order, by=request.actor.person, note=form.cleaned_data["note"])
        messages.success(request, _("Отмечено: приказ исполнен."))
        return redirect("portal:home")

    return form_page(
        request,
        FulfilForm(request.POST if request.method == "POST" else None),
        done,
        title=_("Приказ исполнен"),
        lead=f"№ {order.number}, {order.date:%d.%m.%Y}. {order.title}",
        button=_("Отметить исполнение"),
        back=reverse("portal:home"),
        crumbs=[{"title": _("Приказ исполнен")}],
    )
