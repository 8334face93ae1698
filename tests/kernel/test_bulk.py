"""One act for many: each stands or falls by itself; a rehearsal leaves nothing."""

import pytest

from opora.kernel.bulk import MOST, done_to_each, picked, rehearsed
from opora.kernel.errors import Refusal, Refused
from opora.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db


def rename(person: Person) -> str:
    Person.objects.filter(pk=person.pk).update(phone="+7 900")
    if person.last_name == "Нельзя":
        raise Refused(Refusal("PER-30", "нельзя"))
    return person.last_name


def test_a_refusal_undoes_its_own_item_only() -> None:
    people = [make.person("Можно Олег"), make.person("Нельзя Олег"), make.person("Тоже Олег")]
    outcomes = done_to_each(people, rename)
    assert [outcome.answer for outcome in outcomes] == ["Можно", None, "Тоже"]
    assert outcomes[1].refused
    assert set(Person.objects.filter(phone="+7 900")) == {people[0], people[2]}


def test_a_rehearsal_says_the_same_and_changes_nothing() -> None:
    people = [make.person("Можно Олег"), make.person("Нельзя Олег")]
    outcomes = rehearsed(people, rename)
    assert [bool(outcome.refused) for outcome in outcomes] == [False, True]
    assert not Person.objects.filter(phone="+7 900").exists()


def test_only_numbers_are_picked_and_not_too_many() -> None:
    assert picked(["7", "нет", "-1", "8"]) == [7, 8]
    assert len(picked(str(n) for n in range(MOST + 5))) == MOST
