"""Calendar feeds and the page where a person takes their addresses."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.integrations.ical import CalendarEvent, calendar_text
from opora.people.access import EVERYONE, ActorRequest, allow, public
from opora.people.queries import organisation

from .. import actions, queries

QUARTER = 900  # seconds a calendar program may keep the public feed


def _feed(name: str, events: list[CalendarEvent], *, cache: str) -> HttpResponse:
    response = HttpResponse(calendar_text(name, events), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = cache
    return response


@require_GET
@public
def feed_all(request: HttpRequest) -> HttpResponse:
    """The published график for anybody's calendar (S1-3.4b)."""
    name = f"График консультаций, {organisation().short_name}"
    return _feed(name, queries.grafik_events(), cache=f"public, max-age={QUARTER}")


@require_GET
@public
def feed_person(request: HttpRequest, token: str) -> HttpResponse:
    """Own meetings; the address itself is the secret, so a wrong one is simply not found."""
    account = queries.account_by(token)
    if account is None:
        raise Http404
    return _feed("Консультации", queries.person_events(account), cache="private, no-store")


@require_GET
@public
def feed_group(request: HttpRequest, token: str) -> HttpResponse:
    group = queries.group_by(token)
    if group is None:
        raise Http404
    return _feed(f"Консультации группы {group.code}", queries.group_events(group), cache="private, no-store")


@require_GET
@allow(EVERYONE)
def calendars(request: ActorRequest) -> HttpResponse:
    """Addresses to put into a calendar program."""
    link = actions.open_calendar(request.actor.account)
    context = {
        "mine": _full(reverse("reports:feed_person", args=[queries.person_token(link)])),
        "everybody": _full(reverse("reports:feed_all")),
        "groups": [
            (group.code, _full(reverse("reports:feed_group", args=[queries.group_token(group)])))
            for group in queries.groups_of(request.actor.person)
        ],
    }
    return render(request, "reports/calendars.html", context)


def _full(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


@require_POST
@allow(EVERYONE)
def renew_calendar(request: ActorRequest) -> HttpResponse:
    """A leaked address is replaced; the old one stops answering at once."""
    actions.renew_calendar(request.actor.account)
    messages.success(request, _("Адрес заменён. Прежний больше не работает, вставьте в календарь новый."))
    return redirect("reports:calendars")
