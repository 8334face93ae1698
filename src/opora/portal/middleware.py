"""An installation without a centre has one page: the first start."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from opora.people.queries import organisation_or_none

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN = ("/start/", "/static/", "/health/", "/look/", "/i18n/", "/robots.txt", "/favicon.ico")


class FirstStartMiddleware:
    """Leads every page to ``portal:start``; costs no statement once the process knows the centre."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(OPEN) and organisation_or_none() is None:
            return redirect("portal:start")
        return self.get_response(request)
