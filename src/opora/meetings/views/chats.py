"""The chat beside the picture: its feed, and the first word of a personal one."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from opora.conversations.actions import send, start_personal
from opora.conversations.forms import MessageForm
from opora.conversations.models import Conversation
from opora.conversations.queries.chats import about_of, title_of
from opora.conversations.queries.showing import beside
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Person
from opora.regulations.middleware import founded

from .. import access
from ..queries.chats import chats_beside, may_begin_with
from . import coming_in


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.COMERS)
def chat(request: ActorRequest, pk: int) -> HttpResponse:
    """A fragment for the room. ``?of=`` chooses among chats of several disciplines.

    POST says the first word of a personal chat, which makes it by the rule of who may write to whom.
    """
    session, _who = coming_in(request, pk)
    found = chats_beside(request.actor, session)
    other = None if found else may_begin_with(request.actor, session)
    if request.method == "POST" and other is not None:
        form = MessageForm(request.POST)
        try:
            if form.is_valid():
                found = [_first_word(request, other, form)]
        except Refused as refused:
            return _fragment(request, pk, [], other, refused)
    return _fragment(request, pk, found, other)


@transaction.atomic
def _first_word(request: ActorRequest, to: Person, form: MessageForm) -> Conversation:
    made = start_personal(request.actor.person, to=to)
    send(made, by=request.actor.person, client_id=form.id_of_message(), text=form.cleaned_data["text"])
    return made


def _fragment(
    request: ActorRequest,
    pk: int,
    found: list[Conversation],
    other: Person | None,
    refused: Refused | None = None,
) -> HttpResponse:
    asked = request.GET.get("of")
    chosen = next((one for one in found if str(one.pk) == asked), found[0] if found else None)
    context: dict[str, Any] = beside(request.actor, chosen) if chosen else {"form": MessageForm()}
    context |= {
        "session_pk": pk,
        "choices": [(one.pk, title_of(one, request.actor.person, []), about_of(one)) for one in found],
        "other": other,
        "refused": founded(refused) if refused else None,
    }
    return render(request, "meetings/chat.html", context, status=422 if refused else 200)
