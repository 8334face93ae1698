"""Puts the actor on every request: who, in which role, with which window.

At most two statements: the session with its account and person, the documents that open cabinets.
"""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from opora.kernel.clock import now, today

from .access import Actor, Window
from .actions import note_visit
from .models import Account, LoginSession, Role
from .queries import organisation, role_windows

GetResponse = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = timedelta(minutes=5)


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
        actor = actor_of(account, request.session.get("role"))
        if actor is None:
            logout(request)
            return None
        _seen(request, account, organisation().timezone)
        return actor


def actor_of(account: Account, chosen: str | None) -> Actor | None:
    """In the role chosen in the session, or the first; None when nothing gives this person a cabinet."""
    zone = organisation().timezone
    windows = role_windows(account.person, today(zone)) if account.is_active else {}
    if not windows:
        return None
    role = Role(chosen) if chosen in windows else _first(windows)
    return Actor(account, account.person, role, windows, account.person.timezone or zone)


def _first(windows: dict[Role, Window]) -> Role:
    """The role after log-in: open before closed, own before carried for another, then with more duties."""
    return min(
        windows,
        key=lambda role: (
            not windows[role].is_open,
            bool(windows[role].instead_of),
            -list(Role).index(role),
        ),
    )


def _seen(request: HttpRequest, account: Account, zone: str) -> None:
    """When the session was last used, at most once in five minutes, and that somebody was here today."""
    row: LoginSession | None = getattr(request.session, "row", None)
    if row is not None and row.seen_at < now() - SEEN_EVERY:
        LoginSession.objects.filter(pk=row.pk).update(seen_at=now())
        note_visit(account, today(zone))
