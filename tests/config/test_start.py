"""The cast stands up and the audit trail hears it."""

import pytest
from django.db import DatabaseError, transaction

from opora.journal.models import JournalEntry
from opora.kernel.actor import acting
from opora.people.models import Person, Role
from opora.people.queries import role_windows
from tests import make


def test_every_role_of_the_cast_has_its_window(cast: make.Cast) -> None:
    roles = {
        name: list(role_windows(getattr(cast, name), make.date(2026, 11, 23))) for name in make.Cast.names()
    }
    assert roles["teacher"] == [Role.TEACHER]
    assert roles["parent"] == [Role.REPRESENTATIVE]
    assert roles["learner"] == [Role.LEARNER]
    assert not role_windows(cast.expired, make.date(2026, 11, 23))[Role.LEARNER].is_open


def test_every_write_leaves_a_trace_with_its_author(db: None) -> None:
    with acting(7, why="проверка"):
        who = make.person("Иванова Мария Петровна")
        Person.objects.filter(pk=who.pk).update(first_name="Марина")
    added, changed = JournalEntry.objects.filter(table="people_person", row_id=who.pk).order_by("id")
    assert (added.account_id, added.action, added.why) == (7, "I", "проверка")
    assert (changed.before, changed.after) == ({"first_name": "Мария"}, {"first_name": "Марина"})


def test_the_trail_cannot_be_changed(db: None) -> None:
    make.person()
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.update(why="ничего не было")
