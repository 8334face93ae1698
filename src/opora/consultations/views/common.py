"""What the pages of consultations share: whom the page is about, the session in sight, messages."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from opora.kernel.times import local
from opora.people.access import Actor, ActorRequest
from opora.people.models import Person, Role
from opora.people.queries import regime_of
from opora.people.rules import within_working_time

from ..models import Session
from ..queries.sessions import learners_of, session_asked, session_card


@dataclass(frozen=True, slots=True)
class Side:
    """The learner a page is about, and whom else a parent of two children may choose (case 28)."""

    learner: Person | None
    choice: list[Person]

    @property
    def is_ward(self) -> bool:
        return self.learner is not None and bool(self.choice)


def side_of(request: ActorRequest) -> Side:
    """By ``?ward=``; somebody else's child is a 404, a worker has no side."""
    actor = request.actor
    if actor.role is Role.LEARNER:
        return Side(actor.person, [])
    if actor.role is not Role.REPRESENTATIVE:
        return Side(None, [])
    wards = learners_of(actor)
    wanted = request.GET.get("ward") or request.POST.get("ward")
    if not wanted:
        return Side(wards[0] if wards else None, wards)
    for ward in wards:
        if str(ward.pk) == wanted:
            return Side(ward, wards)
    raise Http404


def session_for(actor: Actor, pk: int) -> Session:
    try:
        return session_card(actor, pk)
    except Session.DoesNotExist as error:
        raise Http404 from error


def session_to_book(actor: Actor, pk: int) -> Session:
    try:
        return session_asked(actor, pk)
    except Session.DoesNotExist as error:
        raise Http404 from error


def back(request: ActorRequest, session: Session, ward: Person | None = None) -> HttpResponseRedirect:
    """To the page named by ``next``, else to the card of the session."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(card_url(session, ward))


def card_url(session: Session, ward: Person | None = None) -> str:
    address = reverse("consultations:session", args=[session.pk])
    return f"{address}?ward={ward.pk}" if ward else address


def say_regime(request: ActorRequest, session: Session, start: datetime, end: datetime) -> None:
    """LOAD-05 aloud: hours of other workers outside their working time are counted, and everybody sees it."""
    zone = session.branch.timezone
    first, last = local(start, zone), local(end, zone)
    hours = regime_of(session.person, first.date())
    refusal = within_working_time(hours, session.person, first.date(), first.time(), last.time())
    if refusal:
        messages.warning(request, f"{refusal.words} {refusal.next_step}")
