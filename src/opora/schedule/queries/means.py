"""Lines of the график that name a means of communication and still matter: what a ban touches."""

from datetime import date

from django.db.models import QuerySet

from opora.channels.models import CommunicationMeans

from ..models import Schedule, ScheduleLine


def lines_naming(means: CommunicationMeans, on: date) -> QuerySet[ScheduleLine]:
    """Of drafts, of what is approved, and of published editions that are not over, edition by edition."""
    return (
        ScheduleLine.objects.filter(means=means, schedule__period_to__gte=on)
        .exclude(schedule__state=Schedule.State.SUPERSEDED)
        .select_related("schedule", "person", "branch")
        .prefetch_related("means")
        .order_by("schedule__period_from", "schedule__edition", "schedule_id", "-section", "position", "id")
    )
