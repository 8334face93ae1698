"""Look settings, search, help: the same for every role."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from opora.people.access import EVERYONE, ActorRequest, allow, public
from opora.people.models import Role
from opora.people.queries import holders_of, home_day, organisation

from ..context import CHOICES, COOKIE, Look
from ..queries.help import first_steps
from ..queries.navigation import menu_of, pages_of, url_of
from ..queries.search import search as found

YEAR = 365 * 24 * 3600
COLOURS = {
    "normal": {"contrast": "", "theme": "auto"},
    "black-on-white": {"contrast": "high", "theme": "light"},
    "white-on-black": {"contrast": "high", "theme": "dark"},
}


@csrf_exempt  # it changes only how this browser shows pages; a page without a token is kept for all
@require_POST
@public
def look(request: HttpRequest) -> HttpResponse:
    """One choice per press: theme, size, colours, images; «start» and «reset» of the low-vision version."""
    wanted = _changed(Look.read(request), request)
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = redirect(target)
    response.set_cookie(
        COOKIE,
        wanted.cookie(),
        max_age=YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


def _changed(now: Look, request: HttpRequest) -> Look:
    if "reset" in request.POST:
        return Look()
    if "start" in request.POST:
        return Look(theme="light", contrast="high", size="large")
    now = replace(now, **COLOURS.get(request.POST.get("colours", ""), {}))
    chosen = {
        name: request.POST[name]
        for name, values in CHOICES.items()
        if name in request.POST and request.POST[name] in values
    }
    return replace(now, **chosen)


@require_GET
@allow(EVERYONE, archive=True)
def search(request: ActorRequest) -> HttpResponse:
    """A page, and a fragment of it for the palette (header ``X-Fragment`` or ``HX-Request``)."""
    text = request.GET.get("q", "")
    is_fragment = "X-Fragment" in request.headers or "HX-Request" in request.headers
    context = {"groups": found(request.actor, text), "text": text.strip()}
    response = render(request, "portal/found.html" if is_fragment else "portal/search.html", context)
    response["Vary"] = "X-Fragment, HX-Request"
    return response


@require_GET
@allow(EVERYONE, archive=True)
def help_(request: ActorRequest) -> HttpResponse:
    """What to do first in this role, keys, whom to ask."""
    context = {
        "steps": first_steps(request.actor.role),
        "pages": pages_of(request.actor.role),
        "numbered": menu_of(request.actor.role)[:9],
        "specialists": holders_of(Role.SPECIALIST, home_day()),
        "centre": organisation(),
        "support_url": url_of("website:support", request.actor.role),
    }
    return render(request, "portal/help.html", context)
