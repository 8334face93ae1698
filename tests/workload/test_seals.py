"""A closed ведомость is sealed by a sum, prints the same for ever, and its sum is verified (S0-5.10b)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from opora.kernel.clock import travel
from opora.people.models import Absence
from opora.reports.papers import render_docx, render_pdf, render_xlsx
from opora.reports.queries import load_sheet_paper
from opora.workload.actions import close_month, confirm_entries, reopen_month, set_planned_load, sign_month
from opora.workload.models import MonthSheet, WorkLogEntry
from opora.workload.queries import load_sheet, seal_of
from tests import make

from .build import NOVEMBER, contract, held, manual, msk

RENDERERS = (render_docx, render_xlsx, render_pdf)


@pytest.fixture
def closed(cast: make.Cast) -> MonthSheet:
    held(cast.teacher, msk(20, 18), msk(20, 19, 52))
    manual(cast.curator, minutes=47)
    set_planned_load(contract(cast.teacher), month=NOVEMBER, basis="in_teaching_load", minutes=90)
    confirm_entries(WorkLogEntry.objects.all(), by=cast.deputy)
    return close_month(make.branch(), NOVEMBER, by=cast.deputy)


def test_closing_seals_what_is_printed(closed: MonthSheet) -> None:
    closed.refresh_from_db()
    assert closed.snapshot is not None
    assert len(closed.seal) == 64
    assert closed.seal == seal_of(closed.snapshot)
    assert load_sheet(closed.branch, NOVEMBER).seal == closed.seal
    assert f"SHA-256: {closed.seal}." in load_sheet_paper(closed.branch, NOVEMBER).layout().notes[1]


def test_case_16_a_closed_sheet_is_reprinted_byte_for_byte(cast: make.Cast, closed: MonthSheet) -> None:
    before = [render(load_sheet_paper(closed.branch, NOVEMBER)) for render in RENDERERS]
    row = contract(cast.teacher)
    row.position, row.number = "старший преподаватель", "ТД-новый"
    row.save()
    for person in (cast.teacher, cast.deputy, cast.director):
        person.last_name = "Иная"
        person.save()
    centre = make.organisation()
    centre.full_name, centre.licence = "Другая организация", "№ 2"
    centre.save()
    branch = make.branch()
    branch.name = "Петербург"
    branch.save()
    WorkLogEntry.objects.update(minutes=1)
    assert [render(load_sheet_paper(branch, NOVEMBER)) for render in RENDERERS] == before


def away(cast: make.Cast, since: date, until: date) -> None:
    Absence.objects.create(
        person=cast.director,
        deputy=cast.deputy,
        reason="leave",
        valid_from=since,
        valid_to=until,
        basis="№ 7",
    )


def signature(sheet: MonthSheet) -> tuple[str, str]:
    [signed] = load_sheet_paper(sheet.branch, NOVEMBER).signatures
    return signed.position, signed.name


def test_a_month_closed_while_the_head_is_away_is_to_be_signed_by_the_substitute(
    cast: make.Cast, request: pytest.FixtureRequest
) -> None:
    away(cast, date(2026, 11, 16), date(2026, 11, 29))
    sheet: MonthSheet = request.getfixturevalue("closed")
    assert signature(sheet) == ("и. о. директора", cast.deputy.short_name)
    assert (sheet.snapshot or {})["head_position"] == "и. о. директора"
    sign_month(sheet, by=cast.deputy)
    assert signature(sheet) == ("и. о. директора", cast.deputy.short_name)


def test_the_paper_names_who_has_signed_whoever_was_to_sign(cast: make.Cast, closed: MonthSheet) -> None:
    assert signature(closed) == ("директор", cast.director.short_name)
    away(cast, date(2026, 11, 24), date(2026, 11, 29))
    with travel(msk(24, 10)):
        sign_month(closed, by=cast.deputy)
    signed = signature(closed)
    assert signed == ("и. о. директора", cast.deputy.short_name)
    cast.deputy.last_name = "Иная"
    cast.deputy.save()
    assert signature(closed) == signed
    reopen_month(closed, by=cast.director, reason="пропущена рецензия")
    close_month(closed.branch, NOVEMBER, by=cast.deputy)
    assert signature(closed) == ("директор", cast.director.short_name)


def test_reopening_breaks_the_seal(cast: make.Cast, closed: MonthSheet) -> None:
    assert reopen_month(closed, by=cast.director, reason="пропущена рецензия").seal == ""
    again = close_month(closed.branch, NOVEMBER, by=cast.deputy)
    assert again.seal == closed.seal
    reopen_month(closed, by=cast.director, reason="пропущена рецензия")
    manual(cast.teacher, date(2026, 11, 19), minutes=5)
    confirm_entries(WorkLogEntry.objects.filter(state="submitted"), by=cast.deputy)
    assert close_month(closed.branch, NOVEMBER, by=cast.deputy).seal != closed.seal


@pytest.fixture
def deputy(cast: make.Cast, login: object) -> Client:
    return login(cast.account("deputy"))  # type: ignore[operator, no-any-return] # the fixture of conftest


def page(client: Client, seal: str) -> tuple[int, str]:
    answer = client.get(reverse("workload:verify"), {"seal": seal})
    return answer.status_code, answer.content.decode().replace("\u00a0", " ")


def test_sheet_is_verified_by_its_sum(closed: MonthSheet, deputy: Client) -> None:
    shown = " ".join((closed.seal[:32].upper(), closed.seal[32:]))
    status, words = page(deputy, shown)
    assert (status, "Сумма совпала: ведомость за ноябрь 2026" in words) == (200, True)
    assert "159" in words


def test_changed_rows_are_told_from_whole_ones(closed: MonthSheet, deputy: Client) -> None:
    snapshot = closed.snapshot or {}
    snapshot["rows"][0]["days"]["20"] = 999
    MonthSheet.objects.update(snapshot=snapshot)
    assert "изменены в обход системы" in page(deputy, closed.seal)[1]


def test_unknown_and_malformed_sums_are_explained(closed: MonthSheet, deputy: Client) -> None:
    assert "с такой суммой нет" in page(deputy, "0" * 64)[1]
    status, words = page(deputy, closed.seal[:-1])
    assert (status, "В сумме 64 знака" in words) == (422, True)
    assert closed.seal[:-1] in words
    assert page(deputy, "")[0] == 200
