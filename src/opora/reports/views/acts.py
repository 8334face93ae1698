"""Downloads around local acts."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from opora.acquaintance.access import READERS as ACQUAINTANCE_READERS
from opora.acquaintance.queries.lists import ALL, UNREAD, wanted_of
from opora.duties.access import PLAN_READERS
from opora.duties.access import READERS as DUTIES_READERS
from opora.duties.models import Plan
from opora.people.access import ActorRequest, allow
from opora.regulations.models import ActEdition
from opora.regulations.queries import edition_for

from .. import queries
from ..access import TABLES
from .files import download


def _edition(pk: int, extension: str) -> ActEdition:
    found = edition_for(pk).filter(state=ActEdition.State.APPROVED).first()
    if found is None or extension not in TABLES:
        raise Http404
    return found


@require_GET
@allow(ACQUAINTANCE_READERS)
def acquaintance_sheet(request: ActorRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """Лист ознакомления, whole or by the filter of the page."""
    edition = _edition(pk, format)
    wanted = replace(wanted_of(request.actor, request.GET), state=request.GET.get("state") or ALL)
    paper = queries.acquaintance_paper(request.actor, edition, wanted)
    return download(paper, f"Лист ознакомления {_name(edition)}", format)


@require_GET
@allow(ACQUAINTANCE_READERS)
def unacquainted(request: ActorRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """Справка о неознакомленных."""
    edition = _edition(pk, format)
    wanted = wanted_of(request.actor, request.GET)
    paper = queries.unacquainted_paper(request.actor, edition, replace(wanted, state=_left(wanted.state)))
    return download(paper, f"Неознакомленные {_name(edition)}", format)


def _left(state: str) -> str:
    return state if state == "late" else UNREAD


def _name(edition: ActEdition) -> str:
    return f"{edition.act.short_title} ред. {edition.number}"


@require_GET
@allow(DUTIES_READERS)
def duties(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """Карта ответственности."""
    if format not in TABLES:
        raise Http404
    paper = queries.duties_paper()
    return download(paper, f"Карта ответственности {paper.on.isoformat()}", format)


@require_GET
@allow(PLAN_READERS)
def plan(request: ActorRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """План внедрения ЭО и ДОТ, for «УТВЕРЖДАЮ» or with what was done."""
    if format not in TABLES:
        raise Http404
    found = get_object_or_404(Plan.objects.select_related("written_by", "approved_by"), pk=pk)
    return download(queries.plan_paper(found), f"{found.title} {found.starts_on:%Y}", format)
