"""The service worker of the site and the page it shows when there is no network."""

import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from opora.people.access import public

KEPT = ("opora/main.css", "opora/logo.svg")


@public
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The built island, told where the page without a network is and what it looks like."""
    told = {"offline": reverse("outside:offline"), "kept": [static(name) for name in KEPT]}
    response = HttpResponse(f"self.opora={json.dumps(told)};\n{_built()}", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _built() -> str:
    place = finders.find("opora/service-worker.js")
    return Path(place).read_text(encoding="utf-8") if isinstance(place, str) else ""


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is typed is kept by the browser; the page says so."""
    return render(request, "outside/offline.html")
