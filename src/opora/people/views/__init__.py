"""Log-in and own account, the register of people; the two answers that Django and axes ask for."""

from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A stale form: say what to do instead of a bare 403."""
    return render(request, "403.html", {"stale_form": True}, status=403)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords (S3-4.5d): when one may try again. Every try starts the term anew."""
    wait = get_cool_off(request)
    minutes = int(wait.total_seconds() // 60) if wait else None
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    if wait:
        response["Retry-After"] = str(int(wait.total_seconds()))
    return response
