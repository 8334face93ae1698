"""The load plan from a file (domain.md §7 d): every writing, nothing half-written, taken back whole."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.integrations.tables import TableError
from opora.kernel.errors import Refused
from opora.people.forms.reading import CellValue
from opora.workload.actions import (
    apply_plan,
    check_plan,
    close_month,
    discard_plan,
    mark_plan,
    plan_of,
    undo_plan,
    upload_plan,
)
from opora.workload.forms.plan_cells import read_basis, read_month, read_planned
from opora.workload.models import PlanImport, PlannedLoad
from tests import make

pytestmark = pytest.mark.usefixtures("today", "db")
TODAY, NOVEMBER, DECEMBER = date(2026, 11, 23), date(2026, 11, 1), date(2026, 12, 1)
HEAD = "ФИО;Должность;Основание;Месяц;План, ч\n"


@pytest.mark.parametrize(
    ("raw", "month", "level"),
    [
        ("ноябрь 2026", NOVEMBER, "ok"),
        ("Ноябрь 2026 г.", NOVEMBER, "ok"),
        ("за ноябрь 2026 года", NOVEMBER, "ok"),
        ("нояб. 26", NOVEMBER, "ok"),
        ("11.2026", NOVEMBER, "ok"),
        ("11/2026", NOVEMBER, "ok"),
        ("2026-11", NOVEMBER, "ok"),
        ("01.11.2026", NOVEMBER, "ok"),
        ("2026-11-15", NOVEMBER, "ok"),
        (date(2026, 11, 17), NOVEMBER, "ok"),
        (datetime.fromisoformat("2026-11-01"), NOVEMBER, "ok"),
        (46327, NOVEMBER, "fixed"),
        ("май 2026", date(2026, 5, 1), "ok"),
        ("марта 2026", date(2026, 3, 1), "ok"),
        ("Ноябрь", NOVEMBER, "attention"),
        ("13.2026", None, "error"),
        ("осень", None, "error"),
        (None, None, "error"),
    ],
)
def test_months_in_any_writing(raw: CellValue, month: date | None, level: str) -> None:
    read = read_month(raw, on=TODAY)
    assert (read.value, str(read.level)) == (month, level)


@pytest.mark.parametrize(
    ("raw", "minutes", "level"),
    [
        ("12,5", 750, "ok"),
        ("12.5", 750, "ok"),
        (12.5, 750, "ok"),
        (12, 720, "ok"),
        ("12:30", 750, "ok"),
        ("12:30:00", 750, "ok"),
        (time(12, 30), 750, "ok"),
        ("12 ч 30 мин", 750, "ok"),
        ("12ч", 720, "ok"),
        ("12 часов", 720, "ok"),
        ("750 мин.", 750, "ok"),
        ("12,33", 740, "fixed"),
        ("0", 0, "attention"),
        ("-5", None, "error"),
        ("900", None, "error"),
        ("12:75", None, "error"),
        ("двенадцать", None, "error"),
        ("9" * 400, None, "error"),
        (12.333333333333334, 740, "ok"),
        (None, None, "error"),
    ],
)
def test_hours_in_any_writing(raw: CellValue, minutes: int | None, level: str) -> None:
    read = read_planned(raw)
    assert (read.value, str(read.level)) == (minutes, level)


@pytest.mark.parametrize(
    ("raw", "basis"),
    [
        ("в учебной нагрузке", "in_teaching_load"),
        ("Учебная нагрузка", "in_teaching_load"),
        ("почасовая оплата", "hourly"),
        ("ГПХ", "hourly"),
        ("в пределах рабочего времени", "within_working_time"),
        ("Вне учебной нагрузки", "outside_teaching_load"),
        ("сверх нагрузки", "outside_teaching_load"),
        ("прочее", None),
    ],
)
def test_grounds_by_many_names(raw: str, basis: str | None) -> None:
    assert read_basis(raw).value == basis


@pytest.fixture
def staff() -> dict[str, Any]:
    """Two workers with the same initials, one of them with two positions."""
    make.organisation()
    one = make.staff("Ковалёва Ирина Сергеевна", position="преподаватель", load_basis="in_teaching_load")
    make.staff_contract(one, position="методист", load_basis="hourly")
    two = make.staff("Мирзоев Рустам Ахмед оглы", position="преподаватель", load_basis="in_teaching_load")
    return {"kovaleva": one, "mirzoev": two}


def kept(*lines: str) -> PlanImport:
    return upload_plan((HEAD + "\n".join(lines) + "\n").encode(), filename="план.csv", by=None)


def rows(upload: PlanImport) -> list[tuple[str, list[str]]]:
    upload.refresh_from_db()
    return [(str(row.status), row.messages) for row in plan_of(upload).rows]


def loads() -> list[tuple[str, str, date, str, int]]:
    return list(
        PlannedLoad.objects.order_by("month", "pk").values_list(
            "contract__person__last_name", "contract__position", "month", "basis", "minutes"
        )
    )


def mark(upload: PlanImport, **values: Any) -> int:
    return mark_plan(upload, **{"shown": [], "taken": [], "choices": {}, "cells": {}, **values})


def test_a_plan_goes_in_once_by_position_and_month(staff: dict[str, Any]) -> None:
    lines = (
        "Ковалёва И.С.;методист;почасовая;ноябрь 2026;12,5",
        "Мирзоев Р.А.о.;;;12.2026;10:00",
        "Итого;;;;22,5",
    )
    done = apply_plan(kept(*lines))
    assert (done.written, done.same, done.left) == (2, 0, 0)
    expected = [
        ("Ковалёва", "методист", NOVEMBER, "hourly", 750),
        ("Мирзоев", "преподаватель", DECEMBER, "in_teaching_load", 600),
    ]
    assert loads() == expected
    again = apply_plan(kept(*lines))
    assert (again.written, again.same, loads()) == (0, 2, expected)


def test_an_unclear_worker_is_asked_about_and_chosen(staff: dict[str, Any]) -> None:
    upload = kept("Ковалёва И.С.;;почасовая;ноябрь 2026;12,5")
    assert rows(upload)[0][0] == "attention"
    row = plan_of(upload).rows[0]
    assert len(row.candidates) == 2
    with pytest.raises(Refused) as refused:
        apply_plan(upload)
    assert [one.rule for one in refused.value.refusals] == ["PLAN-02"]
    mark(upload, choices={"2": str(row.candidates[0])})
    assert apply_plan(upload).written == 1


def test_an_error_is_put_right_in_the_preview(staff: dict[str, Any]) -> None:
    upload = kept("Мирзоев Р.А.;преподаватель;прочее;осень;много", "Мирзоев Р.А.;преподаватель;;11.2026;5")
    assert [status for status, _said in rows(upload)] == ["error", "fixed"]
    assert mark(upload, cells={2: {2: "почасовая", 3: "декабрь 2026", 4: "7,5"}}) == 3
    status, said = rows(upload)[0]
    assert status == "fixed"
    assert "Исправлено здесь: «План, ч», в файле было «много»." in said
    assert apply_plan(upload).written == 2


def test_one_contract_has_one_plan_of_a_month(staff: dict[str, Any]) -> None:
    line = "Мирзоев Р.А.;преподаватель;почасовая;ноябрь 2026;"
    told = rows(kept(f"{line}5", f"{line}5", f"{line}6"))
    assert [status for status, _said in told] == ["fixed", "fixed", "error"]
    assert told[2][1][-1] == "В строке 2 у этого договора другой план на тот же месяц. Оставьте один."


def test_a_month_outside_the_contract_is_an_error(staff: dict[str, Any]) -> None:
    told = rows(kept("Мирзоев Р.А.;преподаватель;почасовая;ноябрь 2001;5"))[0]
    assert told[0] == "error"
    assert "нет договора, который действует в месяце: ноябрь 2001" in " ".join(told[1])


def test_load_06_a_closed_month_takes_no_plan(staff: dict[str, Any], cast: make.Cast) -> None:
    line = "Мирзоев Р.А.;преподаватель;почасовая;октябрь 2026;5"
    early = kept(line)
    close_month(make.branch(), date(2026, 10, 1), by=cast.deputy)
    assert "Табель за октябрь 2026 закрыт, план не изменить." in rows(kept(f"{line},5"))[0][1]
    with pytest.raises(Refused):
        apply_plan(early)
    assert PlannedLoad.objects.count() == 0


def test_a_plan_is_taken_back_whole_and_a_later_change_stays(staff: dict[str, Any]) -> None:
    apply_plan(kept("Мирзоев Р.А.;преподаватель;почасовая;ноябрь 2026;5"))
    before = loads()
    upload = kept(
        "Мирзоев Р.А.;преподаватель;почасовая;ноябрь 2026;7", "Ковалёва И.С.;методист;;декабрь 2026;8"
    )
    apply_plan(upload)
    assert undo_plan(upload) == (2, 0)
    assert loads() == before
    with pytest.raises(Refused):
        undo_plan(upload)
    second = kept("Мирзоев Р.А.;преподаватель;почасовая;ноябрь 2026;9")
    apply_plan(second)
    PlannedLoad.objects.update(minutes=1)
    assert undo_plan(second) == (0, 1)


def test_a_file_that_is_no_plan_says_what_to_do(staff: dict[str, Any]) -> None:
    with pytest.raises(TableError, match=r"Не нашли заголовки плана нагрузки\. Нужны столбцы"):
        check_plan(b"a;b\n1;2\n", "a.csv")
    assert discard_plan(kept("Мирзоев Р.А.;;;11.2026;5")).state == "discarded"


def test_checking_and_writing_take_as_many_statements_for_thirty_as_for_one(staff: dict[str, Any]) -> None:
    counts = []
    for number in (1, 1, 30):
        months = [f"{1 + n % 12:02}.{2027 + n // 12}" for n in range(number)]
        with CaptureQueriesContext(connection) as told:
            check_plan((HEAD + "".join(f"Мирзоев Р.А.;;;{one};5\n" for one in months)).encode(), "a.csv")
        counts.append(len(told))
    assert counts[1] == counts[2]


def test_the_deputy_loads_corrects_downloads_confirms_and_returns(
    cast: make.Cast, login: Callable[..., Client]
) -> None:
    client = login(cast.account("deputy"))
    text = HEAD + "Ковалёва И.С.;преподаватель;;ноябрь 2026;12,5\nНикто Н.Н.;;;осень;много\n"
    url = client.post(
        reverse("workload:plan_import"), {"file": SimpleUploadedFile("план.csv", text.encode())}
    )["Location"]
    page = client.get(url).content.decode()
    assert "cell-3-3" in page
    assert client.get(f"{url}faults.xlsx").status_code == 200
    answer = client.post(f"{url}apply/", {"cell-3-3": "ноябрь 2026"}, follow=True)
    assert "подтвердите ещё раз" in answer.content.decode()
    answer = client.post(f"{url}apply/", {}, follow=True)
    assert answer.context["upload"].result == {"written": 1, "same": 0, "left": 1, "by": cast.deputy.pk}
    assert PlannedLoad.objects.get().minutes == 750
    client.post(f"{url}undo/")
    assert PlannedLoad.objects.count() == 0
    bad = client.post(reverse("workload:plan_import"), {"file": SimpleUploadedFile("план.csv", b"%PDF-1.7")})
    assert (bad.status_code, bad.context["form"].errors["file"][0][:8]) == (422, "Это PDF,")
