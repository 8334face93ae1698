"""Log-in, role switch, sessions, account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A stale form: say what to do instead of a bare 403."""
    return render(request, "403.html", {"stale_form": True}, status=403)


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords (S3-4.5d): when one may try again."""
    return render(request, "429.html", status=429)
