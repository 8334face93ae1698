"""Several counts in one statement."""

from collections.abc import Callable
from typing import Any

import pytest

from opora.kernel.counting import count_each
from opora.people.models import Account, Person
from tests import make

pytestmark = pytest.mark.django_db


def test_each_is_counted_in_the_order_given(django_assert_num_queries: Callable[[int], Any]) -> None:
    one, two = make.person("Зотова Анна"), make.person("Зотов Пётр")
    make.account(one)
    people = Person.objects.filter(pk__in=[one.pk, two.pk])
    with django_assert_num_queries(1):
        assert count_each(
            people.select_related("account").order_by("last_name"),
            Account.objects.filter(person__in=people.values("pk")),
            people.filter(last_name__contains="100%"),
            people.none(),
            people.filter(pk__in=[]),
        ) == [2, 1, 0, 0, 0]


def test_nothing_is_asked_of_nothing(django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(0):
        assert count_each() == []
