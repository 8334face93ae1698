"""Who has agreed to be recorded, and what each one in the room is told of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opora.consultations.models import Booking, Session
from opora.kernel.times import local
from opora.people.models import Person
from opora.people.rules.persons import adult_on
from opora.studies.models import Enrolment

from ..models import Consent, Guest, Recording, Room

OF_PUBLISHING = "если ведущий её опубликует — слушатели, для которых вебинар, и зарегистрированные гости"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording that is running. ``agreed``: whose media is kept; ``answered``: who has said something."""

    key: str
    until: date
    agreed: frozenset[int]
    answered: frozenset[int]

    def told_to(self, who: int, *, is_heard: bool = True) -> dict[str, Any]:
        """For the state of the room: the indicator, and whether this one has still to answer.

        Who is not heard in a hall is not recorded, so nothing is asked of him.
        """
        return {
            "until": f"{self.until:%d.%m.%Y}",
            "asks": is_heard and who not in self.answered,
            "mine": is_heard and who in self.agreed,
        }


def running(room: Room) -> Recording | None:
    return room.recordings.filter(state=Recording.State.RUNNING).first()


def films_ending_on(day: date) -> QuerySet[Recording]:
    """Films whose last day this is, the earliest meeting first."""
    kept = Recording.objects.filter(keep_until=day, file__isnull=False)
    return kept.select_related("room__session__branch")


def recorded_in(room: Room, inside: Collection[int]) -> Recorded | None:
    """None when nobody asked for a recording. A constant number of statements."""
    recording = running(room)
    if recording is None:
        return None
    own, for_ward = _answers(recording)
    minors = {one.pk for one in Person.objects.filter(pk__in=inside) if is_minor(one, _day(recording))}
    agreed = {
        person for person in inside if own.get(person) and (person not in minors or for_ward.get(person))
    }
    return Recorded(recording.key, recording.keep_until, frozenset(agreed), frozenset(own))


def _answers(recording: Recording) -> tuple[dict[int, bool], dict[int, bool]]:
    """The last answer of each for himself, and for each ward."""
    own: dict[int, bool] = {}
    for_ward: dict[int, bool] = {}
    for consent in recording.consents.all():
        own[consent.who] = consent.agreed
        if consent.ward_id is not None:
            for_ward[consent.ward_id] = consent.agreed
    return own, for_ward


def is_minor(person: Person, on: date) -> bool:
    return person.birth_date is not None and adult_on(person.birth_date) > on


def _day(recording: Recording) -> date:
    return local(recording.began_at, recording.room.consultation.branch.timezone).date()


def words_for(recording: Recording, guest: Guest) -> str:
    """What is agreed to, as it is read and kept; official, so always Russian."""
    session = recording.room.consultation
    whom = f"меня и моего подопечного ({guest.ward.full_name})" if guest.ward else "меня"
    return (
        f"Согласен на запись звука и изображения: на встрече {_moment(recording)} записывают {whom}. "
        f"Записывает {session.person.full_name}. "
        f"Запись хранится до {recording.keep_until:%d.%m.%Y}, потом удаляется. "
        f"Смотреть её могут ведущий встречи и заместитель руководителя{_and_who_else(recording.room)}, "
        "каждый просмотр отмечается в журнале. "
        "Согласие можно отозвать, пока идёт встреча: "
        "с этой минуты запись моих звука и изображения прекращается."
    )


def _and_who_else(room: Room) -> str:
    """In a hall the film may be given to those the webinar was for."""
    return f", а {OF_PUBLISHING}" if room.is_hall else ""


def unasked_of_publishing(recording: Recording) -> int:
    """How many of those recorded have read words that do not speak of showing it to the listeners."""
    last = {(one.who, one.ward_id): one for one in recording.consents.all()}
    return sum(one.agreed and OF_PUBLISHING not in one.words for one in last.values())


def published_of(session: Session) -> list[Recording]:
    """Films those the webinar was for may watch now."""
    ready = Recording.objects.filter(room__session=session, published_at__isnull=False, file__isnull=False)
    return list(ready.select_related("file"))


def may_watch(session: Session, learners: Collection[int]) -> bool:
    """One of them has a place or studies in a group of the webinar."""
    booked = Booking.objects.filter(session=session, learner__in=learners)
    if booked.exclude(state=Booking.State.CANCELLED).exists():
        return True
    enrolled = Enrolment.objects.filter(learner__in=learners, state=Enrolment.State.ENROLLED)
    return enrolled.filter(group__in=session.groups.all()).exists()


def _moment(recording: Recording) -> str:
    session = recording.room.consultation
    return f"{local(session.starts_at, session.branch.timezone):%d.%m.%Y в %H:%M}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of one person, for the page of evidence."""

    consent: Consent

    @property
    def words(self) -> str:
        return _("согласен") if self.consent.agreed else _("не согласен")


def recordings_of(room: Room) -> list[tuple[Recording, list[Answer]]]:
    """With the last answer of each who was asked; a constant number of statements."""
    rows = room.recordings.select_related("by", "file").prefetch_related(
        "consents__person", "consents__visitor", "consents__ward"
    )
    found = []
    for recording in rows:
        last = {(one.who, one.ward_id): one for one in recording.consents.all()}
        found.append((recording, [Answer(one) for one in last.values()]))
    return found
