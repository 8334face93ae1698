"""Whose subordinate a worker is (S4-2.2) and who is of the support service (S2-9)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from opora.consultations.rules.planning import worker_gives_help
from opora.duties.queries import duty_map
from opora.kernel.errors import Refused
from opora.people import actions
from opora.people.models import Role, StaffContract
from opora.people.queries import subordination, superiors_on
from opora.regulations.models import Provision
from opora.reports.queries import duties_paper
from opora.schedule.queries import lines_of, workers_of
from opora.schedule.rules import checks_of
from tests import make
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
DAY = date(2026, 11, 23)


def contract(of: make.Cast, name: str) -> StaffContract:
    return StaffContract.objects.get(person=getattr(of, name))


def words(row: StaffContract, on: date = DAY) -> str:
    return flat(subordination(StaffContract.objects.get(pk=row.pk), superiors_on(on)))


def test_s4_2_2_the_specialist_is_subordinate_to_whoever_is_the_deputy(cast: make.Cast) -> None:
    row = actions.set_place_of_work(contract(cast, "specialist"), reports_to="deputy", service="")
    assert words(row) == "заместителю руководителя (Громов П. И.)"
    cast.deputy.role_grants.update(valid_to=DAY)
    make.staff("Новый Олег Ильич", Role.DEPUTY)
    assert words(row, date(2026, 11, 24)) == "заместителю руководителя (Новый О. И.)"
    assert words(contract(cast, "teacher")) == ""


def test_it_stands_on_the_map_of_responsibility_and_on_its_paper(cast: make.Cast, login: Login) -> None:
    actions.set_place_of_work(contract(cast, "specialist"), reports_to="deputy", service="")
    [owner] = duty_map(DAY)[-1].owners
    assert flat(owner.superior) == "заместителю руководителя (Громов П. И.)"
    assert any("подчинён(а) заместителю" in row.owner for row in duties_paper().rows)
    page = flat(login(cast.account("deputy")).get(reverse("duties:map")).content.decode())
    assert "<dt>Цой М. В.</dt><dd>заместителю руководителя (Громов П. И.)</dd>" in page


def test_per_31_nobody_is_his_own_superior(cast: make.Cast) -> None:
    for name, superior in (("deputy", "deputy"), ("director", "deputy")):
        with pytest.raises(Refused) as refused:
            actions.set_place_of_work(contract(cast, name), reports_to=superior, service="")
        assert [one.rule for one in refused.value.refusals] == ["PER-31"]
    values = {"branch": make.branch(), "number": "1", "position": "x", "is_pedagogical": False}
    with pytest.raises(Refused):
        actions.add_staff_contract(
            cast.deputy, load_basis="hourly", valid_from=DAY, reports_to="deputy", **values  # type: ignore[arg-type]
        )  # fmt: skip


def test_s2_9_an_act_that_names_the_support_service_lets_it_help(cast: make.Cast) -> None:
    """Other workers in general are not named there, the psychologist of the service is."""
    make.edition(provisions={Provision.HELP_PROVIDERS: ["pedagogical", "support"]})
    row = contract(cast, "other_staff")
    draft = make.schedule("draft")
    line = make.line(draft, cast.other_staff, section="other")
    assert worker_gives_help(cast.other_staff, row, DAY) is not None
    assert "CON-08" in [check.refusal.rule for check in checks_of(draft, lines_of(draft)).blocking]
    assert cast.other_staff not in [one.person for one in workers_of(draft, [line])]
    row = actions.set_place_of_work(row, reports_to="", service="psychologist")
    assert worker_gives_help(cast.other_staff, row, DAY) is None
    assert "CON-08" not in [check.refusal.rule for check in checks_of(draft, lines_of(draft)).blocking]
    assert cast.other_staff in [one.person for one in workers_of(draft, [line])]


def test_it_is_said_on_the_card_and_changed_from_it(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    here = reverse("people:place_of_work", args=[contract(cast, "teacher").pk])
    card = reverse("people:card", args=[cast.teacher.pk])
    assert here in client.get(card).content.decode()
    client.post(here, {"reports_to": "deputy", "service": "psychologist"})
    page = flat(client.get(card).content.decode())
    assert (
        "Служба сопровождения: педагог-психолог. Подчинён(а): заместителю руководителя (Громов П. И.)" in page
    )
    wrong = client.post(
        reverse("people:place_of_work", args=[contract(cast, "deputy").pk]), {"reports_to": "deputy"}
    )
    assert (wrong.status_code, "PER-31" in wrong.content.decode()) == (422, True)
