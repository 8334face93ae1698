"""The first start of an installation: founds the centre once."""

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from opora.kernel.clock import today
from opora.kernel.errors import Refused
from opora.people.access import public
from opora.people.queries import organisation_or_none

from ..actions import Founded, forget_start_code, found_centre, start_code
from ..forms import StartForm

BACKEND = "opora.people.backend.AccountBackend"


@never_cache
@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "POST"])
@public
def start(request: HttpRequest) -> HttpResponse:
    """One page with everything a centre begins with; there is no such page once it is founded."""
    if request.method == "GET":
        if organisation_or_none():
            raise Http404
        start_code(settings.DATA)
        day = today(settings.TIME_ZONE)
        return _page(request, StartForm(initial={"since": day, "order_date": day, "effective_from": day}))
    if organisation_or_none():
        messages.info(request, _("Центр уже заведён. Войдите под своим логином."))
        return redirect("people:login")
    form = StartForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        founded = _found(form)
    except Refused as refused:
        return _page(request, form, refused=refused, status=422)
    return _finish(request, founded)


def _found(form: StartForm) -> Founded:
    data = form.cleaned_data
    founded = found_centre(
        centre=form.centre(),
        branch=data["branch"],
        approval=form.approval(),
        specialist=form.employee("specialist"),
        director=form.employee("director"),
        deputy=form.employee("deputy") if data["deputy"] else None,
        login=data["login"],
        password=data["password"],
        since=data["since"],
        basis=data["basis"],
    )
    forget_start_code(settings.DATA)
    return founded


def _finish(request: HttpRequest, founded: Founded) -> HttpResponse:
    """Logged in as the specialist; the codes of the others are shown once."""
    auth.login(request, founded.specialist, backend=BACKEND)
    request.session["ip"] = request.META.get("REMOTE_ADDR", "")
    request.session["user_agent"] = request.META.get("HTTP_USER_AGENT", "")
    return render(request, "portal/founded.html", {"founded": founded, "centre": founded.centre})


def _page(
    request: HttpRequest, form: StartForm, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "portal/start.html", {"form": form, "refused": refused}, status=status)
