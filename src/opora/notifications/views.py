"""The list of what a person was told, and the register of letters."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.people.access import CHANGE_CARDS, EVERYONE, ActorRequest, allow
from opora.people.models import Role

from . import actions
from .models import BadAddress, Letter
from .queries import letters, notifications_of, outbox

PAGE = 30


@require_GET
@allow(EVERYONE, archive=True)
def listing(request: ActorRequest) -> HttpResponse:
    """Everything told to the person, the latest first."""
    page = Paginator(notifications_of(request.actor.person), PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/list.html", {"page": page})


@require_POST
@allow(EVERYONE, anytime=True)
def opened(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark as read and go to what it is about."""
    notification = get_object_or_404(notifications_of(request.actor.person), pk=pk)
    actions.read(notification)
    return redirect(notification.url or "notifications:list")


@require_POST
@allow(EVERYONE, anytime=True)
def all_read(request: ActorRequest) -> HttpResponse:
    count, moment = actions.read_all(request.actor.person)
    if count:
        undo = f"{reverse('notifications:unread_again')}?{urlencode({'at': moment.isoformat()})}"
        messages.success(request, _("Прочитано: {n}.").format(n=count), extra_tags=undo)
    return redirect("notifications:list")


@require_POST
@allow(EVERYONE, anytime=True)
def unread_again(request: ActorRequest) -> HttpResponse:
    """«Вернуть» after «Прочитать все»."""
    try:
        moment = parse_datetime(request.GET.get("at", ""))
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        actions.unread_again(request.actor.person, moment)
    return redirect("notifications:list")


@require_GET
@allow(Role.SPECIALIST)
def outgoing(request: ActorRequest) -> HttpResponse:
    """Letters that did not leave, with the server's words."""
    state = request.GET.get("state", "")
    page = Paginator(letters(state if state in Letter.State else ""), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "outbox": outbox(), "states": Letter.State.choices, "state": state}
    return render(request, "notifications/letters.html", context)


@require_POST
@allow(Role.SPECIALIST)
def resent(request: ActorRequest, pk: int) -> HttpResponse:
    """A human takes the risk of a second copy (a letter of unknown fate is never resent by itself)."""
    letter = get_object_or_404(letters(), pk=pk)
    actions.resend(letter)
    messages.success(request, _("Письмо для {to} снова в очереди.").format(to=letter.to))
    return redirect("notifications:letters")


@require_POST
@allow(CHANGE_CARDS)
def address_works(request: ActorRequest, pk: int) -> HttpResponse:
    """Letters go there again; if one more comes back, they stop again."""
    bad = get_object_or_404(BadAddress, pk=pk)
    actions.address_works(bad.address)
    messages.success(request, _("Письма на {address} снова отправляются.").format(address=bad.address))
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else "notifications:letters")
