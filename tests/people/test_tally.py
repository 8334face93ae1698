"""How many people there are is known without counting them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.people.actions import fold_tally
from opora.people.models import Person, Tally
from opora.people.queries import people_counted
from tests import make

pytestmark = pytest.mark.django_db


def many(count: int) -> None:
    Person.objects.bulk_create(
        Person(last_name=f"Людов{n}", first_name="Иван", search_name=f"людов{n} иван") for n in range(count)
    )


def test_the_tally_follows_whatever_writes(cast: make.Cast) -> None:
    assert people_counted() == Person.objects.count()
    many(5)
    assert people_counted() == Person.objects.count()
    Person.objects.filter(last_name__in=("Людов1", "Людов2")).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_person WHERE last_name = 'Людов3'")
        cursor.execute("DELETE FROM people_person WHERE last_name = 'Никто'")
    assert people_counted() == Person.objects.count()
    rows = Tally.objects.count()
    Person.objects.filter(last_name="Людов4").update(first_name="Пётр")
    assert Tally.objects.count() == rows


def test_the_night_folds_it_into_one_row(cast: make.Cast) -> None:
    before = people_counted()
    fold_tally()
    fold_tally()
    assert (Tally.objects.count(), people_counted()) == (1, before)
    Tally.objects.all().delete()
    fold_tally()
    assert (Tally.objects.count(), people_counted()) == (0, 0)


def test_the_register_says_the_number_and_never_counts_the_rows(
    cast: make.Cast, login: Callable[..., Client]
) -> None:
    client = login(cast.account("specialist"))
    many(100)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/people/?page=2")
    assert answer.context["page"].paginator.count == Person.objects.count()
    assert len(answer.context["rows"]) == 30
    said = [one["sql"] for one in asked if "COUNT(" in one["sql"].upper() and "people_person" in one["sql"]]
    assert said == []
    assert client.get("/people/?q=Людов").context["page"].paginator.count == 100
