"""The open site: the start page, the published график, local acts, health; and the error pages."""

import sys
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from shutil import disk_usage
from typing import Any

from csp.constants import NONE
from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from opora.files.access import as_download
from opora.integrations.qr import qr_code
from opora.kernel.outage import Outage, outage_of
from opora.kernel.times import zone_words
from opora.people.access import public
from opora.people.queries import branches, home_day, organisation
from opora.regulations.models import ActEdition, Provision
from opora.regulations.queries import (
    CLAUSES_ON_PAGE,
    Basis,
    Standing,
    acts_and_archive,
    acts_with_standing,
    basis_of,
    clauses_of,
    differences,
    editions_with_standing,
    help_act_title,
    in_force,
    page_of,
    published_acts,
)
from opora.reports.queries.papers import grafik_title
from opora.schedule.queries import lines_of

from ..forms import ChoiceForm
from ..middleware import for_everybody
from ..queries import grafik as queries
from ..queries.addresses import addresses
from ..queries.news import latest
from ..queries.state import site_state, whole_state
from ..queries.teachers import published_people

RETRY_SECONDS = 5
LOW_DISK = 2 * 2**30
CHANGES_ON_PAGE = 50
CLOSED = (
    "/login/",
    "/look/",
    "/site/",
    "/appeals/",
    "/schedule/",
    "/consultations/",
    "/hours/",
    "/papers/",
    "/studies/",
    "/notifications/",
)


def _around(request: HttpRequest) -> tuple[str, ...]:
    """What the frame of a page depends on: the reader, the look, the language, the token of its forms."""
    actor = getattr(request, "actor", None)
    reader = f"{actor.account.pk}:{actor.role}" if actor else ""
    cookies = tuple(f"{name}={value}" for name, value in sorted(request.COOKIES.items()))
    unread = "messages" if actor and request.session.get("_messages") else ""
    act = help_act_title(home_day())
    return (reader, unread, act, get_language() or "", request.get_full_path(), release(), *cookies)


def _grafik_stamp(request: HttpRequest) -> str:
    request.grafik_state = queries.grafik_state()  # type: ignore[attr-defined] # the view needs it again
    return _fragment_stamp(request) if _is_fragment(request) else _page_stamp(request)


def _page_stamp(request: HttpRequest) -> str:
    state = request.grafik_state  # type: ignore[attr-defined] # set by the condition
    return queries.stamp(state, organisation().updated_at, *_around(request))


def _fragment_stamp(request: HttpRequest) -> str:
    """Of the part that refreshes itself: the frame of the page and its reader do not count."""
    state = request.grafik_state  # type: ignore[attr-defined] # set by the condition
    around = (get_language(), request.get_full_path(), release())
    return queries.stamp("fragment", state, organisation().updated_at, *around)


def _widget_stamp(request: HttpRequest) -> str:
    request.grafik_state = queries.grafik_state()  # type: ignore[attr-defined] # as above
    sites = () if _is_fragment(request) else queries.widget_sites()
    part = _fragment_stamp(request)
    return part if _is_fragment(request) else queries.stamp(part, sites)


def _is_fragment(request: HttpRequest) -> bool:
    return "X-Fragment" in request.headers


def _revalidated(response: HttpResponse) -> HttpResponse:
    """Kept by the browser, asked about each time: an unchanged page costs its headers only."""
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["X-Fragment"])
    return response


@for_everybody(site_state)
@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    in_force_now, archive = acts_and_archive(home_day())
    context = {
        "schedule": queries.schedule_now(),
        "acts": in_force_now,
        "archive": archive,
        "right": basis_of("ACC-01", home_day()),
        "centre": organisation(),
        "page_title": in_force(Provision.PUBLIC_PAGE_TITLE, home_day()),
        "platform": in_force(Provision.LMS_BASE, home_day()),
        "responsible": queries.responsible_person(home_day()),
        "news": latest(),
    }
    return render(request, "website/home.html", context)


@dataclass(frozen=True, slots=True)
class Grafik:
    """The body of the page, the same for every reader, and what its foot says."""

    html: str
    updated: datetime | None = None
    responsible: str = ""


