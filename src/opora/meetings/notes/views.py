"""The page of shared notes, and what their island asks: the missing part of the text, given or taken."""

import base64
import binascii

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.consultations.models import Session
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import access
from ..models import Notes, NotesEdition
from ..queries.notes import body_of, editions_of, lacking, notes_of
from ..queries.together import Part, part_of
from ..views.common import led_session, session_of
from . import actions

LONGEST = 1_500_000  # of a request: a text of the greatest length typed without a network


def taking_part(request: ActorRequest, pk: int) -> tuple[Session, Part]:
    """404 for a consultation unseen, 403 for who is not of it."""
    session = session_of(request, pk)
    part = part_of(request.actor, session)
    if part is None:
        raise PermissionDenied(_("Это видят только участники консультации."))
    return session, part


@require_GET
@allow(access.COMERS)
def notes(request: ActorRequest, pk: int) -> HttpResponse:
    """The text, written here when that is allowed, and how it stood before: ``?edition=7``."""
    session, part = taking_part(request, pk)
    found = notes_of(session)
    asked = request.GET.get("edition", "")
    edition = None
    if asked:
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else 0
        edition = get_object_or_404(NotesEdition.objects.filter(notes=found), pk=number)
    body = body_of(found)
    context = {
        "session": session,
        "leads": part.leads,
        "notes": found,
        "text": body.text if body else "",
        "edition": edition,
        "editions": editions_of(found) if found else [],
    }
    return render(request, "meetings/notes.html", context)


@require_http_methods(["GET", "POST"])
@allow(access.COMERS)
def sync(request: ActorRequest, pk: int) -> HttpResponse:
    """``known``: the state vector of the browser, ``update``: what it has more; both base64 of bytes of Yjs.

    Answers with what the browser lacks and with the vector known here; 422 with a refusal in words.
    """
    session, part = taking_part(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    try:
        update, known = (_bytes(asked.get(name, "")) for name in ("update", "known"))
        if update:
            actions.write(session, update, by=part)
        found = notes_of(session)
        missing, state = lacking(body_of(found), known)
    except ValueError as error:
        raise BadRequest from error
    except Refused as refused:
        return render(request, "parts/refusal.html", {"refused": founded(refused)}, status=422)
    return JsonResponse(_told(session, part, found, missing, state))


def _bytes(text: str) -> bytes:
    if len(text) > LONGEST:
        raise BadRequest
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadRequest from error


def _told(
    session: Session, part: Part, found: Notes | None, missing: bytes, state: bytes
) -> dict[str, object]:
    is_open = found is not None and found.open
    return {
        "update": base64.b64encode(missing).decode(),
        "known": base64.b64encode(state).decode(),
        "open": is_open,
        "may": part.may_change(session, is_open=is_open),
    }


@require_POST
@allow(access.LEADERS)
def set_open(request: ActorRequest, pk: int) -> HttpResponse:
    """``on`` is «1» or «0»."""
    actions.set_open(led_session(request, pk), is_open=request.POST.get("on") == "1")
    return redirect("meetings:notes", pk)
