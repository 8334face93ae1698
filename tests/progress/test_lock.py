"""Two people decide in turn: a discipline's row for its topics, an import's row for the file."""

from collections.abc import Iterator

import pytest

from opora.kernel.clock import travel
from opora.people.access import Actor
from opora.people.models import Role
from opora.progress.actions import accept_topic, apply_import, decline_topic, merge_topics, undo_import
from opora.progress.models import ResultImport
from opora.studies.models import GroupPart
from tests import make
from tests.consultations.test_lock import NOW, held_elsewhere, waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> Iterator[make.Cast]:
    with travel(NOW):
        yield make.cast()


def test_every_decision_waits_for_the_discipline(world: make.Cast) -> None:
    run = make.group_part(world.group, make.part(world.group.programme), teacher=world.teacher)
    session = make.session(world.teacher, groups=[world.group])
    with held_elsewhere(GroupPart, run.pk):
        waits(lambda: accept_topic(run, key="t1", session=session, by=world.teacher))
        waits(lambda: decline_topic(run, key="t1", by=world.teacher, reason="разобрали"))
        waits(lambda: merge_topics(run, key="t1", into="t2", by=world.teacher))


def test_a_file_is_applied_and_undone_under_its_row(world: make.Cast) -> None:
    imported = ResultImport.objects.create(file_name="x.csv", digest="1", uploaded_by=world.teacher)
    actor = Actor(world.account("teacher"), world.teacher, Role.TEACHER)
    with held_elsewhere(ResultImport, imported.pk):
        waits(lambda: apply_import(imported, actor=actor))
        waits(lambda: undo_import(imported))
