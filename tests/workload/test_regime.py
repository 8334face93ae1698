"""Other workers help within their working time; what lies outside is said aloud everywhere (S1-3.3b)."""

from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from opora.consultations.models import Session
from opora.kernel.errors import Refused
from opora.people.actions import set_working_hours
from opora.people.models import LoadBasis, WorkingHours
from opora.people.rules import within_working_time
from opora.schedule.queries import lines_of
from opora.schedule.rules import checks_of
from opora.workload.queries import entries_of, load_sheet, with_evidence
from tests import make

from .build import NOVEMBER, contract, held, manual, msk
from .test_log import rules_of

SINCE = date(2026, 9, 1)
WEEK = [1, 2, 3, 4, 5]


def regime(who: make.Person, **values: Any) -> WorkingHours:
    row = contract(who)
    row.load_basis = LoadBasis.WITHIN_WORKING_TIME
    row.is_pedagogical = False
    row.save()
    usual: dict[str, Any] = {
        "weekdays": WEEK,
        "time_from": time(9),
        "time_to": time(18),
        "break_from": time(13),
        "break_to": time(14),
        "valid_from": SINCE,
    }
    return set_working_hours(row, **usual | values)


@pytest.mark.parametrize(
    ("day", "start", "end", "span"),
    [
        (20, time(9), time(13), None),
        (20, time(17), time(18, 30), "09:00–18:00"),
        (20, time(12, 30), time(13, 10), "09:00–18:00"),
        (20, time(23, 30), time(0, 30), "09:00–18:00"),
        (21, time(10), time(11), "сб — выходной"),
    ],
)
def test_load_05_time_outside_the_regime_is_said(
    cast: make.Cast, day: int, start: time, end: time, span: str | None
) -> None:
    hours = [regime(cast.curator)]
    refusal = within_working_time(hours, cast.curator, date(2026, 11, day), start, end)
    words = refusal and refusal.words
    expected = f"Время выходит за режим рабочего времени {cast.curator.short_name} ({span})."
    assert words == (expected if span else None)
    assert within_working_time(hours, cast.curator, date(2026, 8, 20), start, end) is None


def test_new_hours_of_some_days_leave_the_others(cast: make.Cast) -> None:
    regime(cast.curator)
    row = contract(cast.curator)
    friday = {"weekdays": [5], "time_from": time(9), "time_to": time(16), "valid_from": date(2026, 11, 1)}
    set_working_hours(row, **friday)
    assert [(one.weekdays, one.valid_from, one.valid_to, one.time_to) for one in row.working_hours.all()] == [
        (WEEK, SINCE, date(2026, 10, 31), time(18)),
        ([1, 2, 3, 4], date(2026, 11, 1), None, time(18)),
        ([5], date(2026, 11, 1), None, time(16)),
    ]
    set_working_hours(row, **friday | {"time_to": time(15)})
    assert [one.time_to for one in row.working_hours.filter(weekdays=[5])] == [time(15)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"time_to": time(8)}, "time_to"),
        ({"break_to": None}, "break_to"),
        ({"break_from": time(8)}, "break_from"),
    ],
)
def test_impossible_hours_are_refused(cast: make.Cast, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        regime(cast.curator, **wrong)
    assert (rules_of(refused), refused.value.refusals[0].field) == (["PER-30"], field)


def test_database_refuses_a_break_outside_the_day(cast: make.Cast) -> None:
    row = regime(cast.curator)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingHours.objects.filter(pk=row.pk).update(break_to=time(19))


def test_load_05_stands_in_the_check_of_the_grafik(cast: make.Cast) -> None:
    regime(cast.curator)
    schedule = make.schedule("draft")
    line = {"section": "other", "job_title": contract(cast.curator).position, "weekdays": [2]}
    make.line(schedule, cast.curator, **line, time_from=time(10), time_to=time(11))
    late = make.line(schedule, cast.curator, **line, time_from=time(17, 30), time_to=time(19))
    checks = checks_of(schedule, lines_of(schedule))
    assert [(check.line, check.refusal.rule) for check in checks.notes if check.line] == [(late, "LOAD-05")]


def test_load_05_stands_in_the_log_and_on_the_sheet(cast: make.Cast) -> None:
    regime(cast.curator)
    held(cast.curator, msk(19, 17, 30), msk(19, 18, 40))
    manual(cast.curator, minutes=20)
    manual(cast.curator, date(2026, 11, 18), time_from=time(10), time_to=time(10, 30))
    shown = with_evidence(entries_of(cast.curator, NOVEMBER))
    assert [[one.rule for one in row.warnings] for row in shown] == [[], ["LOAD-05"], []]
    [row] = load_sheet(make.branch(), NOVEMBER).rows
    assert row.note == "вне режима рабочего времени: 19.11"


def test_load_05_is_said_when_a_session_is_written_down(cast: make.Cast, login: Any) -> None:
    regime(cast.curator)
    session = make.session(cast.curator, msk(20, 17, 30), 60, groups=[cast.group])
    place = make.booking(session, cast.learner)
    client = login(cast.account("curator"))
    page = client.post(
        reverse("consultations:hold", args=[session.pk]),
        {
            "actual_start": "2026-11-20T17:30",
            "actual_end": "2026-11-20T18:40",
            "attended": [place.pk],
            "topic": "Сроки",
            "topic_basis": "learner_appeals",
            "scope": "overview",
        },
        follow=True,
    )
    assert Session.objects.get(pk=session.pk).state == "held"
    assert "Время выходит за режим рабочего времени" in page.content.decode().replace("\u00a0", " ")


def test_specialist_writes_the_regime_on_the_card(cast: make.Cast, login: Any) -> None:
    client = login(cast.account("specialist"))
    row = contract(cast.curator)
    row.load_basis = LoadBasis.WITHIN_WORKING_TIME
    row.save()
    typed = {
        "weekdays": [1, 2, 3, 4, 5],
        "time_from": "09:00",
        "time_to": "18:00",
        "break_from": "13:00",
        "break_to": "14:00",
        "valid_from": "2026-09-01",
    }
    url = reverse("people:working_hours", args=[row.pk])
    wrong = client.post(url, {**typed, "time_to": "08:00"})
    assert (wrong.status_code, "Конец рабочего дня раньше начала" in wrong.content.decode()) == (422, True)
    assert client.post(url, typed).status_code == 302
    page = client.get(reverse("people:card", args=[cast.curator.pk])).content.decode()
    assert "пн–пт 09:00–18:00, обед 13:00–14:00" in page
