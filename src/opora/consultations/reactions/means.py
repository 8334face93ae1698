"""Who is told that meetings go by another means of communication."""

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.events import on
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person

from ..events import SessionMeansReplaced
from ..models import Booking, MeansReplacement, Session
from ..queries.telling import bookings_to_tell, told_with, when_for

NAMED = 5


@on(SessionMeansReplaced)
def tell_of_means(event: SessionMeansReplaced) -> None:
    """One message to each of those booked and to the workers, with the nearest of their meetings."""
    replacement = MeansReplacement.objects.select_related("old", "new").get(pk=event.replacement_id)
    old, new = replacement.old, replacement.new
    if event.undone:
        old, new = new, old
    key = f"means-replaced-{replacement.pk}{'-undone' if event.undone else ''}"
    with override("ru"):
        title = _("Связь на консультации: «{new}» вместо «{old}»").format(new=new.title, old=old.title)
        notify_all(
            [
                Message(
                    person=person,
                    key=key,
                    title=title,
                    body="\n".join(when_for(session, person) for session in sessions[:NAMED]),
                    url=url,
                )
                for (person, url), sessions in _touched(event.session_ids).items()
            ]
        )


def _touched(ids: tuple[int, ...]) -> dict[tuple[Person, str], list[Session]]:
    found: dict[tuple[Person, str], list[Session]] = defaultdict(list)
    booked = Booking.objects.filter(session__in=ids, state=Booking.State.CONFIRMED)
    bookings = bookings_to_tell(booked.values_list("pk", flat=True))
    told = told_with(bookings)
    for booking in sorted(bookings, key=lambda one: one.session.starts_at):
        for person in told[booking.pk]:
            found[person, reverse("consultations:mine")].append(booking.session)
    for session in Session.objects.filter(pk__in=ids).select_related("person", "branch"):
        found[session.person, reverse("consultations:teach")].append(session)
    return found
