"""When cabinets are open (domain.md §2.1): properties over dates, and cases that are easy to get wrong."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.kernel.errors import Refused
from opora.people import actions
from opora.people.models import (
    Contract,
    ContractLearner,
    Guardianship,
    Organisation,
    Person,
    Role,
    StaffContract,
)
from opora.people.queries import organisation, role_windows, wards_of
from opora.people.rules import adult_on, archive_is_open
from opora.regulations.models import Provision
from opora.regulations.queries import forget_editions
from tests import make

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
DAYS = st.dates(date(2026, 9, 1), date(2027, 1, 31))
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def is_open(person: Person, role: Role, on: date) -> bool:
    window = role_windows(person, on).get(role)
    return window is not None and window.is_open


@pytest.fixture
def who(db: None) -> Person:
    make.organisation()
    return make.person()


@QUIET
@given(since=DAYS, length=st.integers(0, 60), on=DAYS)
def test_a_learner_s_cabinet_is_open_exactly_within_the_contract(
    who: Person, since: date, length: int, on: date
) -> None:
    until = since + timedelta(days=length)
    contract = make.contract(who, valid_from=since, valid_to=until)
    assert is_open(who, Role.LEARNER, on) is (since <= on <= until)
    contract.delete()


@QUIET
@given(own_since=DAYS, own_length=st.integers(0, 60), stopped=st.none() | DAYS, on=DAYS)
def test_own_dates_and_termination_only_narrow_the_contract(
    who: Person, own_since: date, own_length: int, stopped: date | None, on: date
) -> None:
    since, until = date(2026, 10, 1), date(2026, 12, 31)
    contract = make.contract(valid_from=since, valid_to=until, terminated_on=stopped)
    own_until = own_since + timedelta(days=own_length)
    ContractLearner.objects.create(contract=contract, learner=who, valid_from=own_since, valid_to=own_until)
    expected = max(since, own_since) <= on <= min(until, own_until, stopped or date.max)
    assert is_open(who, Role.LEARNER, on) is expected
    contract.delete()


@QUIET
@given(since=DAYS, length=st.none() | st.integers(0, 60), granted=DAYS, on=DAYS)
def test_a_role_of_a_worker_is_open_only_while_both_the_contract_and_the_grant_last(
    who: Person, since: date, length: int | None, granted: date, on: date
) -> None:
    until = since + timedelta(days=length) if length is not None else None
    contract = make.staff_contract(who, valid_from=since, valid_to=until)
    grant = make.grant(who, Role.TEACHER, granted)
    expected = granted <= on and since <= on and (until is None or on <= until)
    assert is_open(who, Role.TEACHER, on) is expected
    grant.delete()
    contract.delete()


@QUIET
@given(
    born=st.dates(date(2008, 10, 1), date(2009, 2, 28)),
    linked=DAYS,
    length=st.none() | st.integers(0, 60),
    status=st.sampled_from(Guardianship.Status),
    on=DAYS,
)
def test_acc_05_a_representative_enters_only_for_a_verified_minor_with_a_contract(
    who: Person, born: date, linked: date, length: int | None, status: str, on: date
) -> None:
    child = make.person(birth_date=born)
    contract = make.contract(child, valid_from=date(2026, 10, 1), valid_to=date(2026, 12, 31))
    until = linked + timedelta(days=length) if length is not None else None
    link = make.guardianship(who, child, status=status, valid_from=linked, valid_to=until)
    expected = (
        status == Guardianship.Status.VERIFIED
        and linked <= on
        and (until is None or on <= until)
        and on < adult_on(born)
        and date(2026, 10, 1) <= on <= date(2026, 12, 31)
    )
    assert is_open(who, Role.REPRESENTATIVE, on) is expected
    if status != Guardianship.Status.VERIFIED:
        assert Role.REPRESENTATIVE not in role_windows(who, on)
        assert wards_of(who, on) == []
    link.delete()
    contract.delete()
    child.delete()


@given(born=st.dates(date(1930, 1, 1), date(2030, 12, 31)))
def test_adulthood_comes_on_the_eighteenth_birthday_and_not_a_day_earlier(born: date) -> None:
    day = adult_on(born)
    assert day.year == born.year + 18
    assert (day.month, day.day) == ((3, 1) if (born.month, born.day) == (2, 29) else (born.month, born.day))


def test_case_29_on_the_eighteenth_birthday_the_representative_s_access_ends(who: Person) -> None:
    child = make.learner(birth_date=date(2008, 11, 23))
    make.guardianship(who, child)
    assert is_open(who, Role.REPRESENTATIVE, date(2026, 11, 22)) is True
    assert role_windows(who, date(2026, 11, 23)) == {}
    assert wards_of(who, date(2026, 11, 22)) == [child]
    assert wards_of(who, date(2026, 11, 23)) == []


def test_several_contracts_make_a_union_and_a_gap_stays_a_gap(who: Person) -> None:
    make.contract(who, valid_from=date(2026, 9, 1), valid_to=date(2026, 10, 1))
    make.contract(who, valid_from=date(2026, 11, 1), valid_to=date(2026, 12, 1))
    days = [date(2026, 9, 15), date(2026, 10, 15), date(2026, 11, 15), date(2026, 12, 2)]
    assert [is_open(who, Role.LEARNER, day) for day in days] == [True, False, True, False]
    gap = role_windows(who, date(2026, 10, 15))[Role.LEARNER]
    assert (gap.is_open, gap.until) == (False, date(2026, 10, 1))


def test_before_the_contract_the_window_says_when_it_begins(who: Person) -> None:
    make.contract(who, valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 31))
    window = role_windows(who, ON)[Role.LEARNER]
    assert (window.is_open, window.since, window.until) == (False, date(2026, 12, 1), None)


def test_a_draft_contract_opens_nothing(who: Person) -> None:
    make.contract(who, state=Contract.State.DRAFT)
    assert role_windows(who, ON) == {}


def test_an_inspector_needs_no_labour_contract_and_a_teacher_does(who: Person) -> None:
    make.grant(who, Role.AUDITOR)
    make.grant(who, Role.TEACHER)
    assert is_open(who, Role.AUDITOR, ON) is True
    assert is_open(who, Role.TEACHER, ON) is False


def test_an_extension_in_time_leaves_no_gap(who: Person) -> None:
    contract = make.contract(who, valid_to=date(2026, 11, 30))
    actions.extend_contract(contract, valid_to=date(2026, 12, 31), on=ON)
    assert contract.addenda.get().gap_from is None
    for day in (ON, date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31)):
        assert role_windows(who, day)[Role.LEARNER].until == date(2026, 12, 31)
    assert is_open(who, Role.LEARNER, date(2027, 1, 1)) is False


def test_per_19_a_terminated_contract_is_not_made_longer(who: Person) -> None:
    contract = actions.terminate_contract(make.contract(who), on=ON)
    with pytest.raises(Refused, match="расторгнут"):
        actions.extend_contract(contract, valid_to=date(2027, 1, 31), on=ON)


def test_an_extension_moves_those_who_ended_with_the_contract_not_those_who_ended_earlier(
    who: Person,
) -> None:
    contract = make.contract(valid_to=date(2026, 10, 31))
    other = make.person()
    actions.add_learner(contract, learner=who, valid_to=date(2026, 10, 31))
    actions.add_learner(contract, learner=other, valid_from=date(2026, 9, 1), valid_to=date(2026, 9, 30))
    actions.extend_contract(contract, valid_to=date(2026, 12, 31), on=ON)
    assert is_open(who, Role.LEARNER, ON) is True
    assert is_open(other, Role.LEARNER, ON) is False


def test_a_terminated_contract_closes_the_cabinet_after_its_last_day(who: Person) -> None:
    actions.terminate_contract(make.contract(who), on=ON)
    assert is_open(who, Role.LEARNER, ON) is True
    assert is_open(who, Role.LEARNER, ON + timedelta(days=1)) is False


def test_dismissal_closes_the_cabinet_the_day_after(who: Person) -> None:
    make.grant(who, Role.TEACHER)
    actions.end_staff_contract(make.staff_contract(who), on=ON)
    assert StaffContract.objects.get(person=who).valid_to == ON
    assert is_open(who, Role.TEACHER, ON) is True
    assert is_open(who, Role.TEACHER, ON + timedelta(days=1)) is False


@QUIET
@given(ended=st.integers(1, 400), days=st.integers(0, 365))
def test_the_archive_is_read_for_as_many_days_as_the_centre_says(who: Person, ended: int, days: int) -> None:
    """Between the contract and the archive's end own results are read, then only by request (ACC-02)."""
    Organisation.objects.update(archive_days=days)
    organisation.cache_clear()
    contract = make.contract(who, valid_from=date(2025, 1, 1), valid_to=ON - timedelta(days=ended))
    window = role_windows(who, ON)[Role.LEARNER]
    assert window.archive_until == ON - timedelta(days=ended) + timedelta(days=days)
    assert (archive_is_open(window, ON) is None) is (ended <= days)
    contract.delete()


