"""The button of the timer, and the page that says when it was pressed."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from opora.consultations.access import RUNNERS
from opora.consultations.models import Session
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import access, timing
from ..models import Press
from ..queries.timers import reading_of, stopwatch_of
from ..timing import Pressed
from .common import led_by_another, led_session, session_of

LONGEST_WAIT = 10**7  # seconds; what is longer is nonsense and is refused by TMR-02 all the same
ANOTHER_PERSON = 409


def _pressed(request: ActorRequest) -> Pressed:
    """``press``: the number the browser gave it; ``waited``: seconds it could not be delivered."""
    try:
        client_id = UUID(request.POST.get("press", ""))
    except ValueError:
        client_id = uuid4()
    waited = request.POST.get("waited", "")
    seconds = int(waited) if waited.isascii() and waited.isdecimal() and len(waited) < 18 else 0
    return Pressed(client_id, timedelta(seconds=min(seconds, LONGEST_WAIT)))


def _answered(
    request: ActorRequest, pk: int, press: Callable[[Session, Pressed], object], then: str
) -> HttpResponse:
    """For the island the timer as it is now; without it the next page.

    A press kept in a browser belongs to who pressed: another person there does not deliver it.
    """
    if request.POST.get("me", str(request.actor.person.pk)) != str(request.actor.person.pk):
        return HttpResponse(status=ANOTHER_PERSON)
    is_island = request.headers.get("X-Fragment") == "timer"
    try:
        press(led_session(request, pk), _pressed(request))
    except Refused as refused:
        if not is_island:
            raise
        return render(request, "parts/refusal.html", {"refused": founded(refused)}, status=422)
    if not is_island:
        return redirect(then, pk=pk)
    session = session_of(request, pk)
    context = {"session": session, "stopwatch": stopwatch_of(request.actor, session)}
    return render(request, "meetings/stopwatch.html", context)


@require_POST
@allow(access.LEADERS)
def start(request: ActorRequest, pk: int) -> HttpResponse:
    def press(session: Session, pressed: Pressed) -> None:
        timing.start(session, by=request.actor.person, pressed=pressed)

    return _answered(request, pk, press, "consultations:session")


@require_POST
@allow(access.LEADERS)
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    """``planned`` is «1»: it ended as planned, the button was forgotten."""

    def press(session: Session, pressed: Pressed) -> None:
        as_planned = request.POST.get("planned") == "1"
        timing.stop(session, by=request.actor.person, pressed=pressed, as_planned=as_planned)

    return _answered(request, pk, press, "consultations:hold")


@require_POST
@allow(access.LEADERS)
def resume(request: ActorRequest, pk: int) -> HttpResponse:
    def press(session: Session, pressed: Pressed) -> None:
        timing.resume(session, by=request.actor.person, pressed=pressed)

    return _answered(request, pk, press, "consultations:session")


@require_GET
@allow(access.EVIDENCE_READERS)
def timer(request: ActorRequest, pk: int) -> HttpResponse:
    """When the button was pressed, by whom and by which clock, and the time counted from it."""
    session = session_of(request, pk)
    if not access.may_read_evidence(request.actor, session):
        raise led_by_another(session)
    found = reading_of(session)
    if found is None:
        raise Http404
    span = found.span(session.ends_at, now())
    context = {
        "session": session,
        "reading": found,
        "span": span,
        "minutes": int((span[1] - span[0]).total_seconds()) // 60 if span else 0,
        "presses": Press.objects.filter(session=session).select_related("person"),
        "may_fill": request.actor.role in RUNNERS and access.may_lead(request.actor, session),
    }
    return render(request, "meetings/timer.html", context)
