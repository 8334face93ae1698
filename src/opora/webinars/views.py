"""The page of who leads a webinar: registration, its link, who will come from outside."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opora.consultations.models import Session
from opora.consultations.queries.measuring import door
from opora.consultations.queries.sessions import session_card
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded
from opora.schedule.models import Format, Mode

from . import access, actions
from .forms import WebinarForm
from .models import Webinar
from .queries import coming, public_address, webinar_of


def _led(request: ActorRequest, pk: int) -> Session:
    """404 for one that is not frontal online or not seen, 403 for one that somebody else gives."""
    try:
        session = session_card(request.actor, pk)
    except Session.DoesNotExist as error:
        raise Http404 from error
    if not access.may_lead(request.actor, session):
        raise PermissionDenied(_("Эту консультацию ведёт {who}.").format(who=session.person.short_name))
    if session.format != Format.FRONTAL or session.mode != Mode.ONLINE:
        raise Http404
    return session


def _page(request: ActorRequest, session: Session, *, status: int = 200, **more: Any) -> HttpResponse:
    webinar = webinar_of(session)
    context = {
        "session": session,
        "webinar": webinar,
        "visitors": list(coming(webinar)) if webinar else [],
        "address": public_address(webinar) if webinar and webinar.is_public else "",
        "door": door(request.actor, session),
        "form": WebinarForm.of(webinar),
        **more,
    }
    return render(request, "webinars/show.html", context, status=status)


@require_safe
@allow(access.LEADERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, _led(request, pk))


@require_POST
@allow(access.LEADERS)
def open_it(request: ActorRequest, pk: int) -> HttpResponse:
    """Open registration, or change what was chosen."""
    session = _led(request, pk)
    form = WebinarForm(request.POST)
    if not form.is_valid():
        return _page(request, session, form=form, status=422)
    given = form.cleaned_data
    plan = actions.Plan(
        Webinar.Audience(given["audience"]), given["seats"] or 0, given["about"], given["unnamed"]
    )
    way_in = door(request.actor, session)
    try:
        actions.open_registration(
            session, plan, by=request.actor.person, has_room=way_in is not None and not way_in.outside
        )
    except Refused as refused:
        return _page(request, session, form=form, refused=founded(refused), status=422)
    messages.success(request, _("Сохранено."))
    return redirect("webinars:show", pk)


@require_POST
@allow(access.LEADERS)
def close(request: ActorRequest, pk: int) -> HttpResponse:
    session = _led(request, pk)
    actions.close_registration(get_object_or_404(Webinar, session=session))
    messages.success(request, _("Регистрация закрыта. Кто зарегистрировался, придёт."))
    return redirect("webinars:show", pk)


@require_POST
@allow(access.LEADERS)
def drop(request: ActorRequest, pk: int, visitor: int) -> HttpResponse:
    """Take a registration off: of a program, or asked for by phone."""
    webinar = get_object_or_404(Webinar, session=_led(request, pk))
    actions.cancel(get_object_or_404(coming(webinar), pk=visitor))
    messages.success(request, _("Регистрация снята, данные удалены."))
    return redirect("webinars:show", pk)
