"""A page that is the same for everybody is made once and given away until something changes (ADR 0026)."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from threading import Lock
from time import monotonic
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_from_request

GetResponse = Callable[[HttpRequest], HttpResponse]
P = ParamSpec("P")
State = Callable[[], str]
MOST_PAGES, LARGEST_BYTES = 400, 256 * 1024
FRESH_SECONDS, SURE_SECONDS, LONGEST_SECONDS = 1.0, 20.0, 300.0


@dataclass(slots=True)
class Kept:
    """A finished answer, what it was made of, and when that was asked about last."""

    body: bytes
    headers: dict[str, str]
    state: str
    ask: State
    snapshot: str
    asked_at: float
    made_at: float


def for_everybody(
    ask: State,
) -> Callable[[Callable[Concatenate[Any, P], HttpResponse]], Callable[Concatenate[Any, P], HttpResponse]]:
    """Mark a public view whose page depends on ``ask()``, the look and the language only.

    What it depends on is asked before it is made, so a page is never older than its state says.
    """

    def decorate(
        view: Callable[Concatenate[Any, P], HttpResponse],
    ) -> Callable[Concatenate[Any, P], HttpResponse]:
        @wraps(view)
        def made(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not _is_nobody(request):
                return view(request, *args, **kwargs)
            snapshot, state = _snapshot(), ask()
            response = view(request, *args, **kwargs)
            vars(response)["kept"] = (snapshot, state, ask)
            return response

        return cast(Callable[Concatenate[Any, P], HttpResponse], made)

    return decorate


class KeptPagesMiddleware:
    """Stands before everything that costs: a repeat is its bytes, and once a second a short statement."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_nobody(request):
            return self.get_response(request)
        key = _key(request)
        kept = _pages.get(key)
        if kept is None or not _is_true(kept):
            response = self.get_response(request)
            kept = _kept(response)
            if kept is None:
                return response
            _pages.put(key, kept)
        response = HttpResponse(kept.body, headers=kept.headers)
        return get_conditional_response(request, etag=kept.headers["ETag"], response=response) or response


def _is_nobody(request: HttpRequest) -> bool:
    """A reader without a session, asking for a whole page."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HTTP_X_FRAGMENT" not in request.META
    )


def _key(request: HttpRequest) -> tuple[str, ...]:
    meta, cookies = request.META, request.COOKIES
    return (
        meta.get("HTTP_HOST", ""),
        str(request.is_secure()),
        request.get_full_path(),
        cookies.get(settings.LOOK_COOKIE_NAME, ""),
        get_language_from_request(request),
        "gzip" if "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "") else "",
    )


def _kept(response: HttpResponse) -> Kept | None:
    found: tuple[str, str, State] | None = vars(response).get("kept")
    if found is None or response.status_code != HTTPStatus.OK or response.streaming or response.cookies:
        return None
    if len(response.content) > LARGEST_BYTES:
        return None
    snapshot, state, ask = found
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    response.headers.setdefault("Cache-Control", "no-cache, private")
    response.headers.setdefault("ETag", f'W/"{hash((state, response.content)) & (2**64 - 1):016x}"')
    moment = monotonic()
    return Kept(response.content, dict(response.headers), state, ask, snapshot, moment, moment)


def _is_true(kept: Kept) -> bool:
    """Nothing was written since, or nothing that is on the page. Time moves too, so it is asked anew."""
    moment = monotonic()
    if moment - kept.made_at > LONGEST_SECONDS:
        return False
    snapshot = _snapshot()
    if snapshot and snapshot == kept.snapshot and moment - kept.asked_at < SURE_SECONDS:
        return True
    if kept.ask() != kept.state:
        return False
    kept.snapshot, kept.asked_at = snapshot, moment
    return True


def _snapshot() -> str:
    """Changes with every write committed to the database; at most a second old, asked once for all pages.

    Empty inside a transaction, which sees what is not committed yet.
    """
    global _seen
    if connection.in_atomic_block:
        return ""
    snapshot, at = _seen
    moment = monotonic()
    if moment - at < FRESH_SECONDS:
        return snapshot
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        snapshot = str(cursor.fetchone()[0])
    _seen = (snapshot, moment)
    return snapshot


_seen: tuple[str, float] = ("", 0.0)


class _Pages:
    """The pages asked for last."""

    def __init__(self) -> None:
        self._rows: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> Kept | None:
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
            return self._rows.get(key)

    def put(self, key: tuple[str, ...], kept: Kept) -> None:
        with self._lock:
            self._rows[key] = kept
            while len(self._rows) > MOST_PAGES:
                self._rows.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._rows.clear()


_pages = _Pages()
forget_pages = _pages.forget
