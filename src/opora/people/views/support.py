"""Support: who can log in and who cannot, and a new code. No personal data stand here (domain.md §2.3)."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..access import RESET_CODES, ActorRequest, allow
from ..models import Account
from ..queries import logins_found

PAGE = 30


@require_GET
@allow(RESET_CODES)
def logins(request: ActorRequest) -> HttpResponse:
    """Log-ins by name or login, filtered by state."""
    text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    page = Paginator(logins_found(text, state), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "text": text,
        "state": state,
        "states": Account.State.choices,
        "own": request.actor.account.pk,
    }
    return render(request, "people/logins.html", context)
