"""Выписка для проверки: whole, verifiable, without names unless asked for, in bounded statements."""

import hashlib
import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.actions import cancel_session
from opora.workload.actions import close_month, confirm_entries
from opora.workload.models import MonthSheet
from tests import make

from ..workload.build import NOVEMBER, entries, held, msk
from .test_registers import name_of

ASKED = {"since": "2026-11-16", "until": "2026-11-30"}
JOURNAL = "2 Журнал учёта консультаций.csv"


@pytest.fixture
def centre(cast: make.Cast) -> MonthSheet:
    """A held individual consultation, a substitution, a cancellation; November is closed."""
    make.line(make.schedule(), cast.teacher)
    own = held(cast.teacher, msk(19, 18), msk(19, 18, 47), format="individual")
    make.booking(own, cast.learner, state="attended")
    other = make.staff("Мирзоев Рустам Ахмед оглы")
    held(other, msk(20, 17), msk(20, 18), substitute_for=cast.teacher)
    cancel_session(make.session(cast.teacher, msk(25, 18)), reason="болезнь")
    confirm_entries(entries(), by=cast.deputy)
    return close_month(make.branch(), NOVEMBER, by=cast.deputy)


def archive(client: Client, **asked: str) -> zipfile.ZipFile:
    answer = client.get(reverse("reports:extract_file"), ASKED | asked)
    assert answer.status_code == 200
    assert name_of(answer) == "Выписка для проверки 2026-11-16 2026-11-30.zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def text(found: zipfile.ZipFile, name: str) -> str:
    return found.read(name).decode("utf-8-sig")


@pytest.fixture
def deputy(cast: make.Cast, login: Any) -> Client:
    client: Client = login(cast.account("deputy"))
    return client


def test_extract_holds_what_an_inspector_asks(centre: MonthSheet, deputy: Client) -> None:
    found = archive(deputy)
    assert found.testzip() is None
    names = found.namelist()
    assert [name.split("/")[0] for name in names] == [
        "Опись.txt", "1 Графики", JOURNAL, "3 Ведомости", "3 Ведомости", "4 Приказы.csv",
        "5 Замены, отмены, переносы.csv", "6 Право на помощь.csv", "7 Исправления записей.csv", "SHA256SUMS",
    ]  # fmt: skip
    assert ";47;" in text(found, JOURNAL)
    changes = text(found, names[6])
    assert "болезнь" in changes
    assert "замена" in changes
    assert "ждёт подтверждения;подтверждено" in text(found, names[8])


def test_every_file_agrees_with_its_sum(centre: MonthSheet, deputy: Client) -> None:
    found = archive(deputy)
    lines = found.read("SHA256SUMS").decode().splitlines()
    sums = {name: value for value, name in (line.split("  ", 1) for line in lines)}
    assert sums.keys() == set(found.namelist()) - {"SHA256SUMS"}
    assert all(hashlib.sha256(found.read(name)).hexdigest() == value for name, value in sums.items())
    [data] = [name for name in sums if name.endswith(".json")]
    assert sums[data] == centre.seal


def test_names_of_learners_stand_only_when_asked_for_and_allowed(
    cast: make.Cast, centre: MonthSheet, deputy: Client, login: Any
) -> None:
    name = cast.learner.last_name
    assert name not in text(archive(deputy), JOURNAL)
    assert name in text(archive(deputy, names="on"), JOURNAL)
    assert name not in text(archive(login(cast.account("auditor")), names="on"), JOURNAL)


def test_days_take_the_same_statements_however_busy(
    cast: make.Cast, centre: MonthSheet, deputy: Client
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            archive(deputy)
        return len(caught)

    statements()
    few = statements()
    for minute in range(0, 50, 10):
        start, end = msk(19, 8, minute), msk(19, 8, minute + 5)
        make.session(cast.teacher, start, 5, state="held", actual_start=start, actual_end=end)
    assert statements() == few


@pytest.mark.parametrize(
    ("until", "words"),
    [("2026-11-01", "Конец периода раньше начала"), ("2028-01-01", "не больше чем за год"), ("", "")],
)
def test_impossible_period_keeps_what_was_typed(deputy: Client, until: str, words: str) -> None:
    answer = deputy.get(reverse("reports:extract_file"), {"since": "2026-11-16", "until": until})
    page = answer.content.decode().replace("\u00a0", " ")
    assert (answer.status_code, words in page, "2026-11-16" in page) == (422, True, True)


def test_last_month_is_offered(deputy: Client) -> None:
    form = deputy.get(reverse("reports:extract")).context["form"]
    assert form.initial == {"since": date(2026, 10, 1), "until": date(2026, 10, 31)}
