"""What is said of a session in messages and invitations, and to whom."""

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.integrations.ical import CalendarEvent, Method, Status, calendar_text
from opora.kernel.prepared import prepared
from opora.kernel.times import format_when, same_clock
from opora.people.models import Guardianship, Person
from opora.people.queries import organisation

from ..models import Booking, Session


@prepared
def _told_bookings(ids: list[int]) -> QuerySet[Booking]:
    rows = Booking.objects.filter(pk__any_of=ids).order_by("pk")
    means = Session.means.through.objects.filter(session=OuterRef("session"))
    return rows.select_related(
        "learner", "asked_by", "session__person", "session__branch", "session__substitute_for"
    ).annotate(
        means_titles=ArraySubquery(
            means.order_by("communicationmeans__position").values("communicationmeans__title")
        )
    )


def bookings_to_tell(ids: Iterable[int]) -> list[Booking]:
    """Bookings with everything a message needs, in one statement."""
    return _told_bookings(list(ids))


def told_with(bookings: Iterable[Booking]) -> dict[int, list[Person]]:
    """By booking: the learner, and the representative who asked (S1-3.1a); a curator is not written to."""
    bookings = list(bookings)
    asked = {(b.asked_by_id, b.learner_id) for b in bookings if b.asked_by_id != b.learner_id}
    pairs: set[tuple[int, int]] = set()
    if asked:
        rows = Guardianship.objects.filter(
            representative__in={a for a, _l in asked},
            ward__in={ward for _a, ward in asked},
            status=Guardianship.Status.VERIFIED,
        )
        pairs = set(rows.values_list("representative_id", "ward_id"))
    return {
        b.pk: [b.learner, b.asked_by] if (b.asked_by_id, b.learner_id) in pairs else [b.learner]
        for b in bookings
    }


def when_for(session: Session, reader: Person) -> str:
    """«пн 23.11, 18:00–19:30 МСК», with the reader's own time after it where it differs."""
    zone = session.branch.timezone
    said = format_when(session.starts_at, session.ends_at, zone)
    own = reader.timezone
    if not own or same_clock(zone, own, session.starts_at):
        return said
    return _("{when} (у вас {own})").format(
        when=said, own=format_when(session.starts_at, session.ends_at, own)
    )


def what_of(session: Session) -> str:
    return session.topic or _("Консультация: {kind}").format(kind=session.get_kind_display())


def where_of(session: Session, titles: Iterable[str]) -> str:
    """«видеоконференция платформы, каб. «ОТ»»; ``titles`` are those of its means."""
    return ", ".join(text for text in (*titles, session.place) if text)


def where_booked(booking: Booking) -> str:
    """Of a booking from :func:`bookings_to_tell`."""
    return where_of(booking.session, booking.means_titles)  # type: ignore[attr-defined]


def address_of(session: Session) -> str:
    return reverse("consultations:session", args=[session.pk])


def invitation(session: Session, person: Person, *, where: str, method: Method) -> bytes | None:
    """The session as a file .ics for one person; None for a person without an e-mail."""
    if not person.email:
        return None
    event = CalendarEvent(
        uid=session.calendar_uid,
        start=session.starts_at,
        end=session.ends_at,
        zone=session.branch.timezone,
        summary=what_of(session),
        description=_("Ведёт {who}").format(who=session.person.full_name),
        location=where,
        url=f"{settings.PUBLIC_URL}{address_of(session)}",
        status=Status.CANCELLED if method is Method.CANCEL else Status.CONFIRMED,
        sequence=session.sequence,
        updated=session.updated_at,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendee=person.email,
    )
    return calendar_text(organisation().short_name, [event], method=method)
