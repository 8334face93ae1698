"""The page of a board, and what its island asks and says."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from opora.consultations.models import Session
from opora.files.access import as_preview
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import access
from ..models import BoardPage
from ..notes.views import taking_part
from ..queries.board import LOOK, changes, has_marks, preview_of
from ..queries.together import Part
from ..views.common import led_session
from . import actions, marks

LONGEST = 400_000


@require_GET
@allow(access.COMERS)
def board(request: ActorRequest, pk: int) -> HttpResponse:
    session, part = taking_part(request, pk)
    context = {"session": session, "leads": part.leads, "drawn": has_marks(session), **LOOK}
    return render(request, "meetings/board.html", context)


@require_GET
@allow(access.COMERS)
def told(request: ActorRequest, pk: int) -> JsonResponse:
    """``after``: the number of the last event the browser knows of, 0 for nothing."""
    session, part = taking_part(request, pk)
    asked = request.GET.get("after", "0")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise BadRequest
    return JsonResponse(changes(session, int(asked), part))


@require_POST
@allow(access.COMERS)
def draw(request: ActorRequest, pk: int) -> HttpResponse:
    """``marks``: what was drawn (``marks.read``)."""
    return _said(
        request, pk, lambda session, part: actions.draw(session, marks.read(_text(request, "marks")), by=part)
    )


@require_POST
@allow(access.COMERS)
def erase(request: ActorRequest, pk: int) -> HttpResponse:
    """``strokes``: which."""
    return _said(
        request,
        pk,
        lambda session, part: actions.erase(session, marks.strokes(_text(request, "strokes")), by=part),
    )


def _text(request: ActorRequest, name: str) -> str:
    text = request.POST.get(name, "")
    if len(text) > LONGEST:
        raise BadRequest
    return text


def _said(request: ActorRequest, pk: int, act: Callable[[Session, Part], object]) -> HttpResponse:
    session, part = taking_part(request, pk)
    return _answered(request, lambda: act(session, part))


def _led(request: ActorRequest, pk: int, act: Callable[[Session, Part], object]) -> HttpResponse:
    session = led_session(request, pk)
    return _answered(request, lambda: act(session, Part(request.actor.person, leads=True)))


def _answered(request: ActorRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except ValueError as error:
        raise BadRequest from error
    except Refused as refused:
        return render(request, "parts/refusal.html", {"refused": founded(refused)}, status=422)
    return JsonResponse({})


@require_POST
@allow(access.LEADERS)
def add_page(request: ActorRequest, pk: int) -> HttpResponse:
    """Empty, or with a ``file`` under it."""

    def act(session: Session, part: Part) -> object:
        upload = request.FILES.get("file")
        return actions.add_file(session, upload, by=part) if upload else actions.add_page(session, by=part)

    return _led(request, pk, act)


@require_POST
@allow(access.LEADERS)
def show_page(request: ActorRequest, pk: int, page: int) -> HttpResponse:
    return _led(request, pk, lambda session, part: actions.show_page(session, page, by=part))


@require_POST
@allow(access.LEADERS)
def clear_page(request: ActorRequest, pk: int, page: int) -> HttpResponse:
    return _led(request, pk, lambda session, part: actions.clear_page(session, page, by=part))


@require_POST
@allow(access.LEADERS)
def set_open(request: ActorRequest, pk: int) -> HttpResponse:
    """``on`` is «1» or «0»."""
    is_open = request.POST.get("on") == "1"
    return _led(request, pk, lambda session, _part: actions.set_open(session, is_open=is_open))


@require_GET
@allow(access.COMERS)
def under(request: ActorRequest, pk: int, page: int) -> HttpResponseBase:
    """What lies under the marks of a page."""
    session, _part = taking_part(request, pk)
    found = get_object_or_404(BoardPage.objects.select_related("file"), board__session=session, pk=page)
    which = preview_of(found)
    if not which or found.file is None:
        raise Http404
    return as_preview(found.file, which)
