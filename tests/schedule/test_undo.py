"""A moved line is put back unless another has moved it; days its branch is closed on take no line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from opora.kernel.errors import Refused
from opora.schedule import actions
from opora.schedule.models import Schedule, ScheduleChange, ScheduleLine
from opora.schedule.queries import lines_of
from opora.schedule.views.week import DaysOff, off_by_branch
from tests import make

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.django_db]
PERIOD = {"period_from": date(2027, 1, 11), "period_to": date(2027, 6, 30)}


@pytest.fixture
def line(cast: make.Cast) -> ScheduleLine:
    """Monday 18:00–19:30."""
    return make.line(make.schedule("draft", **PERIOD), cast.teacher)


def moved(line: ScheduleLine, *, day: int = 3, **more: object) -> ScheduleChange:
    return actions.move_line(
        line, from_day=line.weekdays[0], to_day=day, time_from=time(17), time_to=time(18), **more  # type: ignore[arg-type]
    )  # fmt: skip


def place(line: ScheduleLine) -> tuple[list[int], time | None, time | None]:
    line.refresh_from_db()
    return line.weekdays, line.time_from, line.time_to


def test_a_move_is_taken_back_and_what_others_wrote_beside_it_stays(
    cast: make.Cast, line: ScheduleLine
) -> None:
    change = moved(line, by=cast.specialist)
    beside = replace(actions.values_of(line), place="каб. 5", capacity=7)
    actions.change_line(line, values=beside, by=cast.deputy)
    back = actions.undo_change(change, by=cast.specialist)
    assert place(line) == ([1], time(18), time(19, 30))
    assert (line.place, line.capacity) == ("каб. 5", 7)
    actions.undo_change(back, by=cast.specialist)
    assert place(line) == ([3], time(17), time(18))


def test_sch_23_a_line_moved_by_another_meanwhile_is_not_put_back(
    cast: make.Cast, line: ScheduleLine
) -> None:
    change = moved(line, by=cast.specialist)
    moved(line, day=4, by=cast.deputy)
    with pytest.raises(Refused) as refused:
        actions.undo_change(change, by=cast.specialist)
    (said,) = refused.value.refusals
    assert (said.rule, "Громов\xa0П.\xa0И. в" in said.words) == ("SCH-23", True)
    assert "среда → четверг" in said.words
    assert place(line)[0] == [4]


def test_sch_23_a_line_that_is_gone_is_not_put_back(cast: make.Cast, line: ScheduleLine) -> None:
    change = moved(line)
    actions.remove_line(line, by=cast.deputy)
    with pytest.raises(Refused, match="удалена строка"):
        actions.undo_change(change)


def test_a_frozen_edition_takes_nothing_back(line: ScheduleLine) -> None:
    change = moved(line)
    Schedule.objects.update(state="on_approval")
    with pytest.raises(Refused) as refused:
        actions.undo_change(change)
    assert [one.rule for one in refused.value.refusals] == ["SCH-06"]


def closed_wednesdays(branch: object, since: date, until: date) -> None:
    day = since
    while day <= until:
        if day.isoweekday() == 3:
            actions.set_calendar_day(on=day, kind="weekend", branch=branch, note="санитарный день")  # type: ignore[arg-type]
        day += timedelta(days=1)


def test_sch_22_a_weekday_its_branch_is_closed_on_takes_no_line(cast: make.Cast) -> None:
    there = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    draft = make.schedule("draft", period_from=date(2027, 1, 18), period_to=date(2027, 2, 14))
    here = make.line(draft, cast.teacher)
    far = make.line(draft, cast.teacher, branch=there)
    closed_wednesdays(there, draft.period_from, draft.period_to)
    with pytest.raises(Refused, match="Среда — нерабочий день площадки") as refused:
        moved(far)
    assert [one.rule for one in refused.value.refusals] == ["SCH-22"]
    moved(here)
    assert place(here)[0] == [3]


def test_the_grid_knows_the_days_off_of_each_branch(cast: make.Cast) -> None:
    there = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    draft = make.schedule("draft", period_from=date(2027, 1, 18), period_to=date(2027, 2, 14))
    make.line(draft, cast.teacher, branch=there)
    actions.set_calendar_day(on=date(2027, 2, 2), kind="holiday", note="праздник центра")
    closed_wednesdays(there, draft.period_from, draft.period_to)
    off = off_by_branch(draft, lines_of(draft))
    assert off == [
        DaysOff(0, 2, "02.02", shut=False),
        DaysOff(there.pk, 2, "02.02", shut=False),
        DaysOff(there.pk, 3, "20.01, 27.01, 03.02, 10.02", shut=True),
    ]


# By the page


def test_the_message_puts_a_moved_line_back_and_back_again(
    cast: make.Cast, line: ScheduleLine, login: Callable[..., Client]
) -> None:
    client = login(cast.account("specialist"))
    draft = line.schedule
    move = {"version": draft.version, "line": f"{line.pk}:1", "day": "2", "from": "10:00", "to": "11:00"}
    answer = client.post(reverse("schedule:move", args=[draft.pk]), move, follow=True)
    (said,) = answer.context["messages"]
    assert place(line) == ([2], time(10), time(11))
    answer = client.post(said.extra_tags, follow=True)
    assert place(line) == ([1], time(18), time(19, 30))
    assert answer.redirect_chain[0][0].endswith(f"#line-{line.pk}-1")
    (again,) = answer.context["messages"]
    client.post(again.extra_tags)
    assert place(line) == ([2], time(10), time(11))
    stale = client.post(said.extra_tags)
    assert stale.status_code == 302  # it stands as that move left it
    moved(line, day=5, by=cast.deputy)
    assert "Вернуть нельзя" in client.post(said.extra_tags).content.decode()


def test_the_week_carries_the_clock_of_a_far_branch(
    cast: make.Cast, line: ScheduleLine, login: Callable[..., Client]
) -> None:
    there = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    far = make.line(
        line.schedule, cast.teacher, branch=there, weekdays=[2], time_from=time(6), time_to=time(7)
    )
    page = (
        login(cast.account("deputy")).get(reverse("schedule:show", args=[line.schedule_id])).content.decode()
    )
    # Tuesday 06:00 there is Monday 23:00 here
    block = page[page.index(f'data-line="{far.pk}:2"') :]
    assert 'data-day="1" data-from="23:00"' in block[:120]
    assert f'data-branch="{there.pk}" data-shift="420"' in block[:200]
