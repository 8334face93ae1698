"""Two editions of the график side by side, and what the change means to those booked (case 45)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opora.people.access import ActorRequest, allow
from opora.schedule.models import Schedule
from opora.schedule.queries import COMPARERS, compare, schedules_for

from ..queries.editions import Effect, effect_of

WAITING = (Schedule.State.DRAFT, Schedule.State.ON_APPROVAL, Schedule.State.APPROVED)


@require_GET
@allow(COMPARERS)
def compare_editions(request: ActorRequest, pk: int) -> HttpResponse:
    """``?with=`` names another edition than the previous; bookings are counted before publication."""
    seen = schedules_for(request.actor)
    schedule = get_object_or_404(seen, pk=pk)
    other = _other(request, schedule)
    effect: Effect | None = None
    replaces = other.state == Schedule.State.PUBLISHED and schedule.period_from <= other.period_to
    if schedule.state in WAITING and replaces:
        effect = effect_of(schedule, other)
    context = {
        "schedule": schedule,
        "comparison": compare(other, schedule),
        "effect": effect,
        "others": [one for one in seen if one.pk != schedule.pk],
    }
    return render(request, "consultations/compare.html", context)


def _other(request: ActorRequest, schedule: Schedule) -> Schedule:
    asked = request.GET.get("with", "")
    seen = schedules_for(request.actor)
    if asked.isdecimal():
        return get_object_or_404(seen, pk=int(asked))
    found = (
        seen.filter(pk=schedule.previous_id or 0).first()
        or seen.filter(
            state__in=[Schedule.State.PUBLISHED, Schedule.State.SUPERSEDED],
            period_from__lt=schedule.period_from,
        ).first()
    )
    if found is None:
        raise Http404(_("Сравнивать не с чем: другой редакции нет."))
    return found
