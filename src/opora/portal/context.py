"""What every page of the cabinet and of the site needs around its own content."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from opora.conversations.access import TALKERS
from opora.conversations.queries.chats import unread_chats
from opora.kernel.clock import now
from opora.kernel.times import local, weekday_date, zone_label
from opora.notifications.queries import unread_count
from opora.people.access import Actor
from opora.people.queries import organisation_or_none

from .queries.comfort import saved_views_here
from .queries.navigation import navigation
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
    if actor is not None:
        context["navigation"] = SimpleLazyObject(lambda: navigation(actor.role, request.path))
        context["unread"] = SimpleLazyObject(lambda: unread_count(actor.person))
        context["unread_messages"] = SimpleLazyObject(lambda: _unread_messages(actor))
        context["saved_views"] = SimpleLazyObject(lambda: saved_views_here(actor.account, request))
        context["clock"] = SimpleLazyObject(lambda: _clock(actor.zone))
    return context


def _unread_messages(actor: Actor) -> int:
    """Chats with something new, for who may open them."""
    return unread_chats(actor.person.pk) if actor.role in TALKERS and actor.window.is_open else 0


def _home_zone() -> str:
    centre = organisation_or_none()
    return centre.timezone if centre else "UTC"


def _clock(zone: str) -> str:
    moment = local(now(), zone)
    return f"{weekday_date(moment.date())}, {moment:%H:%M} {zone_label(zone, moment)}"
