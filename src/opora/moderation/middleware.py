"""The button «Отправить всё равно» of any form whose text was remarked upon."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from opora.kernel.speech import insisting

GetResponse = Callable[[HttpRequest], HttpResponse]
LONGEST = 64


class InsistMiddleware:
    """What the request says in ``insist`` is what its author has seen marked (ADR 34)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.content_type == "application/json":
            return self.get_response(request)
        with insisting(request.POST.get("insist", "")[:LONGEST]):
            return self.get_response(request)
