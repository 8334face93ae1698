"""The open site: the start page, the published график, local acts, health; and the error pages."""

import sys
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
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
from opora.people.access import public
from opora.people.queries import branches, home_day, organisation
from opora.regulations.models import ActEdition
from opora.regulations.queries import (
    Basis,
    Standing,
    acts_with_standing,
    basis_of,
    differences,
    editions_with_standing,
    help_act_title,
    published_acts,
)
from opora.reports.queries.papers import grafik_title

from ..forms import ChoiceForm
from ..middleware import for_everybody, state_of
from ..queries import grafik as queries
from ..queries.acts import act_page, asked_edition
from ..queries.addresses import addresses
from ..queries.grafik_page import grafik_page
from ..queries.home import home_page
from ..queries.state import aged, site_state, whole_state

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
    return _fragment_stamp(request) if _is_fragment(request) else _page_stamp(request)


def _page_stamp(request: HttpRequest) -> str:
    state = state_of(request, queries.grafik_state)
    return queries.stamp(state, organisation().updated_at, *_around(request))


def _fragment_stamp(request: HttpRequest) -> str:
    """Of the part that refreshes itself: the frame of the page and its reader do not count."""
    state = state_of(request, queries.grafik_state)
    around = (get_language(), request.get_full_path(), release())
    return queries.stamp("fragment", state, organisation().updated_at, *around)


def _widget_stamp(request: HttpRequest) -> str:
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
    state = state_of(request, site_state)
    return render(request, "website/home.html", {"page": home_page(state), "made_of": aged(state)})


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
        state_of(request, queries.grafik_state),
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
    page = grafik_page(state)
    current = page.schedule
    context: dict[str, Any] = {"page": page, "schedule": current, "doc_title": title, "right": right}
    if current is None:
        return Grafik(render_to_string("website/grafik.html", context))
    context |= {
        "made_of": state,
        "choice": choice,
        "narrowed": choice.narrows,
        "sections": page.sections(choice),
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
        if shown := asked_edition(approved, ""):
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
    asked = [request.GET.get(name, "") for name in ("edition", "page", "clause")]
    state = state_of(request, site_state)
    found = act_page(state, code, *asked)
    if found is None:
        raise Http404(_("Такого акта или такой редакции нет."))
    context = {
        "made_of": aged(state),
        "found": found,
        "page": found.page,
        "updated": found.edition.updated_at,
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


@cache
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
