"""The attendance of a webinar as a file, for who led it and the deputy."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from opora.consultations.models import Session
from opora.people.access import ActorRequest, allow
from opora.webinars.access import LEADERS, may_lead

from .. import queries
from ..access import TABLES
from .files import download, known


@require_GET
@allow(LEADERS)
def attendance(request: ActorRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    known(format, TABLES)
    found = Session.objects.select_related("person", "branch").filter(webinar__isnull=False)
    session = get_object_or_404(found, pk=pk)
    if not may_lead(request.actor, session):
        raise Http404
    return download(queries.attendance_paper(session), f"Присутствие {session.date.isoformat()}", format)
