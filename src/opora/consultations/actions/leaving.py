"""What an order that moves a learner does to help ahead: places, turns, open requests (cases 18, 22)."""

from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from opora.kernel.clock import now
from opora.people.queries import home_day
from opora.studies.models import GroupPart

from ..models import Booking, HelpRequest, Session, Waiting
from ..queries.entitlement import served_by, studies_of, with_served
from ..rules.asking import Study
from ..rules.requests import OPEN
from .booking import cancel_booking

Row = TypeVar("Row", Booking, Waiting)


@transaction.atomic
def release_help(learner_id: int, *, reason: str) -> list[Booking]:
    """Give back what no enrolment of the learner covers any more: future places, turns, requests.

    Answers the cancelled bookings: the learner is told by the cancellation itself, and each place goes on to
    who waits for it. A request goes over to the new group where it has the same part.
    One statement if there is nothing.
    """
    ahead = {"session__state": Session.State.PLANNED, "session__starts_at__gt": now(), "learner": learner_id}
    bookings = Booking.objects.filter(state=Booking.State.CONFIRMED, **ahead)
    turns = Waiting.objects.filter(state=Waiting.State.WAITING, **ahead)
    requests = HelpRequest.objects.filter(state__in=OPEN, learner=learner_id)
    keys = [rows.order_by().values("pk") for rows in (bookings, turns, requests)]
    if not keys[0].union(*keys[1:], all=True).exists():
        return []
    studies = studies_of(learner_id)[learner_id]
    lost = [
        cancel_booking(booking, by_staff=True, reason=reason)
        for booking in _uncovered(bookings.order_by("session__starts_at", "pk"), studies)
    ]
    left = [turn.pk for turn in _uncovered(turns, studies)]
    Waiting.objects.filter(pk__in=left).update(state=Waiting.State.LEFT, updated_at=now())
    for request in requests.select_related("run").select_for_update(of=("self",)):
        _carry(request, studies, reason)
    return lost


def _uncovered(rows: "QuerySet[Row]", studies: tuple[Study, ...]) -> "list[Row]":
    found = list(rows)
    sessions = with_served(Session.objects.filter(pk__in=[one.session_id for one in found])).in_bulk()
    return [one for one in found if not _is_covered(sessions[one.session_id], studies)]


def _is_covered(session: Session, studies: tuple[Study, ...]) -> bool:
    served = served_by(session)
    return any(one.covers(session.date) and served.suits(one) and one.opens(served.parts) for one in studies)


def _carry(request: HelpRequest, studies: tuple[Study, ...], reason: str) -> None:
    # the day of the order is still the old group's
    tomorrow = home_day() + timedelta(days=1)
    current = [one for one in studies if one.covers(tomorrow) and one.opens(frozenset({request.run.part_id}))]
    groups = [one.group_id for one in current]
    if request.run.group_id in groups:
        return
    asked = HelpRequest.objects.filter(learner=request.learner_id, state__in=OPEN).values("run")
    same = GroupPart.objects.filter(group__in=groups, part=request.run.part_id).exclude(pk__in=asked).first()
    if same:
        request.run, request.person = same, same.teacher
    else:
        request.state, request.answer = HelpRequest.State.WITHDRAWN, reason
    request.save(update_fields=["run", "person", "state", "answer", "updated_at"])
