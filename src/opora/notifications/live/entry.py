"""Who opens a tab: by the page's own cookie, as the page itself asks. Called outside the loop."""

from collections.abc import Collection, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_from_request

from opora.people.middleware import actor_of
from opora.people.models import Account, LoginSession
from opora.people.native import header, session_of

from .tab import Guest

Scope = MutableMapping[str, Any]


def guest_of(scope: Scope) -> Guest | None:
    """None: nobody is logged in. Three statements."""
    request = HttpRequest()
    try:
        request.COOKIES = {key: one.value for key, one in SimpleCookie(header(scope, b"cookie")).items()}
    except CookieError:
        return None
    request.META["HTTP_ACCEPT_LANGUAGE"] = header(scope, b"accept-language")
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return _guest(key, get_language_from_request(request)) if key else None


def guest_again(guest: Guest) -> Guest | None:
    """The same tab after a while: its session, account, roles and contracts as they are now."""
    return _guest(guest.session, guest.language)


def _guest(key: str, language: str) -> Guest | None:
    found = session_of(key)
    if found is None:
        return None
    account, session = found
    actor = actor_of(account, session.get("role"))
    return Guest(actor, language, key) if actor else None


def still_open(sessions: Collection[str]) -> set[str]:
    """Of these sessions those whose owner may still look. One statement."""
    rows = LoginSession.objects.filter(
        session_key__in=list(sessions), expire_date__gt=timezone.now(), account__state=Account.State.ACTIVE
    )
    return set(rows.values_list("session_key", flat=True))
