"""The queue of questions of a hall, and what one of the hall has done in it."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Session
from opora.people.models import Person
from opora.studies.models import Enrolment, GroupPart

from ..models import Guest, Question, Room, Vote

State = Question.State
SHOWN, SETTLED = 100, 20
CHEERS = {  # an icon and its words: a listener without a microphone says so at once
    "thumb-up": _("Согласен"),
    "heart": _("Спасибо"),
    "help-circle": _("Не понял"),
    "volume": _("Плохо слышно"),
    "hourglass": _("Помедленнее"),
}


def questions_of(room: Room) -> QuerySet[Question]:
    """All of a room with the number of ``votes_n``, the most wanted first."""
    rows = Question.objects.filter(guest__room=room).select_related(
        "guest__person", "guest__visitor", "thread"
    )
    return rows.annotate(votes_n=Count("votes")).order_by("-votes_n", "id")


def queue_of(room: Room) -> list[dict[str, Any]]:
    """As everybody in the hall sees it: what waits, then what was settled last. Nobody's name if unnamed."""
    rows = list(questions_of(room))
    waiting = [one for one in rows if one.state == State.WAITING][:SHOWN]
    settled = sorted((one for one in rows if one.settled_at), key=lambda one: str(one.settled_at))[-SETTLED:]
    return [
        {
            "id": one.pk,
            "text": one.text,
            "name": "" if one.unnamed else one.guest.short_name,
            "votes": one.votes_n,  # type: ignore[attr-defined] # annotated
            "state": one.state,
            "reason": one.reason,
        }
        for one in [*waiting, *reversed(settled)]
    ]


def own_part(guest: Guest) -> dict[str, list[int]]:
    """Numbers of the questions one has asked and voted for."""
    return {
        "asked": list(guest.questions.values_list("pk", flat=True)),
        "voted": list(Vote.objects.filter(guest=guest).values_list("question_id", flat=True)),
    }


def run_of(session: Session, learner: Person) -> GroupPart | None:
    """The discipline of the consultation as the learner studies it: whom a written question goes to."""
    groups = learner.enrolments.filter(state=Enrolment.State.ENROLLED).values("group")
    runs = GroupPart.objects.filter(group__in=groups, teacher__isnull=False)
    parts = session.parts.all()
    runs = runs.filter(part__in=parts) if parts else runs.filter(teacher=session.person_id)
    return runs.order_by("pk").first()
