"""Who approves the график and by what: an order of the head, his word alone, or his deputy's."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Role
from opora.publications.models import Fact
from opora.regulations.models import Order, Provision
from opora.reports.papers import render_docx, render_xlsx
from opora.reports.queries import grafik_paper
from opora.schedule import actions
from opora.schedule.models import Schedule
from tests import make
from tests.reports.reading import words

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
MONDAY = date(2026, 11, 23)


@pytest.fixture
def waiting(cast: make.Cast) -> Schedule:
    schedule = make.schedule("draft", period_from=date(2026, 9, 1), period_to=date(2027, 6, 30))
    make.line(schedule, cast.teacher)
    return schedule


def by(way: str) -> None:
    make.edition(
        provisions={Provision.SCHEDULE_APPROVAL: way},
        clauses={"3.4": "График утверждается."},
        bases={"SCH-20": "3.4"},
    )


def test_the_deputy_approves_without_an_order_and_the_paper_bears_the_stamp(
    cast: make.Cast, login: Login, waiting: Schedule
) -> None:
    by("deputy")
    actions.submit(waiting, by=cast.specialist)
    assert {row.person for row in Notification.objects.all()} == {cast.deputy}
    client = login(cast.account("deputy"))
    page = client.get(reverse("schedule:show", args=[waiting.pk])).content.decode()
    assert "Номер приказа" not in page.replace("\N{NO-BREAK SPACE}", " ")
    client.post(reverse("schedule:approve", args=[waiting.pk]), {"date": "2026-11-23"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.order, waiting.approved_by) == ("approved", None, cast.deputy)
    assert waiting.approval == f"заместитель директора {cast.deputy.short_name}, 23.11.2026"
    assert not Order.objects.filter(kind="schedule").exists()
    actions.publish(waiting, by=cast.specialist)
    assert "Громов" in Client().get(reverse("website:schedule")).content.decode()
    assert Fact.objects.get(kind="approved").place == waiting.approval
    told = Schedule.objects.select_related("order__signer", "approved_by").get(pk=waiting.pk)
    text = words(render_docx(grafik_paper(told)))
    assert "УТВЕРЖДАЮ\nЗаместитель директора" in text
    assert "«23» ноября 2026 г." in text
    assert "Утверждён приказом" not in text
    assert render_xlsx(grafik_paper(told))[:2] == b"PK"


def test_sch_20_only_whom_the_act_names_approves(cast: make.Cast, login: Login, waiting: Schedule) -> None:
    by("deputy")
    actions.submit(waiting, by=cast.specialist)
    answer = login(cast.account("director")).post(
        reverse("schedule:approve", args=[waiting.pk]), {"number": "5", "date": "2026-11-23"}
    )
    page = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert answer.status_code == 422
    assert "График утверждает заместитель руководителя" in page
    assert "3.4" in page
    with pytest.raises(Refused, match="заместитель"):
        actions.approve(waiting, on=MONDAY, signer=cast.director)
    assert actions.return_with_remark(waiting, remark="Исправьте время").state == "draft"  # the head may


def test_sch_20_the_deputy_does_not_sign_for_the_head(cast: make.Cast, waiting: Schedule) -> None:
    actions.submit(waiting, by=cast.specialist)
    for act in (
        lambda: actions.approve(waiting, number="5", on=MONDAY, signer=cast.deputy, role=Role.DEPUTY),
        lambda: actions.return_with_remark(waiting, remark="Время", role=Role.DEPUTY),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.refusals[0].rule == "SCH-20"


@pytest.mark.parametrize("on", [None, date(2026, 11, 24)])
def test_sch_21_without_an_order_the_day_is_beside_the_signature(
    cast: make.Cast, waiting: Schedule, on: date | None
) -> None:
    by("head")
    actions.submit(waiting, by=cast.specialist)
    with pytest.raises(Refused) as refused:
        actions.approve(waiting, on=on, signer=cast.director)
    assert refused.value.refusals[0].rule == "SCH-21"
    assert actions.approve(waiting, on=MONDAY, signer=cast.director).approval.startswith("директор Орлова")


def test_an_edition_stays_approved_by_the_act_of_its_day(cast: make.Cast, waiting: Schedule) -> None:
    by("head")
    actions.submit(waiting, by=cast.specialist)
    actions.approve(waiting, on=MONDAY, signer=cast.director)
    make.edition(number=2, effective_from=MONDAY, provisions={Provision.SCHEDULE_APPROVAL: "order"})
    assert actions.publish(waiting, by=cast.specialist).state == "published"


def test_the_database_keeps_who_approved_it(cast: make.Cast) -> None:
    schedule = make.schedule("draft")
    with pytest.raises(IntegrityError, match="approved_by_somebody"), transaction.atomic():
        Schedule.objects.filter(pk=schedule.pk).update(state="approved", approved_on=MONDAY)
