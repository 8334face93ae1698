"""On the 1st the past month is drafted: workers check, the deputy confirms (domain.md §4.1)."""

from datetime import UTC, date, datetime

import pytest

from opora.kernel.clock import travel
from opora.notifications.models import Notification
from opora.people.models import Organisation
from opora.workload.actions import close_month, confirm_entries, return_entry
from opora.workload.models import MonthSheet
from opora.workload.tasks import draft_month, draft_past_month
from tests import make

from .build import NOVEMBER, manual

DECEMBER = date(2026, 12, 1)


def told(key: str) -> dict[str, str]:
    rows = Notification.objects.filter(key__endswith=key).select_related("person")
    return {row.person.last_name: f"{row.title} {row.body}" for row in rows}


def test_job_09_workers_check_and_the_deputy_confirms_by_the_third_working_day(cast: make.Cast) -> None:
    manual(cast.teacher)
    returned = manual(cast.teacher, date(2026, 11, 19))
    return_entry(returned, by=cast.deputy, remark="Кому?")
    with travel(datetime(2026, 12, 1, 6, tzinfo=UTC)):
        assert draft_past_month(DECEMBER) == 2
        assert draft_past_month(DECEMBER) == 0  # once, however often it runs
    check, confirm = told("-check"), told("-confirm")
    assert list(check) == [cast.teacher.last_name]
    assert "Записано 60 мин. Ждут исправления или причины: 1" in check[cast.teacher.last_name]
    assert list(confirm) == [cast.deputy.last_name]
    assert "до чт 03.12" in confirm[cast.deputy.last_name].replace("\u00a0", " ")
    assert "записей ждёт: 1" in confirm[cast.deputy.last_name]
    sheet = MonthSheet.objects.get(branch=make.branch(), month=NOVEMBER)
    assert sheet.state == MonthSheet.State.OPEN


def test_a_month_without_hours_or_closed_asks_nobody(cast: make.Cast) -> None:
    assert draft_past_month(DECEMBER) == 0
    assert not MonthSheet.objects.exists()
    confirm_entries([manual(cast.teacher)], by=cast.deputy)
    close_month(make.branch(), NOVEMBER, by=cast.deputy)
    assert draft_past_month(DECEMBER) == 0
    assert MonthSheet.objects.get().state == MonthSheet.State.CLOSED


@pytest.mark.parametrize(
    ("zone", "at", "drafted"),
    [
        ("Europe/Moscow", datetime(2026, 11, 30, 21, 5, tzinfo=UTC), True),
        ("Europe/Moscow", datetime(2026, 11, 30, 14, 5, tzinfo=UTC), False),
        ("Europe/Moscow", datetime(2026, 12, 1, 21, 5, tzinfo=UTC), False),
        ("Asia/Vladivostok", datetime(2026, 11, 30, 14, 5, tzinfo=UTC), True),
        ("Asia/Vladivostok", datetime(2026, 11, 30, 21, 5, tzinfo=UTC), False),
    ],
)
def test_it_runs_after_midnight_of_the_organisation(
    cast: make.Cast, zone: str, at: datetime, drafted: bool
) -> None:
    manual(cast.teacher)
    Organisation.objects.update(timezone=zone)
    with travel(at):
        draft_month(0)
    assert bool(told("-check")) is drafted
