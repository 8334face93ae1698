"""A prepared queryset answers what the queryset answers, with values of each call."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.db.models import IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.db.transaction import TransactionManagementError

from opora.consultations.models import Session
from opora.kernel.prepared import prepared, together
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
def test_values_of_each_call_are_used(django_assert_num_queries: Any) -> None:
    one, other = make.staff("Ковалёва Ирина"), make.staff("Мирзоев Рустам")
    first, second = make.session(one, EARLY), make.session(one, LATE)
    third = make.session(other, LATE)
    assert sessions_after(one.pk, EARLY, date(2026, 1, 1)) == [first, second]
    assert sessions_after(one.pk, LATE, day=date(2026, 1, 1)) == [second]
    with django_assert_num_queries(1):
        [row] = sessions_after(person=other.pk, since=EARLY, day=date(2026, 11, 25))
        assert (row, row.person, row.branch, row.mark) == (third, other, third.branch, "x")


@pytest.mark.django_db
def test_the_server_keeps_one_plan_whatever_the_sizes_of_numbers() -> None:
    for number in (1, 40_000, 2**40):
        logins_of([number])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ['SELECT "people_account"."login" AS "login" FROM "people_account" WHERE%ORDER BY%'],
        )
        assert cursor.fetchall() == [(3,)]


@pytest.mark.django_db
def test_an_ordinary_queryset_is_sent_as_ever() -> None:
    list(Account.objects.filter(login="nobody"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%nobody%'")
        assert cursor.fetchone() == (0,)


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


@prepared
def surely(pk: int, bad: str) -> "QuerySet[Person]":
    return Person.objects.filter(pk=pk).annotate(number=Cast(Value(bad), IntegerField()))


@pytest.mark.django_db
def test_several_go_there_and_back_at_once(django_assert_num_queries: Any) -> None:
    one, other = make.staff("Ковалёва Ирина"), make.staff("Мирзоев Рустам")
    for _again in range(3):
        with django_assert_num_queries(3):
            [row], named, nobody = together(locked.asked(one.pk), cards.asked("Мирзоев"), cards.asked("Нет"))
        assert (row, named, nobody) == (one, [{"last_name": "Мирзоев", "first_name": "Рустам"}], [])
    assert other.last_name == "Мирзоев"


@pytest.mark.django_db
def test_one_that_fails_fails_all_and_the_connection_lives_on() -> None:
    one = make.staff("Ковалёва Ирина")
    with pytest.raises(DataError), transaction.atomic():
        together(locked.asked(one.pk), surely.asked(one.pk, "seven"), cards.asked("Ковалёва"))
    assert cards("Ковалёва")
    assert together(locked.asked(one.pk)) == [[one]]


@pytest.mark.django_db(transaction=True)
def test_a_lock_asked_together_needs_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        together(locked.asked(7), cards.asked("Ковалёва"))
    with transaction.atomic():  # BEGIN goes with the first statement
        assert together(locked.asked(7), cards.asked("Ковалёва")) == [[], []]
