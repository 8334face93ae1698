"""ENR-03: curators are told of contracts that end too early, 30, 14 and 3 days before."""

from datetime import date, timedelta

import pytest

from opora.notifications.models import Notification
from opora.studies.tasks import tell_curators
from tests import make

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(("days", "told"), [(30, 1), (29, 0), (14, 1), (3, 1), (0, 0), (31, 0)])
def test_a_curator_is_told_on_the_named_days_once(cast: make.Cast, days: int, told: int) -> None:
    learner = make.person("Ли Анна Ивановна")
    until = TODAY + timedelta(days=days)
    make.enrolment(learner, cast.group, contract=make.contract(learner, valid_to=until))
    assert (tell_curators(), tell_curators()) == (told, 0)
    rows = Notification.objects.filter(person=cast.curator)
    assert [row.url for row in rows] == [f"/studies/groups/{cast.group.pk}/"] * told
    if told:
        assert rows[0].body == (
            f"Договор слушателя Ли Анна Ивановна закончится {until:%d.%m.%Y}, раньше итоговой аттестации."
        )


def test_a_long_list_is_cut_and_an_empty_centre_is_quiet(cast: make.Cast) -> None:
    for _number in range(12):
        learner = make.person()
        contract = make.contract(learner, valid_to=TODAY + timedelta(days=14))
        make.enrolment(learner, cast.group, contract=contract)
    tell_curators()
    assert Notification.objects.get(person=cast.curator).body.splitlines()[-1] == "И ещё слушателей: 2."


def test_before_the_centre_is_founded_nobody_is_told(db: None) -> None:
    assert tell_curators() == 0