def test_case_20_an_addendum_after_the_end_opens_from_its_day_and_the_gap_is_seen(
    cast: make.Cast, login: Callable[..., Client]
) -> None:
    contract = cast.expired.contracts.get()
    make.guardianship(cast.parent, cast.expired)
    addendum = {"valid_to": date(2026, 12, 31), "number": "1", "on": date(2026, 11, 20)}
    actions.extend_contract(contract, **addendum)
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 19), date(2026, 11, 20), date(2026, 12, 31)]
    assert [is_open(cast.expired, Role.LEARNER, day) for day in days] == [True, False, False, True, True]
    gap = role_windows(cast.expired, date(2026, 11, 10))[Role.LEARNER]
    assert (gap.until, gap.is_open) == (date(2026, 10, 31), False)
    page = login(cast.account("specialist")).get(f"/people/{cast.expired.pk}/").content.decode()
    assert "перерыв 01.11.2026–19.11.2026; продлён с 20.11.2026 до 31.12.2026, № 1" in page
    assert login(cast.account("expired")).get("/consultations/").status_code == 200


@QUIET
@given(
    first=st.tuples(DAYS, st.integers(0, 40)),
    second=st.tuples(DAYS, st.integers(0, 40)),
    late=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 30)), max_size=3),
    stopped=st.none() | DAYS,
    born=st.dates(date(2008, 10, 1), date(2009, 2, 28)),
    on=DAYS,
)
def test_acc_02_windows_are_the_union_of_documents_and_never_wider(
    who: Person,
    first: tuple[date, int],
    second: tuple[date, int],
    late: list[tuple[int, int]],
    stopped: date | None,
    born: date,
    on: date,
) -> None:
    """Contracts, addenda with and without gaps, termination: open exactly on the days a document names.

    The representative of a minor is let in the same days till the eighteenth birthday.
    """
    child = make.person(birth_date=born)
    link = make.guardianship(who, child, valid_from=date(2026, 1, 1))
    since, until = first[0], first[0] + timedelta(first[1])
    contract = make.contract(child, valid_from=since, valid_to=until)
    stretches = [(since, until)]
    for wait, length in late:
        begins, ends = until + timedelta(1 + wait), until + timedelta(1 + wait + length)
        actions.extend_contract(contract, valid_to=ends, on=begins)
        stretches.append((begins, ends))
        until = ends
    if stopped:
        actions.terminate_contract(contract, on=stopped)
        stretches = [(begins, min(ends, stopped)) for begins, ends in stretches]
    other = make.contract(child, valid_from=second[0], valid_to=second[0] + timedelta(second[1]))
    stretches.append((other.valid_from, other.valid_to))
    expected = any(begins <= on <= ends for begins, ends in stretches)
    assert is_open(child, Role.LEARNER, on) is expected
    assert is_open(who, Role.REPRESENTATIVE, on) is (expected and on < adult_on(born))
    actions.restrict_guardianship(link, document="решение суда")
    assert not is_open(who, Role.REPRESENTATIVE, on)
    link.delete()
    for row in (contract, other):
        row.delete()
    child.delete()


