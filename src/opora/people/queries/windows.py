"""When the cabinet of each role is open (domain.md §2.1): the union of documents and the days an act adds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Greatest, Least

from opora.kernel.prepared import prepared
from opora.kernel.text import short_name

from ..access import Substituted, Window
from ..models import Contract, ContractLearner, Guardianship, Person, Role, RoleGrant, StaffContract
from ..rules import adult_on
from .centre import organisation

SUBSTITUTED = frozenset({Role.CURATOR, Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR, Role.TRAINING_HEAD})
STUDY = frozenset({"own", "ward"})
WITHOUT_STAFF_CONTRACT = frozenset({Role.AUDITOR, Role.COMMISSION})


# who says how many days before and after its contract a learner's cabinet is open: the act in force
_days_around: list[Callable[[date], tuple[int, int]]] = []


def days_around(told: Callable[[date], tuple[int, int]]) -> Callable[[date], tuple[int, int]]:
    """Register who knows it: people know no acts (S3-3.1b)."""
    _days_around.append(told)
    return told


@dataclass(frozen=True, slots=True)
class _Term:
    """A document that may open a cabinet: from, to, its name.

    For a ward also the birth date; for an absence the absent worker, whose name is the ``document``;
    ``gaps``: first and last closed days of a contract, in pairs; ``branch``: what a role is limited to;
    ``floor``, ``cap``: dates that no act moves, of guardianship and of a contract ended early.
    """

    source: str
    role: str
    since: date
    until: date | None
    document: str
    birth_date: date | None
    absent: int | None
    gaps: list[date] | None
    branch: int | None
    floor: date | None
    cap: date | None

    @property
    def is_any(self) -> bool:
        """Whether there is a day in it."""
        return self.until is None or self.since <= self.until

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@prepared
def _term_rows(person: int) -> "QuerySet[RoleGrant, tuple[Any, ...]]":
    """Everything that may open a cabinet to this person, asked on every request.

    A learner's own dates in an annex narrow the contract's; what ends a contract early and the dates of a
    guardianship bound both (``floor``, ``cap``). LEAST and GREATEST skip NULL.
    """
    no_text, no_date = Value("", output_field=CharField()), Cast(Value(None), DateField())
    nobody, no_gaps = Cast(Value(None), BigIntegerField()), Cast(Value(None), ArrayField(DateField()))
    since = Greatest("valid_from", "contract__valid_from")
    until = Least("valid_to", "contract__valid_to")
    ended = F("contract__terminated_on")
    active = Q(contract__state__in=[Contract.State.ACTIVE, Contract.State.TERMINATED])
    number, gaps = F("contract__number"), F("contract__gaps")
    grants = RoleGrant.objects.filter(person=person).values_list(
        Value("grant"),
        F("role"),
        F("valid_from"),
        F("valid_to"),
        no_text,
        no_date,
        nobody,
        no_gaps,
        F("branch"),
        no_date,
        no_date,
    )
    staff = StaffContract.objects.filter(person=person).values_list(
        Value("staff"),
        no_text,
        F("valid_from"),
        F("valid_to"),
        F("number"),
        no_date,
        nobody,
        no_gaps,
        nobody,
        no_date,
        no_date,
    )
    stands_in = RoleGrant.objects.filter(role__in=SUBSTITUTED, person__absences__deputy=person).values_list(
        Value("stands_in"),
        F("role"),
        Greatest("valid_from", "person__absences__valid_from"),
        Least("valid_to", "person__absences__valid_to"),
        Concat("person__last_name", Value("|"), "person__first_name", Value("|"), "person__middle_name"),
        no_date,
        F("person"),
        no_gaps,
        F("branch"),
        no_date,
        no_date,
    )
    own = ContractLearner.objects.filter(active, learner=person).values_list(
        Value("own"), no_text, since, until, number, no_date, nobody, gaps, nobody, no_date, ended
    )
    wards = ContractLearner.objects.filter(
        active,
        learner__representatives__representative=person,
        learner__representatives__status=Guardianship.Status.VERIFIED,
    ).values_list(
        Value("ward"),
        no_text,
        since,
        until,
        number,
        F("learner__birth_date"),
        nobody,
        gaps,
        nobody,
        F("learner__representatives__valid_from"),
        Least(ended, "learner__representatives__valid_to"),
    )
    return grants.union(staff, stands_in, own, wards, all=True)


def _terms(person: Person, on: date) -> list[_Term]:
    known = [_Term(*row) for row in _term_rows(person.pk)]
    around = _around(on) if any(term.source in STUDY for term in known) else (0, 0)
    stretches = (stretch for term in known for stretch in _stretches(term) if stretch.is_any)
    return [term for stretch in stretches if (term := _bounded(stretch, around)).is_any]


def _around(on: date) -> tuple[int, int]:
    told = [days(on) for days in _days_around]
    return max((before for before, _after in told), default=0), max((after for _b, after in told), default=0)


def _bounded(term: _Term, around: tuple[int, int]) -> _Term:
    """With the days the act adds around a contract, within what no act moves."""
    if term.source not in STUDY:
        return term
    since, until = term.since - timedelta(days=around[0]), term.until
    if until is not None:
        until += timedelta(days=around[1])
    ends = [day for day in (until, term.cap) if day]
    return replace(term, since=max(since, term.floor or since), until=min(ends, default=None))


def _stretches(term: _Term) -> Iterator[_Term]:
    """A contract with gaps is several terms: between its former end and a late addendum it opened nothing."""
    since, gaps = term.since, term.gaps or []
    for first, last in zip(gaps[::2], gaps[1::2], strict=True):
        yield replace(term, since=since, until=min(first - timedelta(days=1), term.until or date.max))
        since = max(since, last + timedelta(days=1))
    yield replace(term, since=since)


def role_windows(person: Person, on: date) -> dict[Role, Window]:
    """Roles of a person with the window of each on a date, in order of precedence (domain.md §2.1).

    A role carried for an absent worker is open within the absence and the substitute's own contract.
    """
    terms = _terms(person, on)
    staff = [term for term in terms if term.source == "staff"]
    windows: dict[Role, Window] = {}
    for grant in terms:
        if grant.source == "grant" and grant.covers(on):
            role, known = Role(grant.role), windows.get(Role(grant.role))
            window = _window([grant] if role in WITHOUT_STAFF_CONTRACT else staff, on)
            windows[role] = replace(window, branches=_together(known, grant))
    for absence in terms:
        if absence.source == "stands_in" and absence.covers(on):
            _carry(windows, absence, _window(staff, on))
    if own := [term for term in terms if term.source == "own"]:
        windows[Role.LEARNER] = _with_archive(_window(own, on))
    if wards := [
        t for t in terms if t.source == "ward" and not (t.birth_date and adult_on(t.birth_date) <= on)
    ]:
        windows[Role.REPRESENTATIVE] = _with_archive(_window(wards, on))
    return windows


def _together(known: Window | None, term: _Term) -> frozenset[int]:
    """Branches of several orders for one role add up; one for the whole centre is for all of them.

    A teacher's own meetings are his wherever they are: only roles over others are limited.
    """
    if term.branch is None or Role(term.role) not in SUBSTITUTED or (known and not known.branches):
        return frozenset()
    return frozenset({term.branch, *(known.branches if known else ())})


def _carry(windows: dict[Role, Window], absence: _Term, at_work: Window) -> None:
    """Add the role of an absent worker to those of the substitute; an own open window is not narrowed."""
    role = Role(absence.role)
    window = windows.get(role)
    branches = _together(window if window and window.is_open else None, absence)
    if window is None or not window.is_open:
        if not at_work.is_open:
            return
        ends = [day for day in (at_work.until, absence.until) if day]
        window = replace(at_work, since=absence.since, until=min(ends, default=None))
    who = Substituted(absence.absent or 0, short_name(*absence.document.split("|")))
    if who not in window.instead_of:
        windows[role] = replace(window, instead_of=(*window.instead_of, who), branches=branches)


def _with_archive(window: Window) -> Window:
    """After the end results and documents are read for ``archive_days`` more (domain.md §2.1)."""
    if window.is_open or window.until is None:
        return window
    days = organisation().archive_days
    return replace(window, archive_until=window.until + timedelta(days=days))


def _window(terms: Iterable[_Term], on: date) -> Window:
    """The union of terms: open by one that covers the date, else the latest past, else the first to come."""
    ordered = sorted(terms, key=lambda term: term.until or date.max)
    for term in reversed(ordered):
        if term.covers(on):
            return Window(True, term.since, term.until, f"№ {term.document}" if term.document else "")
    past = [term for term in ordered if term.until and term.until < on]
    if past:
        return Window(False, past[-1].since, past[-1].until, f"№ {past[-1].document}")
    return Window(False, min((term.since for term in ordered), default=None))
