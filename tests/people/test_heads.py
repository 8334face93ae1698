"""Who signs for the centre: the head, or «и. о.» while the head is away (S0-6.4)."""

from datetime import date

import pytest

from opora.people.models import Absence
from opora.people.queries import acting_position, head_signer, signs_as
from tests import make

ON, AFTER = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("position", "acting"),
    [
        ("директор", "и. о. директора"),
        ("Директор", "и. о. директора"),
        ("генеральный директор", "и. о. генерального директора"),
        ("начальник учебного центра", "и. о. начальника учебного центра"),
        ("руководитель", "и. о. руководителя"),
        ("ректор академии", "и. о. ректора академии"),
        ("заведующая отделением", "и. о. заведующей отделением"),
    ],
)
def test_a_position_is_declined_after_acting(position: str, acting: str) -> None:
    assert acting_position(position) == acting


@pytest.mark.django_db
def test_while_the_head_is_away_the_deputy_signs_as_acting(cast: make.Cast) -> None:
    Absence.objects.create(
        person=cast.director, deputy=cast.deputy, reason="leave", valid_from=ON, valid_to=ON, basis="№ 7"
    )
    acting, own = head_signer(ON), head_signer(AFTER)
    assert acting
    assert own
    assert (acting.person, acting.position) == (cast.deputy, "и. о. директора")
    assert (own.person, own.position) == (cast.director, "директор")
    assert signs_as(cast.deputy, ON) == "и. о. директора"
    assert signs_as(cast.deputy, AFTER) == "заместитель директора"
    assert signs_as(cast.director, ON) == "директор"


@pytest.mark.django_db
def test_nobody_signs_where_no_head_was_appointed() -> None:
    assert head_signer(ON) is None
