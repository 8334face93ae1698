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
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_from_request

from .queries.state import LONGEST_SECONDS, State, forget_contents, known

GetResponse = Callable[[HttpRequest], HttpResponse]
P = ParamSpec("P")
MOST_PAGES, LARGEST_BYTES = 400, 256 * 1024


@dataclass(slots=True)
class Kept:
    """A finished answer and what it was made of."""

    body: bytes
    headers: dict[str, str]
    state: str
    ask: State
    made_at: float


def for_everybody(
    ask: State,
) -> Callable[[Callable[Concatenate[Any, P], HttpResponse]], Callable[Concatenate[Any, P], HttpResponse]]:
    """Mark a public view whose page depends on ``ask()``, the look and the language only.

    What it depends on is asked before it is made, so a page is never older than its state says; the view
    finds it by :func:`state_of`.
    """

    def decorate(
        view: Callable[Concatenate[Any, P], HttpResponse],
    ) -> Callable[Concatenate[Any, P], HttpResponse]:
        @wraps(view)
        def made(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not is_nobody(request):
                return view(request, *args, **kwargs)
            request.made_of = {ask: known(ask)}
            response = view(request, *args, **kwargs)
            vars(response)["kept"] = (request.made_of[ask], ask)
            return response

        return cast(Callable[Concatenate[Any, P], HttpResponse], made)

    return decorate


def state_of(request: HttpRequest, ask: State) -> str:
    """What the page under way is made of; who has logged in is told of a change at once, so it is asked."""
    made_of: dict[State, str] = vars(request).setdefault("made_of", {})
    if ask not in made_of:
        made_of[ask] = known(ask) if is_nobody(request) else ask()
    return made_of[ask]


class KeptPagesMiddleware:
    """Stands before everything that costs: a repeat is its bytes, and once a second a short statement."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_nobody(request):
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


def is_nobody(request: HttpRequest) -> bool:
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
    found: tuple[str, State] | None = vars(response).get("kept")
    if found is None or response.status_code != HTTPStatus.OK or response.streaming or response.cookies:
        return None
    if len(response.content) > LARGEST_BYTES:
        return None
    state, ask = found
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    response.headers.setdefault("Cache-Control", "no-cache, private")
    response.headers.setdefault("ETag", f'W/"{hash((state, response.content)) & (2**64 - 1):016x}"')
    return Kept(response.content, dict(response.headers), state, ask, monotonic())


def _is_true(kept: Kept) -> bool:
    """Nothing was written since, or nothing that is on the page. Time moves too, so it is asked anew."""
    return monotonic() - kept.made_at <= LONGEST_SECONDS and known(kept.ask) == kept.state


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


def forget_pages() -> None:
    """And what they were gathered from."""
    _pages.forget()
    forget_contents()