@for_everybody(whole_state)
@public
@require_safe
@condition(etag_func=_grafik_stamp)
def schedule(request: HttpRequest) -> HttpResponse:
    day = home_day()
    grafik = _grafik(
        request.grafik_state,  # type: ignore[attr-defined] # set by the condition
        get_language() or "",
        ChoiceForm(request.GET).choice(),
        grafik_title(day),
        basis_of("ACC-01", day),
    )
    if _is_fragment(request):
        return _revalidated(HttpResponse(grafik.html))
    context = {
        "grafik": grafik,
        "stamp": _fragment_stamp(request),
        "updated": grafik.updated,
        "responsible": grafik.responsible,
    }
    return _revalidated(render(request, "website/schedule.html", context))


@lru_cache(maxsize=64)
def _grafik(state: str, language: str, choice: queries.Choice, title: str, right: Basis | None) -> Grafik:
    """Made anew when ``state`` changes; between changes every reader gets the same text."""
    current, later = queries.editions_now()
    context: dict[str, Any] = {"schedule": current, "later": later, "doc_title": title, "right": right}
    if current is None:
        return Grafik(render_to_string("website/grafik.html", context))
    lines = lines_of(current)
    people = {line.person_id: line.person for line in lines if line.person}
    context |= {
        "choice": choice,
        "narrowed": choice.narrows,
        "sections": queries.sections_of(lines, choice),
        "teachers": published_people(),
        "people": sorted(people.values(), key=lambda person: person.search_name),
        "programmes": queries.programmes_of(lines),
        "branches": queries.branches_of(lines),
        "groups": queries.groups_of(lines),
        "formats": queries.formats_of(lines),
        "zones": [(zone, zone_words(zone)) for zone in queries.zones_of(lines)],
    }
    who = current.published_by.short_name if current.published_by else ""
    return Grafik(render_to_string("website/grafik.html", context), current.published_at, who)


@for_everybody(site_state)
@public
@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """Every published act with its edition in force; those without one stand apart."""
    rows = []
    for one, editions in acts_with_standing(home_day()):
        approved = [row for row in editions if row[0].state == ActEdition.State.APPROVED]
        if shown := _asked(approved, ""):
            rows.append((one, shown, len(approved)))
    context = {
        "rows": rows,
        "in_force": [(one, row[0], n) for one, row, n in rows if row[1] is Standing.IN_FORCE],
        "others": [(one, row[0], n) for one, row, n in rows if row[1] is not Standing.IN_FORCE],
    }
    return render(request, "website/acts.html", context)


@for_everybody(site_state)
@public
@require_safe
def act(request: HttpRequest, code: str) -> HttpResponse:
    """An act: the edition in force, or the asked one; every clause has an anchor ``#p-5.5``."""
    found = get_object_or_404(published_acts(), code=code)
    editions = editions_with_standing(found, home_day())
    shown = _asked(editions, request.GET.get("edition", ""))
    if shown is None:
        raise Http404(_("Такой редакции нет."))
    edition, standing = shown
    page = request.GET.get("page") or page_of(edition, request.GET.get("clause", ""))
    context = {
        "act": found,
        "edition": edition,
        "standing": standing,
        "page": Paginator(clauses_of(edition), CLAUSES_ON_PAGE).get_page(page),
        "editions": editions,
        "nothing_in_force": all(state != Standing.IN_FORCE for _edition, state in editions),
        "updated": edition.updated_at,
    }
    return render(request, "website/act.html", context)


