"""A local act on paper: its text, the order that approves it, what the act in force permits."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from opora.people.access import ActorRequest, allow
from opora.regulations.access import READERS
from opora.regulations.models import ActEdition
from opora.regulations.queries import edition_for

from .. import queries
from ..access import PAGES, TABLES
from .files import download, known


@require_GET
@allow(READERS)
def edition(request: ActorRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """The text of an edition; of a draft too, marked so."""
    known(format, PAGES)
    found = _found(pk)
    return download(queries.edition_paper(found), _name(found), format)


@require_GET
@allow(READERS)
def edition_order(request: ActorRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002
    """The order that approves it; an act approved by the stamp has none."""
    known(format, PAGES)
    found = _found(pk)
    if queries.is_stamped(found):
        raise Http404
    return download(queries.edition_order_paper(found), f"Приказ, {_name(found)}", format)


@require_GET
@allow(READERS)
def rules(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002
    known(format, TABLES)
    return download(queries.rules_paper(), "Что разрешает порядок", format)


def _found(pk: int) -> ActEdition:
    return get_object_or_404(edition_for(pk).select_related("order__signer"))


def _name(edition: ActEdition) -> str:
    return f"{edition.act.short_title}, редакция {edition.number}".replace("/", "-")
