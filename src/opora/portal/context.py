"""What every page of the cabinet and of the site needs around its own content."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from opora.kernel.clock import now, today
from opora.kernel.times import local, weekday_date, zone_label
from opora.people.access import Actor
from opora.people.queries import organisation_or_none
from opora.regulations.queries import help_act_title

from .queries.comfort import saved_views_here
from .queries.navigation import navigation, section_of, tabs_of
from .queries.news import news_of
from .queries.site import site_navigation

COOKIE = settings.LOOK_COOKIE_NAME
CHOICES = {
    "theme": ("auto", "light", "dark"),
    "contrast": ("", "high"),
    "size": ("normal", "large", "xlarge"),
    "images": ("on", "off"),
    "keys": ("on", "off"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How pages look for this browser; «версия для слабовидящих» is high contrast with large text."""

    theme: str = "auto"
    contrast: str = ""
    size: str = "normal"
    images: str = "on"
    keys: str = "on"

    @classmethod
    def read(cls, request: HttpRequest) -> "Look":
        """Of the cookie; what is unknown is left out."""
        pairs = parse_qsl(request.COOKIES.get(COOKIE, "")[:200])
        return cls(**{name: value for name, value in pairs if value in CHOICES.get(name, ())})

    def cookie(self) -> str:
        pairs = {name: getattr(self, name) for name in CHOICES}
        return urlencode({name: value for name, value in pairs.items() if value})


def shell(request: HttpRequest) -> dict[str, Any]:
    """Look settings, navigation, unread count, clock; all but the look are asked for only when shown."""
    actor: Actor | None = getattr(request, "actor", None)
    context: dict[str, Any] = {
        "look": Look.read(request),
        "site_address": settings.PUBLIC_URL,
        "organisation": SimpleLazyObject(organisation_or_none),
        "home_zone": SimpleLazyObject(_home_zone),
        "site_navigation": SimpleLazyObject(lambda: site_navigation(request.path, is_in=actor is not None)),
    }
    context["site_frame"] = lambda: _site_frame(request, context["look"])
    if actor is not None:
        context["menu_section"] = section_of(actor.role, request.path)
        context["navigation"] = SimpleLazyObject(lambda: navigation(actor.role, request.path))
        context["tabs"] = SimpleLazyObject(lambda: tabs_of(navigation(actor.role, request.path)))
        news = cache(lambda: news_of(actor))
        context["unread"] = SimpleLazyObject(lambda: news().unread)
        context["unread_messages"] = SimpleLazyObject(lambda: news().chats)
        context["saved_views"] = SimpleLazyObject(lambda: saved_views_here(actor.account, request))
        context["clock"] = SimpleLazyObject(lambda: _clock(actor.zone))
    return context


def _site_frame(request: HttpRequest, look: Look) -> tuple[Any, ...]:
    """Everything the head of a page of the site is made of: a page made anew finds it ready."""
    centre = organisation_or_none()
    made_of = (centre.updated_at, help_act_title(today(centre.timezone))) if centre else ()
    return (request.path, getattr(request, "actor", None) is not None, look, made_of)


def _home_zone() -> str:
    centre = organisation_or_none()
    return centre.timezone if centre else "UTC"


def _clock(zone: str) -> str:
    moment = local(now(), zone)
    return f"{weekday_date(moment.date())}, {moment:%H:%M} {zone_label(zone, moment)}"
