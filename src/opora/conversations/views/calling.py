"""Calls of a chat: the button, and the ring on the pages of the others."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day

from .. import access, actions
from ..queries.calling import calls_seen, ringing_at
from ..queries.chats import about_of, title_of
from .common import chat_of


@require_POST
@allow(access.TALKERS)
def call(request: ActorRequest, pk: int) -> HttpResponse:
    """Ring at the others and go to the room; a call that goes already is joined."""
    chat = chat_of(request, pk)
    if not access.may_call(request.actor, chat):
        raise PermissionDenied(_("Звонок в этом чате начинает работник центра."))
    made = actions.call(chat, by=request.actor.person)
    return redirect("meetings:call", pk=made.pk)


@require_POST
@allow(access.TALKERS)
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(calls_seen(request.actor, home_day()), pk=pk)
    actions.decline(found, by=request.actor.person)
    return HttpResponse(status=204)


@require_GET
@allow(access.TALKERS)
def ringing(request: ActorRequest) -> HttpResponse:
    """The call that rings at this person now, as a fragment; 204 when none does."""
    ring = ringing_at(request.actor.person)
    if ring is None:
        return HttpResponse(status=204)
    chat = ring.call.conversation
    context = {"call": ring.call, "title": title_of(chat, request.actor.person, []), "about": about_of(chat)}
    return render(request, "conversations/ringing.html", context)
