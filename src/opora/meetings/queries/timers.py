"""The timer of a consultation as its page shows it, and the time it proposes for the record."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.consultations.models import Booking, Session
from opora.consultations.queries.measuring import Measured
from opora.consultations.rules.holding import EARLY
from opora.kernel.clock import now
from opora.kernel.times import local
from opora.people.access import Actor

from ..access import may_lead
from ..models import Press
from ..providers import carrier_of
from ..rules import is_timed
from ..timer import FORGOTTEN, Reading, reading

S = Session.State
UNWRITTEN = (S.PLANNED, S.IN_PROGRESS)


def reading_of(session: Session) -> Reading | None:
    return reading(Press.objects.filter(session=session))


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """What the page of a consultation draws. ``seconds`` since the start by the server's clock."""

    session: Session
    reading: Reading | None
    at: datetime

    @property
    def state(self) -> str:
        if self.reading is None:
            return "ready"
        if self.reading.stopped_at is not None:
            return "stopped"
        return "forgotten" if self.reading.is_forgotten(self.session.ends_at, self.at) else "going"

    @property
    def seconds(self) -> int:
        if self.reading is None:
            return 0
        return int(((self.reading.stopped_at or self.at) - self.reading.started_at).total_seconds())

    @property
    def clock(self) -> str:
        hours, rest = divmod(self.seconds, 3600)
        return f"{hours}:{rest // 60:02}:{rest % 60:02}"


def stopwatch_of(actor: Actor, session: Session) -> Stopwatch | None:
    """For who gives a consultation without a room of ours, from half an hour before it till it is written."""
    if session.state not in UNWRITTEN or not may_lead(actor, session):
        return None
    at = now()
    if at < session.starts_at - EARLY or is_timed(session, carrier_of(session)) is not None:
        return None
    found = reading_of(session)
    if found is None and at >= session.ends_at:
        return None
    return Stopwatch(session, found, at)


def timed_of(session: Session) -> Measured | None:
    """The time for the record; who was booked is taken to have come, the form corrects it."""
    found = reading_of(session)
    span = found.span(session.ends_at, now()) if found else None
    if found is None or span is None:
        return None
    booked = Booking.objects.filter(session=session).exclude(state=Booking.State.CANCELLED)
    came = frozenset(booked.values_list("learner_id", flat=True))
    return Measured(
        *span, came, _words(session, found, *span), reverse("meetings:timer", args=[session.pk]),
        proof=_("Когда нажимали"),
    )  # fmt: skip


def _words(session: Session, found: Reading, start: datetime, end: datetime) -> str:
    zone = session.branch.timezone
    total = int((end - start).total_seconds()) // 60
    first, last = (f"{local(at, zone):%H:%M}" for at in (start, end))
    said = [
        ngettext(
            "Таймер отмерил {n} минуту: с {start} до {end}.",
            "Таймер отмерил {n} минут: с {start} до {end}.",
            total,
        ).format(n=total, start=first, end=last)
    ]
    if found.is_forgotten(session.ends_at, now()):
        said.append(_("Его не остановили, предложено плановое окончание."))
    if Press.Clock.PLAN in found.clocks:
        said.append(_("Взято плановое окончание."))
    if Press.Clock.DEVICE in found.clocks:
        said.append(_("Связи не было, время отсчитало устройство."))
    return " ".join(said)


def forgotten() -> QuerySet[Session]:
    """Consultations whose timer still goes after the planned end; they are reminded of once (``tasks``)."""
    presses = Press.objects.filter(session=OuterRef("pk"))
    last = presses.order_by("-pk").values("what")[:1]
    rows = Session.objects.filter(Exists(presses), state=S.IN_PROGRESS, ends_at__lte=now() - FORGOTTEN)
    return rows.alias(last=last).exclude(last=Press.What.STOP).select_related("person", "branch")
