"""Limits that hold before any view runs."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import Resolver404, resolve

GetResponse = Callable[[HttpRequest], HttpResponse]


class UploadLimitMiddleware:
    """A request longer than ``UPLOAD_MAX_BYTES`` is refused by its declared length, before it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.UPLOAD_MAX_BYTES:
            megabytes = settings.UPLOAD_MAX_BYTES // 2**20
            return render(request, "413.html", {"megabytes": megabytes}, status=413)
        return self.get_response(request)


class MethodMiddleware:
    """The empty 405 of a view that only takes a pressed button becomes a page with a way back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not request.accepts("text/html"):
            return response
        page = render(request, "405.html", {"back": _page_above(request.path)}, status=response.status_code)
        page["Allow"] = response["Allow"]
        return page


def _page_above(path: str) -> str:
    """The nearest address above this one: of /consultations/125/topic/ it is /consultations/125/."""
    above = path.rstrip("/").rpartition("/")[0] + "/"
    while above != "/":
        with suppress(Resolver404):
            resolve(above)
            return above
        above = above.rstrip("/").rpartition("/")[0] + "/"
    return ""


class TextCompressionMiddleware(GZipMiddleware):
    """Pages are packed for the road to a fifth; files that are packed already are left as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith("text/"):
            return response
        return super().process_response(request, response)
