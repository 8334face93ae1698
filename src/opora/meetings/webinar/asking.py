"""What a listener and a visitor do alike in the queue of questions."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404

from ..models import Guest, Question
from ..views.common import done
from . import actions
from .queries import own_part


def asked_or_own(request: HttpRequest, guest: Guest) -> JsonResponse:
    if request.method == "POST":
        unnamed = request.POST.get("unnamed") == "1"
        actions.ask(guest, text=request.POST.get("text", ""), unnamed=unnamed)
    return done(**own_part(guest))


def voted(request: HttpRequest, guest: Guest, question: int) -> JsonResponse:
    """``up`` is «1» or «0»."""
    found = get_object_or_404(Question, pk=question, guest__room=guest.room_id)
    actions.vote(found, guest, wanted=request.POST.get("up") == "1")
    return done(**own_part(guest))
