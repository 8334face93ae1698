"""A prepared queryset answers what the queryset answers, with values of each call."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet, Value
from django.db.transaction import TransactionManagementError

from opora.consultations.models import Session
from opora.kernel.prepared import prepared
from opora.people.models import Account, Person
from tests import make

EARLY, LATE = datetime(2026, 11, 24, 15, tzinfo=UTC), datetime(2026, 11, 25, 15, tzinfo=UTC)


@prepared
def sessions_after(person: int, since: datetime, day: date) -> "QuerySet[Session]":
    rows = Session.objects.filter(person=person, starts_at__gte=since, date__gte=day)
    return rows.select_related("person", "branch").annotate(mark=Value("x")).order_by("starts_at")


@prepared
def logins_of(people: list[int]) -> "QuerySet[Account, str]":
    return Account.objects.filter(person__any_of=people).order_by("login").values_list("login", flat=True)


@prepared
def cards(name: str) -> "QuerySet[Person, dict[str, object]]":
    return Person.objects.filter(last_name=name).values("last_name", "first_name")


@prepared
def locked(pk: int) -> "QuerySet[Person]":
    return Person.objects.select_for_update().filter(pk=pk)


@prepared
def forgetful(pk: int, name: str) -> "QuerySet[Person]":
    return Person.objects.filter(pk=pk)


@pytest.mark.django_db
def test_values_of_each_call_are_used(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    one, other = make.staff("Ковалёва Ирина"), make.staff("Мирзоев Рустам")
    first, second = make.session(one, EARLY), make.session(one, LATE)
    third = make.session(other, LATE)
    assert sessions_after(one.pk, EARLY, date(2026, 1, 1)) == [first, second]
    assert sessions_after(one.pk, LATE, day=date(2026, 1, 1)) == [second]
    with django_assert_num_queries(1):
        [row] = sessions_after(person=other.pk, since=EARLY, day=date(2026, 11, 25))
        assert (row, row.person, row.branch, row.mark) == (third, other, third.branch, "x")


@pytest.mark.django_db
def test_a_list_is_one_parameter() -> None:
    one, other, third = (make.staff(name) for name in ("А Б", "В Г", "Д Е"))
    assert logins_of([one.pk, other.pk]) == sorted([one.account.login, other.account.login])
    assert logins_of([third.pk]) == [third.account.login]
    assert logins_of([]) == []


@pytest.mark.django_db
def test_rows_may_be_dictionaries() -> None:
    make.person("Ли Ен")
    assert cards("Ли") == [{"last_name": "Ли", "first_name": "Ен"}]


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction_on_every_call() -> None:
    who = make.person("Ли Ен")
    with transaction.atomic():
        assert locked(who.pk) == [who]
    with pytest.raises(TransactionManagementError):
        locked(who.pk)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection() -> None:
    who = make.person("Ли Ен")
    assert cards("Ли") == [{"last_name": "Ли", "first_name": "Ен"}]

    def ask() -> int:
        try:
            return len(cards("Ли")) + len(logins_of([who.pk]))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert [job.result() for job in [threads.submit(ask), threads.submit(ask)]] == [1, 1]


@pytest.mark.django_db
def test_a_parameter_that_is_not_asked_by_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="does not ask by"):
        forgetful(1, "Ли")
