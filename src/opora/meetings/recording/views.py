"""Buttons of a recording, and the film for those who may see it; every look is in the trail."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.consultations.access import LEARNING
from opora.consultations.models import Session
from opora.consultations.queries.sessions import learners_of
from opora.files.access import as_download
from opora.journal.actions import record_view
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow, public
from opora.regulations.middleware import founded

from .. import access
from ..models import Guest, Recording, Room
from ..views.common import led_session, session_of
from ..webinar.guests import visitor_here
from . import actions, queries


def _own(request: ActorRequest, session: Session) -> Guest:
    """One's own place inside."""
    inside = Guest.objects.filter(state=Guest.State.INSIDE).select_related("room", "person", "ward")
    return get_object_or_404(inside, room__session=session, person=request.actor.person)


def _recording(session: Session, recording: int) -> Recording:
    found = Recording.objects.select_related("file", "room__session")
    return get_object_or_404(found, room__session=session, pk=recording)


@require_POST
@allow(access.LEADERS)
def record(request: ActorRequest, pk: int) -> JsonResponse:
    """``on`` is «1» or «0»."""
    guest = _own(request, led_session(request, pk))
    if request.POST.get("on") == "1":
        actions.start(guest.room, by=guest)
    else:
        actions.stop(guest.room)
    return JsonResponse({})


@require_GET
@allow(access.COMERS)
def consent_words(request: ActorRequest, pk: int) -> JsonResponse:
    """What one is asked to agree to; empty when nothing is recorded."""
    guest = _own(request, session_of(request, pk))
    recording = queries.running(guest.room)
    return JsonResponse({"words": queries.words_for(recording, guest) if recording else ""})


@require_POST
@allow(access.COMERS)
def consent(request: ActorRequest, pk: int) -> JsonResponse:
    """``yes`` is «1» or «0»; a later answer takes the former back."""
    actions.answer(_own(request, session_of(request, pk)), agreed=request.POST.get("yes") == "1")
    return JsonResponse({})


@require_POST
@allow(access.LEADERS)
def mark(request: ActorRequest, pk: int) -> HttpResponse:
    """``words``: what is talked of from now on; may be empty."""
    room = get_object_or_404(Room, session=led_session(request, pk))
    try:
        actions.mark(room, by=request.actor.person, words=request.POST.get("words", ""))
    except Refused as refused:
        return render(request, "parts/refusal.html", {"refused": founded(refused)}, status=422)
    return JsonResponse({})


@require_GET
@allow(access.LEADERS)
def watch(request: ActorRequest, pk: int, recording: int) -> HttpResponse:
    """The film with its chapters beside it; the look itself is written down by :func:`film`."""
    session = led_session(request, pk)
    found = _recording(session, recording)
    if found.file is None:
        raise Http404
    context = {"session": session, "recording": found, "chapters": found.chapters.exclude(second=None)}
    return render(request, "meetings/watch.html", context)


@require_GET
@allow(access.LEADERS)
def film(request: ActorRequest, pk: int, recording: int) -> HttpResponseBase:
    """The film itself; who looks is written down."""
    found = _recording(led_session(request, pk), recording)
    return shown(request, found, account=request.actor.account.pk, why=_("Просмотр записи встречи"))


@require_GET
@allow(LEARNING)
def published(request: ActorRequest, pk: int, recording: int) -> HttpResponseBase:
    """A published film for those the webinar was for."""
    session = session_of(request, pk)
    if not queries.may_watch(session, [one.pk for one in learners_of(request.actor)]):
        raise PermissionDenied(_("Запись видят те, кто записан на этот вебинар."))
    found = _published(session, recording)
    return shown(request, found, account=request.actor.account.pk, why=_("Просмотр записи вебинара"))


@public
@require_GET
def visit_film(request: HttpRequest, secret: str, recording: int) -> HttpResponseBase:
    """A published film by the personal link of a visitor; the trail has his number, not his name."""
    visitor = visitor_here(secret)
    found = _published(visitor.webinar.session, recording)
    return shown(request, found, account=None, why=_("Просмотр записи гостем № {n}").format(n=visitor.pk))


def _published(session: Session, recording: int) -> Recording:
    for one in queries.published_of(session):
        if one.pk == recording:
            return one
    raise Http404


def shown(request: HttpRequest, recording: Recording, *, account: int | None, why: str) -> HttpResponseBase:
    """Each look is in the trail, not each piece of one look."""
    if recording.file is None:
        raise Http404
    if not request.headers.get("Range", "").removeprefix("bytes=").lstrip("0-"):
        ip = request.META.get("REMOTE_ADDR", "") if account else ""
        record_view("meetings_recording", row_id=recording.pk, account_id=account, why=why, ip=ip)
    return as_download(recording.file)


@require_POST
@allow(access.LEADERS)
def publish(request: ActorRequest, pk: int, recording: int) -> HttpResponse:
    """``on`` is «1» or «0»."""
    found = _recording(led_session(request, pk), recording)
    if request.POST.get("on") == "1":
        actions.publish_film(found)
    else:
        actions.take_film_back(found)
    return redirect("meetings:evidence", pk)


@require_POST
@allow(access.LEADERS)
def erase(request: ActorRequest, pk: int, recording: int) -> HttpResponse:
    actions.erase(_recording(led_session(request, pk), recording))
    return redirect("meetings:evidence", pk)
