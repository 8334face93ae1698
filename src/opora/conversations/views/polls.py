"""Polls: asked, answered, closed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import access, actions, rules
from ..forms import MomentField, PollForm
from ..models import Message
from ..queries import polls
from .common import answered, chat_of, message_of, number, pressed, url_of


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """A new poll in a chat."""
    chat = chat_of(request, pk)
    form = PollForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "chat": chat}
    if request.method != "POST" or not form.is_valid():
        return render(request, "conversations/poll_new.html", context, status=422 if form.errors else 200)
    data = form.cleaned_data
    question = actions.PollQuestion(
        data["text"], data["options"], data["many"], data["anonymous"],
        MomentField.at(data["closes_at"], request.actor.zone),
    )  # fmt: skip
    try:
        made = actions.ask_all(chat, by=request.actor.person, client_id=data["client_id"], question=question)
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "conversations/poll_new.html", context, status=422)
    return redirect(url_of(chat, made))


def _polled(request: ActorRequest, pk: int, seq: int) -> Message:
    found = message_of(request, pk, seq)
    if not hasattr(found, "poll") or found.deleted_at is not None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def vote(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    """The choice of this reader; posted again, it is changed."""
    found = _polled(request, pk, seq)
    if request.method != "POST":
        context = {
            "chat": found.conversation,
            "message": found,
            "chosen": polls.own_choices([found], request.actor.person),
            "is_over": rules.poll_goes_on(found.poll, now()) is not None,
        }
        return render(request, "conversations/poll.html", context)
    options = [n for n in map(number, request.POST.getlist("option")) if n is not None]
    return pressed(request, found, lambda: actions.vote(found, by=request.actor.person, options=options))


@require_POST
@allow(access.TALKERS)
def close(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    found = _polled(request, pk, seq)
    if not access.may_close_poll(request.actor, found):
        raise PermissionDenied(_("Опрос заканчивает тот, кто его начал."))
    actions.close_poll(found)
    return answered(request, found)
