"""Local acts for those who work by them; their text is on the open site."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opora.kernel.clock import today
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import organisation

from .queries import acts_with_standing


@require_safe
@allow(Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR, Role.AUDITOR, Role.TRAINING_HEAD)
def register(request: ActorRequest) -> HttpResponse:
    """Acts with all their editions: which is in force, since when, by what order (ACT-02, ACT-03)."""
    rows = acts_with_standing(today(organisation().timezone))
    return render(request, "regulations/list.html", {"rows": rows})
