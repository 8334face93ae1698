"""The page of a worker's permanent cabinet."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from opora.people.access import ActorRequest, allow
from opora.people.models import Person
from opora.people.queries import home_day, staff_on

from .. import access
from ..queries.cabinets import cabinet_of


@require_GET
@allow(access.VISITORS)
def cabinet(request: ActorRequest, person: int) -> HttpResponse:
    """Open now, with the way to the door, or when it opens and how to book."""
    workers = staff_on(home_day()).order_by().values("person")
    found = get_object_or_404(Person.objects.filter(pk__in=workers), pk=person)
    context = {
        "cabinet": cabinet_of(request.actor, found),
        "is_own": found.pk == request.actor.person.pk,
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "meetings/cabinet.html", context)