@for_everybody(site_state)
@public
@require_safe
def act_changes(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What an edition changed against the one before it, clause by clause, word by word."""
    found = get_object_or_404(published_acts(), code=code)
    editions = [edition for edition, _standing in editions_with_standing(found, home_day())]
    place = next((place for place, edition in enumerate(editions) if edition.number == number), None)
    if place is None or place + 1 == len(editions):
        raise Http404(_("Сравнивать не с чем."))
    new, old = editions[place], editions[place + 1]
    page = Paginator(differences(old, new), CHANGES_ON_PAGE).get_page(request.GET.get("page"))
    context = {"act": found, "old": old, "new": new, "page": page, "updated": new.updated_at}
    return render(request, "website/act_changes.html", context)


@public
@require_safe
def act_original(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """The signed paper of an edition, byte for byte as it was attached."""
    found = get_object_or_404(published_acts(), code=code)
    approved = found.editions.filter(state=ActEdition.State.APPROVED, number=number)
    edition = get_object_or_404(approved.select_related("original"), original__isnull=False)
    assert edition.original is not None  # noqa: S101 -- the filter says so
    return as_download(edition.original)


def _asked(editions: list[tuple[ActEdition, Standing]], number: str) -> tuple[ActEdition, Standing] | None:
    if number:
        return next((row for row in editions if str(row[0].number) == number), None)
    current = next((row for row in editions if row[1] is Standing.IN_FORCE), None)
    return current or next(iter(editions), None)


@public
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEVELOPMENT:
        raise Http404
    return render(request, "website/styleguide.html")


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For a monitor: 200 while the database answers, else 503; a disk that is nearly full says «low»."""
    disk = "low" if disk_usage(settings.DATA).free < LOW_DISK else "ok"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"database": "unavailable", "disk": disk, "version": release()}, status=503)
    return JsonResponse({"database": "ok", "disk": disk, "version": release()})


def release() -> str:
    try:
        return version("opora")
    except PackageNotFoundError:
        return "checkout"


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The site is to be found, the cabinets are not."""
    sitemap_url = settings.PUBLIC_URL + reverse("website:sitemap")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {sitemap_url}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@for_everybody(site_state)
@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every open page by its address, with the day it changed where that is known."""
    rows = [(settings.PUBLIC_URL + path, changed) for path, changed in addresses()]
    kind = "application/xml; charset=utf-8"
    return render(request, "website/sitemap.xml", {"rows": rows}, content_type=kind)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"words": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: what has failed may be the database they ask."""
    if outage := outage_of(sys.exc_info()[1]):
        return _unavailable(request, outage)
    return HttpResponse(render_to_string("500.html"), status=500)


def _unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Not now: a page asks for itself again, a sent form is a press away from being sent again."""
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"outage": outage.value}, status=503)
    else:
        context = {"outage": outage.value, "seconds": RETRY_SECONDS, **_again(request)}
        answer = HttpResponse(render_to_string("503.html", context), status=503)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _again(request: HttpRequest) -> dict[str, Any]:
    """Where and with what to repeat; never a password or a file, and only a form that was ours."""
    if request.method in ("GET", "HEAD"):
        return {"again": request.get_full_path()}
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    secret = any(name in settings.AXES_SENSITIVE_PARAMETERS for name, _value in fields)
    if secret or request.FILES or "csrfmiddlewaretoken" not in request.POST:
        return {}
    return {"again": request.get_full_path(), "fields": fields}


@public
@require_safe
def board(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """The information board of a branch: now and next, large; the page asks for its fragment by itself."""
    branch = get_object_or_404(branches(), pk=pk) if pk else branches().first()
    if branch is None:
        raise Http404(_("У центра нет филиала."))
    is_fragment = "X-Fragment" in request.headers
    context: dict[str, Any] = {"board": queries.board(branch)}
    if not is_fragment:
        address = request.build_absolute_uri(reverse("website:schedule"))
        context |= {"qr": qr_code(address), "address": address, "branches": branches()}
    page = "website/board_now.html" if is_fragment else "website/board.html"
    response = render(request, page, context)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "X-Fragment"
    return response


@public
@require_safe
@condition(etag_func=_widget_stamp)
def widget(request: HttpRequest) -> HttpResponse:
    """The coming week for a frame on other sites: no cookies, framed by the listed sites only."""
    rows = queries.widget_rows(ChoiceForm(request.GET).choice())
    if _is_fragment(request):
        return _revalidated(render(request, "website/widget_rows.html", {"rows": rows}))
    theme = request.GET.get("theme", "")
    context = {
        "rows": rows,
        "stamp": _fragment_stamp(request),
        "centre": organisation(),
        "theme": theme if theme in ("light", "dark") else "auto",
        "address": request.build_absolute_uri(reverse("website:schedule")),
    }
    response = _revalidated(render(request, "website/widget.html", context))
    response.xframe_options_exempt = True
    # read by CSPMiddleware; its own decorator knows only what is known when the module loads
    vars(response)["_csp_replace"] = {"frame-ancestors": queries.widget_sites() or [NONE]}
    return response
