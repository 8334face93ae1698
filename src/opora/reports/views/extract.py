"""Выписка для проверки: a period chosen, then one archive sent while it is made."""

from datetime import timedelta

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from opora.kernel.clock import today
from opora.people.access import ActorRequest, allow

from .. import queries
from ..access import EXTRACT_READERS, sees_names
from ..forms import ExtractForm


def _form(request: ActorRequest, *, typed: bool) -> ExtractForm:
    first = today(request.actor.zone).replace(day=1)
    last = first - timedelta(days=1)
    return ExtractForm(
        request.GET if typed else None,
        names=sees_names(request.actor),
        initial={"since": last.replace(day=1), "until": last},
    )


@require_GET
@allow(EXTRACT_READERS)
def extract(request: ActorRequest) -> HttpResponse:
    """What the archive holds and for which period it is wanted."""
    return render(request, "reports/extract.html", {"form": _form(request, typed=False)})


@require_GET
@allow(EXTRACT_READERS)
def extract_file(request: ActorRequest) -> HttpResponseBase:
    form = _form(request, typed=True)
    if not form.is_valid():
        return render(request, "reports/extract.html", {"form": form}, status=422)
    asked = form.asked()
    response = StreamingHttpResponse(queries.extract(request.actor, asked), content_type="application/zip")
    name = f"Выписка для проверки {asked.since.isoformat()} {asked.until.isoformat()}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
