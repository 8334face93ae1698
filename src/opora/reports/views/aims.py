"""«Цели помощи» for those who manage (S1-1.3)."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from opora.people.access import ActorRequest, allow, open_to
from opora.people.models import Role
from opora.regulations.queries import HELP_ACT

from .. import queries
from ..access import AIMS_READERS
from ..queries.aims import Figure
from .asked import period_form


@require_GET
@allow(AIMS_READERS)
def aims(request: ActorRequest) -> HttpResponse:
    """Each aim of the act with its figures for a period."""
    form = period_form(request)
    if not form.is_valid():
        return render(request, "reports/aims.html", {"form": form}, status=422)
    wanted, chosen = form.period(), request.GET.urlencode()
    clause = queries.clause_of_aims(wanted.until)
    context = {
        "form": form,
        "wanted": wanted,
        "aims": [
            (aim, [(one, _address(one, request.actor.role, chosen)) for one in aim.figures])
            for aim in queries.aims(request.actor, wanted)
        ],
        "clause": clause,
        "clause_url": f"{reverse('website:act', args=[HELP_ACT])}?clause={quote(clause.number)}"
        if clause
        else "",
    }
    return render(request, "reports/aims.html", context)


def _address(figure: Figure, role: Role, chosen: str) -> str:
    """The page that shows the figure row by row, for those whom it lets in."""
    known = open_to(figure.page)
    if known is None or role not in known[1]:
        return ""
    return f"{known[0]}?{chosen}" if figure.with_period and chosen else known[0]
