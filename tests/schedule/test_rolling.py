"""The next график out of an old one: each line by a decision, nothing dropped in silence."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.kernel.errors import Refused
from opora.schedule import actions
from opora.schedule.actions import Decision
from opora.schedule.models import Schedule
from opora.schedule.queries import lines_of, rolled
from tests import make

Login = Callable[..., Client]
SINCE, UNTIL = date(2027, 1, 11), date(2027, 6, 30)
PERIOD = {"title": "График на I полугодие 2027", "period_from": "2027-01-11", "period_to": "2027-06-30"}


@pytest.fixture
def old(cast: make.Cast) -> Schedule:
    return make.schedule("published")


def test_what_ends_before_the_period_is_found_with_a_mend(cast: make.Cast, old: Schedule) -> None:
    programme = cast.group.programme
    ended = make.group("ОТ-26/1", programme=programme, starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 20))
    heir = make.group("ОТ-27/1", programme=programme, starts_on=date(2027, 1, 15), ends_on=date(2027, 5, 30))
    skype = make.means("skype", "Skype", kind="vks", state="closed")
    gone = make.staff("Соколов Игорь Львович", valid_to=date(2026, 12, 31))
    soon = make.staff("Петрова Анна Сергеевна", valid_to=date(2027, 5, 31))
    part = make.part(make.programme("СТАРАЯ"))
    make.line(old, gone, groups=[ended], means=[skype], parts=[part])
    make.line(old, soon)
    make.line(old, make.staff(), means=[make.means()], weekdays=[1])
    first, second, third = rolled(old, SINCE, UNTIL)
    assert (first.contract, second.contract, third.contract) == ("none", "ends", "")
    assert second.contract_until == date(2027, 5, 31)
    assert first.groups[0].instead[0] == heir
    assert (first.means[0].old, first.parts) == (skype, [part])
    assert third.is_clean
    assert third.lost == 5  # 22.02, 08.03, 03.05, 10.05, 14.06


def test_lines_are_taken_by_decision_and_the_rest_is_written_down(cast: make.Cast, old: Schedule) -> None:
    group = make.group("ОТ-26/1", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 20))
    skype, means = make.means("skype", "Skype", state="closed"), make.means()
    taken = make.line(old, cast.teacher, groups=[group], means=[skype])
    left = make.line(old, cast.other_staff, weekdays=[3])
    heir = make.staff("Ли Ен Су")
    draft = actions.roll_over(
        old,
        title="Следующий",
        period_from=SINCE,
        period_to=UNTIL,
        decisions={
            taken.pk: Decision(person=heir, groups={group.pk: None}, means={skype.pk: means}),
            left.pk: Decision(takes=False),
        },
        by=cast.specialist,
    )
    (line,) = lines_of(draft)
    assert (line.person, list(line.means.all()), list(line.groups.all())) == (heir, [means], [])
    assert line.key != taken.key
    told = "\n".join(draft.changes.values_list("words", flat=True))
    assert "не перенесена строка" in told
    assert "ОТ-26/1 → без группы; Skype → видеоконференция платформы" in told
    assert old.lines.count() == 2


def test_sch_19_a_line_nobody_decided_about_stops_the_roll(cast: make.Cast, old: Schedule) -> None:
    make.line(old, cast.teacher)
    with pytest.raises(Refused) as refused:
        actions.roll_over(old, title="Следующий", period_from=SINCE, period_to=UNTIL, decisions={})
    assert [one.rule for one in refused.value.refusals] == ["SCH-19"]
    assert Schedule.objects.count() == 1


def test_one_page_of_decisions(cast: make.Cast, old: Schedule, login: Login) -> None:
    gone = make.staff("Соколов Игорь Львович", valid_to=date(2026, 12, 31))
    taken, lost = make.line(old, cast.teacher, weekdays=[2]), make.line(old, gone)
    client, url = login(cast.account("specialist")), reverse("schedule:next", args=[old.pk])
    assert "График на I полугодие 2027" in client.get(url).content.decode()
    page = client.get(url, PERIOD)
    assert "нет договора" in page.content.decode()
    seen = page.context["form"]["seen"].value()
    late = make.line(old, cast.other_staff)
    answer = client.post(url, {**PERIOD, "seen": seen, f"take_{taken.pk}": "on"})
    assert answer.status_code == 422
    assert "SCH-19" in answer.content.decode()
    assert f'value="{seen} {late.pk}"' in answer.content.decode()
    chosen = {f"take_{taken.pk}": "on", f"person_{lost.pk}": str(cast.teacher.pk)}
    answer = client.post(url, {**PERIOD, "seen": f"{seen} {late.pk}", **chosen})
    draft = Schedule.objects.get(title=PERIOD["title"])
    assert answer["Location"] == reverse("schedule:show", args=[draft.pk])
    assert [line.person for line in lines_of(draft)] == [cast.teacher, cast.teacher]
    wrong = client.get(url, PERIOD | {"period_to": "завтра"})
    assert wrong.status_code == 422


def test_the_price_of_decisions_does_not_grow(cast: make.Cast, login: Login) -> None:
    client, counts = login(cast.account("specialist")), []
    for lines in (1, 30):
        schedule = make.schedule("superseded")
        for _ in range(lines):
            make.line(schedule, make.staff(valid_to=date(2026, 12, 31)), groups=[cast.group])
        url = reverse("schedule:next", args=[schedule.pk])
        client.get(url, PERIOD)
        with CaptureQueriesContext(connection) as captured:
            client.get(url, PERIOD)
        counts.append(len(captured))
    assert counts[0] == counts[1]
