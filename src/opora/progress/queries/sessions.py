"""Sessions ahead a topic may be put on."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from opora.consultations.models import Kind, Session
from opora.kernel.clock import now
from opora.studies.models import GroupPart


def sessions_ahead(runs: Iterable[GroupPart]) -> QuerySet[Session]:
    """Planned current ones that serve one of the disciplines, in its term, by its teacher or for its part."""
    groups = Session.groups.through.objects.filter(session=OuterRef("pk"))
    parts = Session.parts.through.objects.filter(session=OuterRef("pk"))
    meant = Q(pk__in=[])
    for run in runs:
        own_part = Exists(parts.filter(programmepart=run.part_id))
        meant |= (
            (Q(own_part) | (~Exists(parts) & Q(person=run.teacher_id)))
            & (Q(Exists(groups.filter(group=run.group_id))) | ~Exists(groups))
            & Q(date__range=(run.starts_on, run.ends_on))
        )
    return (
        Session.objects.filter(meant, state=Session.State.PLANNED, kind=Kind.CURRENT, starts_at__gt=now())
        .select_related("person", "branch")
        .order_by("starts_at", "pk")
    )
