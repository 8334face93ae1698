"""One request, two acts: the whole texts of S0 and S1, each on its own days, each cited by its clause."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from opora.consultations.actions import book_slot
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.regulations.actions import adopt_edition, issue_order, register_act
from opora.regulations.models import LocalAct, Order
from opora.regulations.presets import load_preset
from opora.regulations.queries import basis_of
from tests import make

from .world import TOMORROW, accommodated, exam_prep

pytestmark = pytest.mark.django_db
SWITCH = date(2026, 11, 25)


def adopt(code: str, number: int, since: date, order: str) -> None:
    sample = load_preset(code)
    adopt_edition(
        "pomoshch",
        number=number,
        order=issue_order(
            number=order, on=date(2026, 11, 23), kind=Order.Kind.ACT, title="Об утверждении", signer=None
        ),
        effective_from=since,
        clauses=sample.clauses,
        provisions=sample.provisions,
        bases=sample.bases,
        preset=code,
    )


@pytest.fixture(autouse=True)
def _s0_then_s1() -> None:
    register_act(
        "pomoshch",
        kind=LocalAct.Kind.ORDER_OF_WORK,
        title="Порядок оказания помощи",
        short_title="Порядок",
        genitive="Порядка",
    )
    adopt("S0", 1, date(2025, 4, 15), "3")
    adopt("S1", 2, SWITCH, "10")


def test_the_same_request_is_answered_by_the_edition_of_its_date_with_its_own_clause(cast: make.Cast) -> None:
    """Tomorrow S0 still holds and has the exception for ОВЗ; the day after S1 does, without it (ACT-03)."""
    learner = accommodated(cast.group).learner
    before = exam_prep(cast.teacher, cast.group)
    after = exam_prep(cast.teacher, cast.group, starts_at=TOMORROW + timedelta(days=1))
    assert book_slot(before, learner=learner, asked_by=learner).state == "confirmed"
    with pytest.raises(Refused) as refused:
        book_slot(after, learner=learner, asked_by=learner)
    refusal = refused.value.refusals[0]
    assert refusal.rule == "EXP-01"
    bases = [basis_of(refusal.rule, day) for day in (SWITCH - timedelta(days=1), SWITCH)]
    assert [(basis.clause, basis.edition) for basis in bases if basis] == [("5.5", 1), ("3.7", 2)]


@pytest.mark.parametrize(
    ("moment", "clause"),
    [
        (datetime(2026, 11, 24, 20, 59, tzinfo=UTC), "5.5"),
        (datetime(2026, 11, 24, 21, 0, tzinfo=UTC), "3.7"),
    ],
)
def test_case_42_the_clause_on_the_page_changes_at_midnight_of_the_organisation(
    cast: make.Cast, moment: datetime, clause: str
) -> None:
    with travel(moment):
        page = Client().get("/acts/pomoshch/").content.decode()
    assert f'id="p-{clause}"' in page
    other = "3.7" if clause == "5.5" else "5.5"
    assert f'id="p-{other}"' not in page
