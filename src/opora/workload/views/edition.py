"""The график against the planned load: a warning to those who compose it, never a bar."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from opora.kernel.times import month_title
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.schedule.queries import schedules_for

from ..access import READERS
from ..queries.edition import edition_plan, months_of


@require_GET
@allow(READERS | {Role.SPECIALIST})
def edition_plan_page(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(schedules_for(request.actor), pk=pk)
    context = {
        "schedule": schedule,
        "months": [month_title(month) for month in months_of(schedule)],
        "rows": edition_plan(schedule),
    }
    return render(request, "workload/edition.html", context)
