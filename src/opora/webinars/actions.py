"""Registration to a webinar: opened by who leads it, taken and given back by people from outside."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import override

from opora.consultations.models import Session
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.notifications.actions import write_to_many
from opora.people.models import Person

from . import rules
from .events import VisitorGone, WebinarOpened
from .models import Visitor, Webinar
from .queries import NOBODY, coming, letters, outlived, registered_lately


@dataclass(frozen=True, slots=True)
class Plan:
    """What who leads a webinar chooses; ``seats`` count for a public one."""

    audience: Webinar.Audience
    seats: int = 0
    about: str = ""
    unnamed: bool = True


@transaction.atomic
def open_registration(session: Session, plan: Plan, *, by: Person, has_room: bool) -> Webinar:
    """Make a webinar of a frontal consultation, or change it. Raises by WEB-01, WEB-02, WEB-06."""
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    webinar = Webinar.objects.filter(session=held).first() or Webinar(
        session=held, code=secrets.token_hex(5), opened_by=by
    )
    public = plan.audience == Webinar.Audience.PUBLIC
    taken = coming(webinar).count() if webinar.pk else 0
    enforce(
        rules.is_frontal_in_our_room(held, now(), has_room=has_room),
        rules.there_is_a_media_server(),
        rules.seats_are_enough(plan.seats, taken, public=public),
    )
    webinar.audience, webinar.seats = plan.audience, plan.seats if public else webinar.seats
    webinar.about, webinar.unnamed, webinar.is_open = plan.about.strip(), plan.unnamed, True
    webinar.save()
    publish(WebinarOpened(held.pk))
    return webinar


@transaction.atomic
def close_registration(webinar: Webinar) -> Webinar:
    """Nobody more registers; who has stays."""
    held = Webinar.objects.select_for_update().get(pk=webinar.pk)
    held.is_open = False
    held.save()
    return held


@transaction.atomic
def register(webinar: Webinar, *, name: str, email: str, digest: str = "") -> Visitor:
    """A place and a letter with the personal link. Who has one already gets the letter again.

    Raises ``Refused`` by WEB-03…05.
    """
    held = Webinar.objects.select_for_update(of=("self",)).select_related("session").get(pk=webinar.pk)
    enforce(rules.registration_is_open(held, now()), rules.not_too_often(registered_lately(digest, now())))
    email = email.strip().lower()
    visitor = coming(held).filter(email=email).first()
    if visitor is None:
        enforce(rules.there_is_a_place(held.seats, coming(held).count()))
        visitor = Visitor.objects.create(
            webinar=held,
            name=name.strip(),
            email=email,
            secret=secrets.token_hex(16),
            digest=digest,
            consent_at=now(),
        )
    with override("ru"):
        write_to_many([letters.registered(visitor)])
    return visitor


@transaction.atomic
def cancel(visitor: Visitor) -> Visitor:
    """The visitor will not come, or is taken off: the place is free and his data are gone at once."""
    held = Visitor.objects.select_for_update(of=("self",)).select_related("webinar__session").get(
        pk=visitor.pk
    )  # fmt: skip
    if held.cancelled_at is not None:
        return held
    with override("ru"):
        write_to_many([letters.taken_back(held)] if held.email else [])
    held.cancelled_at = now()
    _forget(held)
    publish(VisitorGone(held.pk))
    return held


def _forget(visitor: Visitor) -> None:
    visitor.name, visitor.email, visitor.digest = NOBODY, "", ""
    visitor.save()


@transaction.atomic
def tell_visitors(webinar: Webinar, what: letters.What) -> int:
    """A letter to everybody from outside who is to come; a moved one is reminded of anew."""
    visitors = list(coming(webinar).exclude(email=""))
    with override("ru"):
        write_to_many([letters.changed(visitor, what) for visitor in visitors])
    if what is letters.What.MOVED:
        coming(webinar).update(day_told_at=None, hour_told_at=None)
    return len(visitors)


@transaction.atomic
def move_along(old: int, new: int) -> None:
    """The registration goes with a consultation that was moved to another time."""
    webinar = Webinar.objects.select_for_update().filter(session=old).first()
    if webinar is not None:
        webinar.session_id = new
        webinar.save()
        tell_visitors(Webinar.objects.select_related("session").get(pk=webinar.pk), letters.What.MOVED)


@transaction.atomic
def keep_links_until(webinar: Webinar, day: date) -> Webinar:
    """A recording was given to those who registered: their links work as long as it is kept."""
    held = Webinar.objects.select_for_update().get(pk=webinar.pk)
    held.kept_until = max(filter(None, (held.kept_until, day)))
    held.save()
    return held


@transaction.atomic
def forget_old() -> int:
    """Names and addresses of those whose term is over; how many."""
    old = list(outlived())
    for visitor in old:
        _forget(visitor)
    return len(old)
