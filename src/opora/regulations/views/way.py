"""The way of an edition: sent, agreed by protocols, approved, its signed paper attached, revoked."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day

from .. import actions
from ..access import APPROVERS, EDITORS
from ..forms import CircleForm, OriginalForm, ProtocolForm, RevokeForm
from ..middleware import founded
from ..models import Body, BodyDecision
from ..queries import next_order_number, suggested_circle
from .editions import approve_form, found, shown
from .form_page import crumbs_of, form_page


@require_POST
@allow(EDITORS)
def send(request: ActorRequest, pk: int) -> HttpResponse:
    edition = found(pk)
    try:
        actions.send(edition)
    except Refused as refused:
        return shown(request, edition, refused=founded(refused))
    return redirect("regulations:edition", pk=pk)


@require_POST
@allow(EDITORS | APPROVERS)
def take_back(request: ActorRequest, pk: int) -> HttpResponse:
    actions.take_back(found(pk), remark=request.POST.get("remark", "")[:500])
    return redirect("regulations:edition", pk=pk)


@require_POST
@allow(EDITORS)
def decide(request: ActorRequest, pk: int, body: str) -> HttpResponse:
    """Enter a body's decision by its protocol."""
    edition = found(pk)
    if body not in Body.values:
        raise Http404
    form = ProtocolForm(request.POST)
    if not form.is_valid():
        return shown(request, edition, protocol_form=form)
    data = form.cleaned_data
    protocol = actions.Protocol(
        body=Body(body),
        agreed=data["decision"] == BodyDecision.Decision.FOR,
        number=data["number"],
        on=data["date"],
        note=data["note"],
    )
    try:
        actions.decide(edition, protocol)
    except Refused as refused:
        return shown(request, edition, refused=founded(refused), protocol_form=form)
    return redirect("regulations:edition", pk=pk)


@require_POST
@allow(APPROVERS)
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    edition = found(pk)
    form = approve_form(edition, request.POST)
    if not form.is_valid():
        return shown(request, edition, approve_form=form)
    data = form.cleaned_data
    try:
        actions.approve(
            edition,
            signer=request.actor.person,
            on=data["on"],
            effective_from=data.get("effective_from") or data["on"],
            number=data.get("number", ""),
            concerns=data["concerns"],
            controller=data.get("controller"),
            control_due=data.get("control_due"),
        )
    except Refused as refused:
        return shown(request, found(pk), approve_form=form, refused=founded(refused))
    return redirect("regulations:edition", pk=pk)


@require_POST
@allow(EDITORS)
def attach(request: ActorRequest, pk: int) -> HttpResponse:
    edition = found(pk)
    form = OriginalForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, edition, attach_form=form)
    try:
        actions.attach_original(edition, form.cleaned_data["file"], by=request.actor.person)
    except Refused as refused:
        return shown(request, edition, attach_form=form, refused=founded(refused))
    return redirect("regulations:edition", pk=pk)


@allow(EDITORS | APPROVERS)
def concerns(request: ActorRequest, pk: int) -> HttpResponse:
    """Whom an approved edition concerns: they are asked to get acquainted with it (S3-1.4, ACT-04)."""
    edition = found(pk)

    def done(form: CircleForm) -> HttpResponse:
        actions.set_concerned(edition, form.cleaned_data["concerns"])
        return redirect("regulations:edition", pk=pk)

    initial = edition.concerns or suggested_circle(edition)
    return form_page(
        request,
        CircleForm(request.POST if request.method == "POST" else None, initial={"concerns": initial}),
        done,
        title=_("Кого касается редакция"),
        lead=_("Отмеченные роли получат задание ознакомиться, новые люди — в день назначения."),
        button=_("Сохранить"),
        back=reverse("regulations:edition", args=[pk]),
        crumbs=crumbs_of(edition, {"title": _("Кого касается")}),
    )


@allow(APPROVERS)
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    edition, day = found(pk), home_day()

    def done(form: RevokeForm) -> HttpResponse:
        actions.revoke(edition, signer=request.actor.person, **form.cleaned_data)
        return redirect("regulations:edition", pk=pk)

    return form_page(
        request,
        RevokeForm(
            request.POST if request.method == "POST" else None,
            initial={"number": next_order_number(day.year), "on": day},
        ),
        done,
        title=_("Отменить редакцию"),
        lead=_(
            "Если новой редакции нет, останутся правила Опоры без ссылок на пункты. "
            "Текст и всё, что было по нему, сохранятся."
        ),
        button=_("Отменить приказом"),
        back=reverse("regulations:edition", args=[pk]),
        crumbs=crumbs_of(edition, {"title": _("Отмена")}),
    )
