"""A webinar in its hall: buttons of who leads, questions of who listens."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.people.access import ActorRequest, allow
from opora.webinars.models import Webinar

from .. import access, actions
from ..models import Question
from ..queries.rooms import room_of
from ..views import guest_of, led_room, own_place
from ..views.common import done, led_session
from . import actions as webinar
from .asking import asked_or_own, voted
from .attendance import attendance_of
from .queries import questions_of


@require_POST
@allow(access.LEADERS)
def word(request: ActorRequest, pk: int, guest: int) -> JsonResponse:
    """Give the word, or take it back: ``given`` is «1» or «0»."""
    actions.give_word(guest_of(request, pk, guest), given=request.POST.get("given") == "1")
    return done()


@require_POST
@allow(access.LEADERS)
def next_word(request: ActorRequest, pk: int) -> JsonResponse:
    """To the hand raised first."""
    guest = actions.give_word_to_next(led_room(request, pk))
    return done(guest=guest.pk if guest else None)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.COMERS)
def questions(request: ActorRequest, pk: int) -> JsonResponse:
    """What one has asked and voted for; a POST asks: ``text``, ``unnamed`` «1»."""
    return asked_or_own(request, own_place(request, pk))


@require_POST
@allow(access.COMERS)
def vote(request: ActorRequest, pk: int, question: int) -> JsonResponse:
    return voted(request, own_place(request, pk), question)


@require_POST
@allow(access.LEADERS)
def settle(request: ActorRequest, pk: int, question: int) -> JsonResponse:
    """``state`` is one of :class:`Question.State`, ``reason`` for a dismissed one."""
    found = get_object_or_404(Question, pk=question, guest__room=led_room(request, pk))
    state = request.POST.get("state", "")
    if state not in (Question.State.WAITING, Question.State.ANSWERED, Question.State.DISMISSED):
        raise Http404
    webinar.settle(found, state=state, reason=request.POST.get("reason", ""), by=request.actor.person)
    return done()


@require_safe
@allow(access.LEADERS)
def attendance(request: ActorRequest, pk: int) -> HttpResponse:
    """Who was to come, who came and for how long, and what was asked."""
    session = led_session(request, pk)
    get_object_or_404(Webinar, session=session)
    room = room_of(session)
    context = {
        "session": session,
        "attendance": attendance_of(session),
        "questions": questions_of(room) if room else [],
    }
    return render(request, "meetings/attendance.html", context)
