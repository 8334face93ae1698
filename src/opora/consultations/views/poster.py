"""A sheet for the door: the meeting in large type and a code that opens its booking."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opora.integrations.qr import qr_code
from opora.people.access import ActorRequest, allow

from .. import access
from ..queries.telling import address_of
from .common import session_for


@require_safe
@allow(access.RUNNERS)
def poster(request: ActorRequest, pk: int) -> HttpResponse:
    """Printed by the browser; no names of learners on it."""
    session = session_for(request.actor, pk)
    address = f"{settings.PUBLIC_URL}{address_of(session)}"
    context = {"session": session, "qr": qr_code(address), "address": address}
    return render(request, "consultations/poster.html", context)
