"""Puts the actor on every request: who, in which role, with which window."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from opora.kernel.clock import today

from .access import Actor
from .models import Account, Role
from .queries import organisation, role_windows

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """``request.actor`` is an :class:`~opora.people.access.Actor`, or None for the public."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if request.session.session_key and request.user.is_authenticated:
            request.actor = self._actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor | None:
        account = request.user
        assert isinstance(account, Account)  # noqa: S101 -- narrows Django's user type
        zone = organisation().timezone
        windows = role_windows(account.person, today(zone))
        if not account.is_active or not windows:
            logout(request)
            return None
        chosen = request.session.get("role")
        role = Role(chosen) if chosen in windows else _first(windows)
        return Actor(account, account.person, role, windows, account.person.timezone or zone)


def _first(windows: dict[Role, object]) -> Role:
    """The role shown after log-in: an open one before a closed one, else by the order of the enumeration."""
    return min(windows, key=lambda role: (not getattr(windows[role], "is_open", False), -list(Role).index(role)))


