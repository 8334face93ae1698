"""A worker's permanent cabinet: open in the hours of the approved график, else it says when (S0-3.1)."""

from dataclasses import dataclass
from datetime import timedelta

from opora.consultations.models import Session
from opora.consultations.queries.sessions import visible_to
from opora.kernel.clock import now
from opora.people.access import Actor
from opora.people.models import Person
from opora.schedule.models import Mode, ScheduleLine

from ..providers import LIVE, carrier_of
from .rooms import GOING, Coming, coming_of

AHEAD = timedelta(days=28)
LOOKED = 30


@dataclass(frozen=True, slots=True)
class Cabinet:
    """``going``: the meeting of these hours; ``coming`` is None where this reader is not meant by it."""

    person: Person
    going: Session | None
    coming: Coming | None
    ahead: Session | None


def cabinet_of(actor: Actor, person: Person) -> Cabinet:
    """A constant number of statements."""
    at = now()
    rows = visible_to(actor).filter(
        person=person, line__isnull=False, state__in=GOING, ends_at__gt=at, starts_at__lt=at + AHEAD
    )
    found = list(rows.order_by("starts_at", "pk").prefetch_related("means")[:LOOKED])
    ours = [one for one in found if (carrier := carrier_of(one)) is not None and carrier.provider.own_room]
    going = next((one for one in ours if one.starts_at <= at), None)
    coming = coming_of(actor, going) if going else None
    return Cabinet(person, going, coming, next((one for one in ours if one.starts_at > at), None))


def has_cabinet(line: ScheduleLine) -> bool:
    """Whether its meetings have a room of ours: by live means without a link that leads outside."""
    live = [one for one in line.means.all() if one.kind in LIVE]
    return line.mode == Mode.ONLINE and any(
        not one.contact.startswith(("https://", "http://")) for one in live
    )
