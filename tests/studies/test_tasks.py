"""ENR-03: curators are told of contracts that end too early, 30, 14 and 3 days before."""

from datetime import date, timedelta

import pytest

from opora.notifications.models import Notification
from opora.studies.tasks import tell_curators, tell_of_windows
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


class TestWindows:
    """The cabinet closes: 30, 14, 3 days before and on the day (domain.md §4.1)."""

    @pytest.mark.parametrize(("days", "told"), [(30, 1), (14, 1), (3, 1), (0, 1), (1, 0), (31, 0)])
    def test_job_01_a_learner_is_told_of_the_window_on_the_named_days_once(
        self, cast: make.Cast, days: int, told: int
    ) -> None:
        learner = make.person("Ли Анна Ивановна")
        make.contract(learner, valid_to=TODAY + timedelta(days=days))
        assert (tell_of_windows(), tell_of_windows()) == (told, 0)
        assert Notification.objects.filter(person=learner).count() == told

    def test_a_later_contract_silences_the_first(self, cast: make.Cast) -> None:
        learner = make.person("Ли Анна Ивановна")
        make.contract(learner, valid_to=TODAY + timedelta(days=3))
        make.contract(learner, valid_from=TODAY, valid_to=TODAY + timedelta(days=100))
        assert tell_of_windows() == 0

    def test_a_representative_hears_of_the_ward(self, cast: make.Cast) -> None:
        make.contract(cast.child, valid_to=date(2027, 12, 31))
        cast.child.contract_parties.update(valid_to=TODAY + timedelta(days=14))
        assert tell_of_windows() == 2
        assert Notification.objects.get(person=cast.parent).title == "Кабинет закроется через 14 дн."

    @pytest.mark.parametrize(
        ("born", "told"), [(date(2008, 12, 23), 2), (date(2008, 11, 23), 2), (date(2008, 12, 1), 0)]
    )
    def test_case_29_both_are_told_of_the_eighteenth_birthday(
        self, cast: make.Cast, born: date, told: int
    ) -> None:
        cast.child.birth_date = born
        cast.child.save()
        assert (tell_of_windows(), tell_of_windows()) == (told, 0)
