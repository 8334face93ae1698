"""The register of publications, one fact with its snapshot, and what was shown at a moment."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from opora.kernel.clock import now
from opora.kernel.times import local
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import organisation
from opora.reports.access import PAGES, as_download

from . import queries
from .forms import FilterForm, MomentForm
from .models import Fact

READERS = frozenset({Role.SPECIALIST, Role.DEPUTY, Role.DIRECTOR, Role.TRAINING_HEAD, Role.AUDITOR})
PAGE = 50
TONES = {"approved": "info", "site": "success", "board": "success", "stand": "success", "revoked": "danger"}


@require_GET
@allow(READERS)
def register(request: ActorRequest) -> HttpResponse:
    """Every fact, the latest first."""
    kind, what = request.GET.get("kind", ""), request.GET.get("what", "")
    asked = FilterForm(request.GET)
    one = asked.cleaned_data if asked.is_valid() else {}
    rows = queries.facts(kind=kind, what=what, **one)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_told(fact) for fact in queries.checked(page)],
        "kinds": Fact.Kind.choices,
        "kind": kind,
        "what": what,
        "is_filtered": bool(kind or what or any(one.values())),
        "zone": organisation().timezone,
    }
    return render(request, "publications/list.html", context)


@require_GET
@allow(READERS)
def fact(request: ActorRequest, pk: int) -> HttpResponse:
    """One fact: its hash is counted anew, the page is drawn from the snapshot."""
    found = get_object_or_404(queries.facts(), pk=pk)
    context = {
        "told": _told(found),
        "content": queries.known_content(found),
        "others": [_told(one) for one in queries.about(found)],
        "zone": organisation().timezone,
    }
    return render(request, "publications/fact.html", context)


@require_GET
@allow(READERS)
def content(request: ActorRequest, pk: int) -> HttpResponse:
    """The very bytes whose SHA-256 stands in the register, for whoever wants to count it himself."""
    found = get_object_or_404(queries.facts(), pk=pk)
    response = HttpResponse(bytes(found.snapshot.content), content_type="application/json")
    name = f"{found.title} {found.shown_from:%Y-%m-%d}.json"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@allow(READERS)
def moment(request: ActorRequest) -> HttpResponse:
    """«Что видел сайт»: the график, the acts, the boards and the stands of a past moment."""
    form = _moment_form(request)
    context: dict[str, Any] = {"form": form, "zone": organisation().timezone}
    if form.is_valid():
        shown = queries.shown_at(form.moment)
        context |= {
            "shown": shown,
            "grafik": queries.known_content(shown.grafik) if shown.grafik else None,
            "grafik_fact": _told(shown.grafik) if shown.grafik else None,
            "later": [_told(one) for one in shown.later],
            "acts": [(act, _told(act.fact)) for act in shown.acts],
            "pages": [_told(one) for one in shown.pages],
            "places": [_told(one) for one in (*shown.boards, *shown.stands)],
        }
    return render(request, "publications/moment.html", context, status=422 if form.errors else 200)


def _moment_form(request: HttpRequest) -> MomentForm:
    here = local(now(), organisation().timezone)
    asked = request.GET.dict()
    return MomentForm({"day": f"{here:%Y-%m-%d}", "at": f"{here:%H:%M}"} | asked)


@require_GET
@allow(READERS)
def moment_paper(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    form = _moment_form(request)
    if not form.is_valid():
        raise Http404
    paper = queries.moment_paper(queries.shown_at(form.moment))
    here = local(form.moment, organisation().timezone)
    return as_download(paper, f"Справка о размещении на {here:%Y-%m-%d %H-%M}", format, PAGES)


@require_GET
@allow(READERS)
def fact_paper(request: ActorRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """All that happened to the edition of this fact."""
    found = get_object_or_404(queries.facts(), pk=pk)
    paper = queries.document_paper(queries.about(found))
    return as_download(paper, f"Справка о размещении {found.title}", format, PAGES)


def _told(found: Fact) -> dict[str, Any]:
    late = (found.recorded_at - found.shown_from).total_seconds() > 60
    return {
        "fact": found,
        "tone": TONES[found.kind],
        "intact": found.is_intact,
        "late": late and found.kind != Fact.Kind.STAND,
    }
