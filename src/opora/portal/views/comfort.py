"""Saved filters and the first walk: small buttons that lead back to where they were pressed."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.people.access import EVERYONE, ActorRequest, allow

from .. import actions
from ..models import SavedView
from ..queries.comfort import TOURED


@require_POST
@allow(EVERYONE)
def save_view(request: ActorRequest) -> HttpResponse:
    """Keep what is chosen on a page: ``path`` and ``query`` of its address, ``title`` as typed.

    «Вернуть» of a removed one says the same in the address.
    """
    given = request.POST if "path" in request.POST else request.GET
    path, query = given.get("path", ""), given.get("query", "")[:1000]
    title = " ".join(given.get("title", "").split())[:60]
    back = _safe(f"{path}?{QueryDict(query).urlencode()}" if query else path)
    try:
        page = resolve(path).view_name
    except Resolver404:
        return redirect("portal:home")
    if not title:
        messages.warning(request, _("Назовите отбор, чтобы узнать его потом."))
        return redirect(back)
    try:
        view = actions.save_view(request.actor.account, page=page, title=title, query=query)
    except Refused as refused:
        first = refused.refusals[0]
        messages.warning(request, f"{first.words} {first.next_step}")
    else:
        messages.success(request, _("Отбор «{title}» сохранён.").format(title=view.title))
    return redirect(back)


@require_POST
@allow(EVERYONE)
def forget_view(request: ActorRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, account=request.actor.account)
    actions.forget_view(view)
    path = request.POST.get("path", "")
    again = urlencode({"path": path, "query": view.query, "title": view.title})
    words = _("Отбор «{title}» убран.").format(title=view.title)
    messages.success(request, words, extra_tags=f"{reverse('portal:save_view')}?{again}")
    return redirect(_safe(path))


def _safe(path: str) -> str:
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else reverse("portal:home")


@require_POST
@allow(EVERYONE)
def tour_done(request: ActorRequest) -> HttpResponse:
    """The walk is put away for this role; the help page keeps its steps."""
    actions.finish_tour(request.actor.account, request.actor.role)
    request.session.pop(TOURED, None)
    return redirect("portal:home")
