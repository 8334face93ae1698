"""Who stands behind a native connection (a socket, an upload): the page's own cookie, from our own page."""

from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import close_old_connections, connection

if TYPE_CHECKING:
    from opora.people.models import Account
    from opora.people.session_store import SessionStore


def header(scope: MutableMapping[str, Any], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def same_origin(scope: MutableMapping[str, Any]) -> bool:
    """A foreign page may connect with our cookie; its Origin gives it away."""
    origin = header(scope, b"origin")
    return origin.split("://")[-1] == header(scope, b"host") or origin in settings.CSRF_TRUSTED_ORIGINS


def with_live_connection() -> None:
    """Threads of the event loop live long: one begins by leaving a connection that has died meanwhile."""
    if not connection.in_atomic_block:
        close_old_connections()


def session_of(key: str) -> "tuple[Account, SessionStore] | None":
    """Whose session it is while he may look: the account is active and its password the same."""
    from opora.people.models import Account  # noqa: PLC0415 -- loaded before the applications are
    from opora.people.session_store import SessionStore  # noqa: PLC0415

    session = SessionStore(key)
    account_id: str = session.get("_auth_user_id") or ""
    found = Account.objects.filter(pk=account_id, state=Account.State.ACTIVE) if account_id else None
    account = found.first() if found is not None else None
    if account is None or session.get("_auth_user_hash") != account.get_session_auth_hash():
        return None
    return account, session


def person_id_of(scope: MutableMapping[str, Any]) -> int | None:
    with_live_connection()
    try:
        cookie = SimpleCookie(header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    found = session_of(cookie.value) if cookie else None
    return found[0].person_id if found else None
