"""The row of a case is what each step of it is taken under: held elsewhere, the step waits."""

from datetime import UTC, datetime

import pytest

from opora.kernel.clock import travel
from opora.moderation import actions
from opora.moderation.models import Case
from tests import make
from tests.consultations.test_lock import held_elsewhere, waits

from .world import decided, hit

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 14, 52, tzinfo=UTC)


def test_deciding_and_objecting_wait_for_the_case() -> None:
    with travel(NOW):
        cast = make.cast()
        case = hit(cast)
        with held_elsewhere(Case, case.pk):
            waits(lambda: decided(case, cast.specialist))
        decided(case, cast.specialist)
        with held_elsewhere(Case, case.pk):
            waits(lambda: actions.appeal(case, by=cast.learner, text="Нет"))
        actions.appeal(case, by=cast.learner, text="Нет")
        with held_elsewhere(Case, case.pk):
            waits(lambda: actions.answer_appeal(case, by=cast.deputy, upheld=True, outcome="Да"))
