"""Requests of help as each side sees them."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.studies.models import Enrolment, GroupPart
from opora.studies.queries import served_parts

from ..access import LEARNING
from ..models import HelpRequest
from ..rules.requests import OPEN
from .sessions import learners_of

R = HelpRequest.State
SHOWN = 200


def _rows() -> QuerySet[HelpRequest]:
    return HelpRequest.objects.select_related(
        "run__part", "run__group", "learner", "asked_by", "person", "decided_by", "session__branch"
    ).prefetch_related("files")


def requests_of(learners: Iterable[Person]) -> QuerySet[HelpRequest]:
    """Own and the wards', the newest first. One statement."""
    return _rows().filter(learner__in=list(learners)).order_by("-pk")[:SHOWN]


def requests_to(actor: Actor, *, within: Collection[int] | None = None) -> QuerySet[HelpRequest]:
    """What waits for this worker: a teacher's own, a curator's groups when passed on, the deputy's all."""
    waiting = _rows().filter(state__in=OPEN).order_by("created_at", "pk")
    if within is not None:
        waiting = waiting.filter(pk__in=within)
    if actor.role is Role.DEPUTY:
        return actor.within(waiting, "run__group__branch")
    if actor.role is Role.CURATOR:
        return waiting.filter(
            Q(person=actor.person) | Q(run__group__curator__in=actor.acts_for, state=R.ESCALATED)
        )
    return waiting.filter(person=actor.person)


def studied_now(learner: Person, on: date) -> QuerySet[GroupPart]:
    """Disciplines a learner may ask about: of present enrolments, those in their period first."""
    return (
        GroupPart.objects.filter(
            group__enrolments__learner=learner,
            group__enrolments__state=Enrolment.State.ENROLLED,
            starts_on__lte=on,
            group__ends_on__gte=on,
            part__in=served_parts(learner, on).parts,
        )
        .select_related("part", "group", "teacher")
        .annotate(is_over=Q(ends_on__lt=on))
        .order_by("is_over", "part__position", "pk")
        .distinct()
    )


def seen_requests(actor: Actor) -> QuerySet[HelpRequest]:
    """Whose attachments this actor may open: own side's, those he answers or answered, the deputy all."""
    rows = HelpRequest.objects.all()
    if actor.role is Role.DEPUTY:
        return actor.within(rows, "run__group__branch")
    if actor.role in LEARNING:
        return rows.filter(learner__in=learners_of(actor))
    if actor.role is Role.CURATOR:
        return rows.filter(
            Q(person=actor.person) | Q(run__group__curator__in=actor.acts_for, state=R.ESCALATED)
        )
    return rows.filter(person=actor.person)
