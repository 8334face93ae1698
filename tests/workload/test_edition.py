"""An edition of the график beside the planned load: a warning only (S0-5.8)."""

from collections.abc import Callable
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.workload.models import PlannedLoad
from opora.workload.queries.edition import edition_plan
from tests import make

Login = Callable[..., Client]
PERIOD = {"period_from": date(2027, 1, 11), "period_to": date(2027, 3, 31)}


def test_minutes_of_months_without_holidays_beside_the_plan(cast: make.Cast) -> None:
    draft = make.schedule("draft", **PERIOD)
    make.line(draft, cast.teacher)  # Mondays, 90 minutes
    contract = cast.teacher.staff_contracts.get()
    for month, minutes in ((1, 270), (2, 180)):
        PlannedLoad.objects.create(
            contract=contract, month=date(2027, month, 1), basis=contract.load_basis, minutes=minutes
        )
    (row,) = edition_plan(draft)
    assert [(one.scheduled, one.planned, one.is_over) for one in row.months] == [
        (270, 270, False),  # 11, 18, 25 January
        (270, 180, True),  # 22 February is a day off
        (360, None, False),  # so is 8 March
    ]


def test_the_page_warns_and_its_price_does_not_grow(cast: make.Cast, login: Login) -> None:
    client, counts = login(cast.account("specialist")), []
    for lines in (1, 30):
        draft = make.schedule("draft", **PERIOD)
        for _ in range(lines):
            make.line(draft, make.staff())
        url = reverse("workload:edition_plan", args=[draft.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(url)
        counts.append(len(captured))
    assert "плана нет" in page.content.decode().replace("\xa0", " ")
    assert counts[0] == counts[1]
