"""«Контроль за исполнением» of an order: a task of whoever it is left to, a term, a mark (S1-O-2)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.regulations import actions
from opora.regulations.models import ActEdition, Order, Provision
from opora.regulations.queries import Show, orders_shown
from opora.regulations.tasks import remind_of_orders
from opora.reports.papers import render_docx
from opora.reports.queries import edition_order_paper
from tests import make
from tests.reports.reading import words

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
MONDAY, YEAR = date(2026, 11, 23), date(2027, 1, 1)


@pytest.fixture(autouse=True)
def monday() -> Any:
    with travel(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


def approved(cast: make.Cast, **values: Any) -> ActEdition:
    old = make.edition(provisions={Provision.CANCEL_HOURS: 2}, clauses={"5.12": "Отмена за 2 часа."})
    draft = actions.start_draft(old.act, effective_from=YEAR)
    draft = actions.describe(draft, effective_from=YEAR, summary="Новое", basis_acts="")
    return actions.approve(
        actions.send(draft), signer=cast.director, on=MONDAY, effective_from=YEAR, number="50-о", **values
    )


def order_of(edition: ActEdition) -> Order:
    assert edition.order is not None
    return edition.order


def home(client: Client) -> str:
    return client.get(reverse("portal:home")).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_s1_o_2_control_stays_with_the_signer_till_it_is_fulfilled(cast: make.Cast, login: Login) -> None:
    order = order_of(approved(cast))
    assert (order.controller, order.control_due) == (cast.director, date(2027, 1, 31))
    client = login(cast.account("director"))
    assert "Проследите за исполнением приказа № 50-о" in home(client)
    done = reverse("regulations:fulfil", args=[order.pk])
    assert client.post(done, {"note": ""}).status_code == 422
    client.post(done, {"note": "Порядок на сайте, работники ознакомлены."})
    order.refresh_from_db()
    assert (order.control_done_on, order.control_note[:7]) == (MONDAY, "Порядок")
    assert "приказа № 50-о" not in home(client)


def test_s1_o_2_control_may_be_laid_on_another_and_the_order_says_so(cast: make.Cast, login: Login) -> None:
    edition = approved(cast, controller=cast.deputy, control_due=date(2026, 12, 20))
    told = Notification.objects.get(person=cast.deputy, title__contains="50-о")
    assert "20.12.2026" in told.body
    paper = words(render_docx(edition_order_paper(edition)))
    assert "возложить на работника: Громов Пётр Ильич, срок — до 20.12.2026" in paper
    page = login(cast.account("auditor")).get(reverse("duties:map")).content.decode()
    assert "Громов П. И." in page.replace("\N{NO-BREAK SPACE}", " ")
    mine = login(cast.account("teacher")).get(reverse("regulations:fulfil", args=[order_of(edition).pk]))
    assert mine.status_code == 404


def test_an_order_on_paper_is_taken_under_control_and_passed_on(cast: make.Cast, login: Login) -> None:
    order = make.order("7", on=MONDAY)
    client = login(cast.account("specialist"))
    page = reverse("regulations:control", args=[order.pk])
    assert client.get(page).status_code == 200
    client.post(page, {"controller": cast.deputy.pk, "due": "2026-12-01"})
    client.post(page, {"controller": cast.teacher.pk, "due": "2026-12-05"})
    order.refresh_from_db()
    assert (order.controller, order.control_due) == (cast.teacher, date(2026, 12, 5))
    listed = client.get(reverse("regulations:orders")).content.decode()
    assert "№&nbsp;7" in listed
    assert "приказа № 7" in home(login(cast.account("teacher")))


@pytest.mark.parametrize(
    ("rule", "values"),
    [("ORD-02", {"who": "learner"}), ("ORD-04", {"due": date(2026, 11, 22)})],
)
def test_control_is_of_a_worker_and_after_the_order(cast: make.Cast, rule: str, values: Any) -> None:
    order = make.order("7", on=MONDAY)
    who, due = values.get("who", "deputy"), values.get("due", YEAR)
    with pytest.raises(Refused) as refused:
        actions.lay_control(order, controller=getattr(cast, who), due=due)
    assert refused.value.refusals[0].rule == rule


def test_ord_05_only_who_controls_says_it_is_done_and_ord_03_once(cast: make.Cast) -> None:
    order = order_of(approved(cast))
    with pytest.raises(Refused) as refused:
        actions.fulfil_order(order, by=cast.deputy, note="Сделано")
    assert refused.value.refusals[0].rule == "ORD-05"
    actions.fulfil_order(order, by=cast.director, note="Сделано")
    for act in (
        lambda: actions.fulfil_order(order, by=cast.director, note="Ещё раз"),
        lambda: actions.lay_control(order, controller=cast.deputy, due=YEAR),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.refusals[0].rule == "ORD-03"


def test_ord_06_a_mark_has_words(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.fulfil_order(order_of(approved(cast)), by=cast.director, note=" ")
    assert refused.value.refusals[0].rule == "ORD-06"


def test_a_term_that_is_near_and_one_that_has_gone_are_told_once_each(cast: make.Cast) -> None:
    order_of(approved(cast, control_due=date(2026, 12, 1)))
    counts = []
    for days in (1, 6, 7, 9, 10):
        with travel(datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(days=days)):
            counts.append(remind_of_orders())
    assert counts == [0, 1, 0, 1, 0]


def test_the_list_costs_the_same_for_many(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("auditor"))
    counts = []
    for number in (1, 29):
        for n in range(number):
            actions.lay_control(make.order(f"{number}-{n}", on=MONDAY), controller=cast.deputy, due=YEAR)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("regulations:orders"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert orders_shown(Show.DONE).count() == 0


def test_the_database_keeps_a_control_whole(cast: make.Cast) -> None:
    order = make.order("7", on=MONDAY)
    for values in ({"control_due": YEAR}, {"control_done_on": MONDAY, "control_note": "Да"}):
        with pytest.raises(IntegrityError, match="order_control"), transaction.atomic():
            Order.objects.filter(pk=order.pk).update(**values)