def test_acc_02_after_the_archive_the_cabinet_says_where_to_ask(
    cast: make.Cast, login: Callable[..., Client]
) -> None:
    client = login(cast.account("expired"))
    assert client.get("/cabinet/").status_code == 200
    cast.expired.contracts.update(valid_to=ON - timedelta(days=91))
    answer = client.get("/cabinet/")
    assert answer.status_code == 422
    assert 'data-rule="ACC-02"' in answer.content.decode()
    assert client.get("/account/").status_code == 200


def test_a_dismissed_worker_finds_nobody(cast: make.Cast, login: Callable[..., Client]) -> None:
    StaffContract.objects.filter(person=cast.curator).update(valid_to=ON - timedelta(days=1))
    page = login(cast.account("curator")).get("/search/?q=Иванова").content.decode()
    assert "Иванова Мария" not in page


@QUIET
@given(
    before=st.integers(0, 10),
    after=st.integers(0, 40),
    stopped=st.none() | DAYS,
    on=DAYS,
)
def test_s3_3_1b_the_act_may_open_the_cabinet_earlier_and_close_it_later(
    who: Person, before: int, after: int, stopped: date | None, on: date
) -> None:
    """By days around the contract; a contract ended early is ended for the act too."""
    edition = make.edition(
        effective_from=date(2026, 1, 1),
        provisions={Provision.ACCESS_BEFORE_DAYS: before, Provision.ACCESS_AFTER_DAYS: after},
    )
    forget_editions()
    since, until = date(2026, 10, 1), date(2026, 12, 1)
    contract = make.contract(who, valid_from=since, valid_to=until, terminated_on=stopped)
    last = min(until + timedelta(days=after), stopped or date.max)
    assert is_open(who, Role.LEARNER, on) is (since - timedelta(days=before) <= on <= last)
    contract.delete()
    edition.delete()


def test_s3_3_1b_days_of_the_act_move_no_guardianship_and_no_worker(who: Person) -> None:
    make.edition(
        effective_from=date(2026, 1, 1),
        provisions={Provision.ACCESS_BEFORE_DAYS: 10, Provision.ACCESS_AFTER_DAYS: 30},
    )
    child = make.person(birth_date=date(2012, 6, 12))
    make.contract(child, valid_from=date(2026, 10, 1), valid_to=date(2026, 11, 1))
    make.guardianship(who, child, valid_from=date(2026, 9, 28), valid_to=date(2026, 11, 10))
    for on, expected in (
        (date(2026, 9, 27), False),
        (date(2026, 9, 28), True),
        (date(2026, 11, 10), True),
        (date(2026, 11, 11), False),
    ):
        assert is_open(who, Role.REPRESENTATIVE, on) is expected
    worker = make.staff(valid_to=date(2026, 11, 1))
    assert not is_open(worker, Role.TEACHER, date(2026, 11, 2))
