"""Which disciplines an appeal may be about, and how the radar of topics knows it (S1-3.5)."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from opora.people.queries import home_day, wards_of
from opora.progress.actions import Marked
from opora.progress.models import AppealMark
from opora.studies.models import Enrolment, GroupPart

from ..models import Appeal

RECENT = timedelta(days=28)


def runs_to_mark(appeal: Appeal) -> QuerySet[GroupPart]:
    """Disciplines studied now or lately; those of who wrote from the cabinet, or of his wards, come first."""
    day = home_day()
    runs = GroupPart.objects.filter(starts_on__lte=day, ends_on__gte=day - RECENT)
    learners = [appeal.author, *wards_of(appeal.author, day)] if appeal.author else []
    own = Enrolment.objects.filter(group=OuterRef("group"), learner__in=learners)
    return (
        runs.annotate(own=Exists(own))
        .select_related("group", "part")
        .order_by("-own", "group__code", "part__position", "pk")
    )


def marked(appeal: Appeal) -> Marked:
    return Marked(appeal.code, reverse("website:appeal", kwargs={"pk": appeal.pk}), appeal.received_at)


def mark_of(appeal: Appeal) -> AppealMark | None:
    return AppealMark.objects.filter(code=appeal.code).select_related("run__group", "run__part").first()
