"""What a place is asked with: everything the rules of booking judge by, loaded before they run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from opora.people.models import Person
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Format

from ..models import Booking, Kind, Session


@dataclass(frozen=True, slots=True)
class Study:
    """One enrolment of a learner with the contract that opens it (ACC-01, ACC-02).

    ``since``/``until`` are the dates of the enrolment, ``paid_since``/``paid_until`` those of its contract
    (None without a contract: then the orders alone bound it). ``individual_exam_prep`` is promised by the
    individual plan or by the contract (S0-5.5c). ``periods``: part id → its first and last day.
    ``merged`` are former groups of the learner that go on in this one (case 18); ``only`` are the parts the
    learner may be helped with, empty for the whole programme, by the ``agreement`` if it is named (ENR-04).
    """

    group_id: int
    group: str
    programme_id: int
    programme: str
    curator_id: int | None
    since: date
    until: date | None
    group_starts: date
    group_ends: date
    contract: str = ""
    paid_since: date | None = None
    paid_until: date | None = None
    individual_exam_prep: bool = False
    periods: Mapping[int, tuple[date, date]] = field(default_factory=dict)
    merged: frozenset[int] = frozenset()
    only: frozenset[int] = frozenset()
    agreement: str = ""

    def opens(self, parts: frozenset[int]) -> bool:
        """Whether a session on these parts is open; one without parts is for everybody of the group."""
        return not self.only or not parts or bool(self.only & parts)

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def may_be_helped(self, day: date) -> bool:
        """By the contract's dates, or the whole training where the act says so (S3-3.1b, S3-3.2)."""
        if not self.contract or in_force(Provision.HELP_WINDOW, day) == "training":
            return True
        return (self.paid_since is None or self.paid_since <= day) and (
            self.paid_until is None or day <= self.paid_until
        )

    def period(self, part_id: int) -> tuple[date, date]:
        """When this group studies the part; a part without own dates lasts as long as the group."""
        return self.periods.get(part_id, (self.group_starts, self.group_ends))


@dataclass(frozen=True, slots=True)
class Served:
    """Groups, parts and the parts' programmes a session is meant for; empty means everybody."""

    groups: frozenset[int] = frozenset()
    parts: frozenset[int] = frozenset()
    programmes: frozenset[int] = frozenset()

    def suits(self, study: Study) -> bool:
        groups = study.merged | {study.group_id}
        return (not self.groups or bool(self.groups & groups)) and (
            not self.programmes or study.programme_id in self.programmes
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """A place in ``session`` for ``learner``, asked at the instant ``at`` by ``asked_by``.

    ``comes``: whether the learner, the representative or both will be there.
    """

    session: Session
    served: Served
    learner: Person
    asked_by: Person
    studies: tuple[Study, ...]
    taken: int
    already: bool
    at: datetime
    asker_may: bool = True
    accommodated: bool = False
    comes: str = Booking.Comes.LEARNER

    @property
    def suitable(self) -> tuple[Study, ...]:
        """Enrolments of the learner on the session's date that the session serves."""
        return tuple(s for s in self.studies if s.covers(self.session.date) and self.served.suits(s))

    @property
    def open(self) -> tuple[Study, ...]:
        """Those of the suitable whose order or network agreement has a part of the session (ENR-04)."""
        return tuple(study for study in self.suitable if study.opens(self.served.parts))

    @property
    def paid(self) -> tuple[Study, ...]:
        return tuple(study for study in self.open if study.may_be_helped(self.session.date))

    @property
    def own(self) -> bool:
        return self.asked_by.pk == self.learner.pk

    @property
    def is_individual_exam_prep(self) -> bool:
        session = self.session
        return session.kind == Kind.EXAM_PREP and session.format == Format.INDIVIDUAL
