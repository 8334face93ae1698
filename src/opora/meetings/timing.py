"""Pressing the button of the timer: one timer for a consultation, whichever device it is pressed on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from opora.consultations.actions import open_session
from opora.consultations.models import Session
from opora.consultations.rules.holding import time_to_open
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person

from . import rules
from .events import TimerPressed
from .models import Press
from .providers import carrier_of
from .timer import Reading, reading

What, Clock = Press.What, Press.Clock
S = Session.State


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press as the browser tells it. ``waited``: how long it could not be delivered, by the device.

    Only that difference is taken from the device: a clock that is wrong by a day counts it rightly too.
    """

    client_id: UUID = field(default_factory=uuid4)
    waited: timedelta = timedelta()

    def at(self, heard: datetime) -> datetime:
        return heard - self.waited

    @property
    def clock(self) -> str:
        return Clock.DEVICE if self.waited else Clock.SERVER


@transaction.atomic
def start(session: Session, *, by: Person, pressed: Pressed) -> Session:
    """The consultation begins. A second start changes nothing unless it was pressed before the first.

    Raises ``Refused`` by TMR-01, TMR-02, SES-01, SES-05.
    """
    held, known = _locked(session, pressed)
    if known is None:
        return held
    at = pressed.at(now())
    enforce(rules.is_timed(held, carrier_of(held)), rules.press_is_possible(pressed.waited))
    going = reading(known)
    if going is not None and going.started_at <= at:
        return held
    enforce(rules.is_not_written(held), time_to_open(held, at))
    if held.state == S.PLANNED:
        held = open_session(held, at=at)
    _written(held, by, What.START, pressed.clock, pressed, at)
    return held


@transaction.atomic
def stop(session: Session, *, by: Person, pressed: Pressed, as_planned: bool = False) -> Session:
    """The consultation is over; ``as_planned``: the button was forgotten, it ended when it was to end.

    Stopping a stopped timer changes nothing. Raises ``Refused`` by TMR-02, TMR-03.
    """
    held, known = _locked(session, pressed)
    if known is None:
        return held
    going = reading(known)
    if going is not None and going.stopped_at is not None:
        return held
    heard = now()
    at = held.ends_at if as_planned else pressed.at(heard)
    enforce(rules.press_is_possible(pressed.waited), rules.stop_follows_start(going, at, heard))
    _written(held, by, What.STOP, Clock.PLAN if as_planned else pressed.clock, pressed, at)
    return held


@transaction.atomic
def resume(session: Session, *, by: Person, pressed: Pressed) -> Session:
    """The stop was a mistake: the timer has been going all the time. Raises ``Refused`` by SES-01."""
    held, known = _locked(session, pressed)
    if known is None:
        return held
    going: Reading | None = reading(known)
    if going is not None and going.stopped_at is not None:
        enforce(rules.is_not_written(held))
        _written(held, by, What.RESUME, Clock.SERVER, pressed, now())
    return held


def _locked(session: Session, pressed: Pressed) -> tuple[Session, list[Press] | None]:
    """The row of the consultation is the lock; None for a press that was heard before."""
    held = Session.objects.select_related("branch").select_for_update(of=("self",)).get(pk=session.pk)
    known = list(Press.objects.filter(session=held))
    return held, None if any(one.client_id == pressed.client_id for one in known) else known


def _written(session: Session, by: Person, what: str, clock: str, pressed: Pressed, at: datetime) -> None:
    Press.objects.create(
        session=session, client_id=pressed.client_id, what=what, clock=clock, at=at, heard_at=now(), person=by
    )
    publish(TimerPressed(session.pk))
