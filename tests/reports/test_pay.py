"""Справка-расчёт, акт and the exchange with 1С say one and the same, to those who see rates."""

import csv
import io
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client
from django.urls import reverse

from opora.reports.papers.money import sum_with_words, sum_words
from opora.workload.actions import close_month, confirm_entries, set_rate
from opora.workload.models import WorkLogEntry
from tests import make

from ..workload.build import NOVEMBER, contract, held, manual, msk
from .test_registers import docx_rows, get, name_of, pdf_text, xlsx_rows

QUERY = "?month=2026-11"


@pytest.fixture
def hired(cast: make.Cast) -> make.Person:
    """A civil contract with 47 minutes of consultations and 13 of answers at 900 roubles an academic hour."""
    who = make.staff("Аксёнов Игорь Николаевич", kind="civil", number="ГПХ-7", load_basis="hourly")
    who.snils = "99000010156"
    who.save()
    set_rate(contract(who), since=date(2026, 10, 1), kopecks=90_001, unit="academic")
    held(who, msk(20, 18), msk(20, 18, 47))
    manual(who, minutes=13)
    manual(cast.teacher, minutes=20)
    confirm_entries(WorkLogEntry.objects.all(), by=cast.deputy)
    return who


@pytest.fixture
def accountant(cast: make.Cast, login: object) -> Client:
    return login(cast.account("specialist"))  # type: ignore[operator, no-any-return] # the fixture of conftest


def test_statement_says_the_same_everywhere(hired: make.Person, accountant: Client) -> None:
    page = accountant.get(reverse("reports:pay") + QUERY)
    assert [line.amount for line in page.context["pay"].lines] == [94_001, 26_000, None]
    assert "1 200,01 ₽" in page.content.decode().replace("\u00a0", " ")
    word = docx_rows(get(accountant, "reports:pay_file", "docx", QUERY))
    assert [row[-1].replace("\u00a0", " ") for row in word] == [
        "Сумма, руб.", "940,01", "260,00", "", "1 200,01",
    ]  # fmt: skip
    sheet = xlsx_rows(get(accountant, "reports:pay_file", "xlsx", QUERY))
    header = next(row for row in sheet if "Сумма, руб." in row)
    place, below = header.index("Сумма, руб."), sheet[sheet.index(header) + 1 :]
    assert [row[place] for row in below[:4]] == [940.01, 260, None, 1200.01]
    printed = pdf_text(get(accountant, "reports:pay_file", "pdf", QUERY))
    assert "940,01" in printed
    assert "990-000-101 56" in printed.replace("\u00a0", " ")
    assert "Предварительная: месяц не закрыт." in printed


def test_exchange_holds_whole_minutes_and_kopecks(hired: make.Person, accountant: Client) -> None:
    answer = get(accountant, "reports:pay_file", "csv", QUERY)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    first = rows[0]
    assert (first["Период"], first["НомерДоговора"], first["ФИО"]) == ("2026-11", "ГПХ-7", hired.full_name)
    assert (first["Минуты"], first["СтавкаКоп"], first["СуммаКоп"]) == ("47", "90001", "94001")
    old = get(accountant, "reports:pay_file", "1251", QUERY)
    assert old.content.decode("cp1251") == answer.content.decode("utf-8-sig")
    assert name_of(old) == "Справка-расчёт 2026-11 Санкт-Петербург.csv"
    root = Xml.fromstring(get(accountant, "reports:pay_file", "xml", QUERY).content)  # noqa: S314 -- our own
    assert (root.tag, root.get("СуммаКоп"), root.get("Минуты")) == ("Начисления", "120001", "80")
    assert [row.get("СуммаКоп") for row in root] == ["94001", "26000", ""]


def test_act_of_a_civil_contract_sums_its_lines(hired: make.Person, accountant: Client) -> None:
    url = reverse("reports:act", args=[contract(hired).pk, "2026-11", "docx"])
    answer = accountant.get(url)
    assert [row[-1].replace("\u00a0", " ") for row in docx_rows(answer)][1:] == [
        "940,01",
        "260,00",
        "1 200,01",
    ]
    page = accountant.get(url.replace("docx", "pdf"))
    printed = pdf_text(page).replace("\u00a0", " ")
    assert "№ ГПХ-7/11 от 30.11.2026" in printed
    assert "1 200,01 руб. (Одна тысяча двести рублей 01 копейка)" in printed
    assert "Исполнитель:" in printed
    october = reverse("reports:act", args=[contract(hired).pk, "2026-10", "pdf"])
    assert accountant.get(october).status_code == 404


def test_statement_of_a_closed_month_names_its_seal(
    cast: make.Cast, hired: make.Person, accountant: Client
) -> None:
    sheet = close_month(make.branch(), NOVEMBER, by=cast.deputy)
    assert sheet.seal in pdf_text(get(accountant, "reports:pay_file", "pdf", QUERY)).replace(" ", "")
    assert "Месяц закрыт" in accountant.get(reverse("reports:pay") + QUERY).content.decode()


def test_rate_is_typed_with_a_comma_and_kept_in_kopecks(cast: make.Cast, login: object) -> None:
    deputy = login(cast.account("deputy"))  # type: ignore[operator] # the fixture of conftest
    row = contract(cast.teacher)
    url = reverse("workload:set_rate", args=[row.pk])
    typed = {"kind": "", "roubles": "1250,50", "unit": "academic", "valid_from": "2026-11-01"}
    assert deputy.post(url, typed).status_code == 302
    [rate] = row.rates.all()
    assert (rate.kopecks, rate.unit) == (125_050, "academic")
    page = deputy.get(reverse("workload:rates")).content.decode().replace("\u00a0", " ")
    assert "1 250,50 ₽" in page
    wrong = deputy.post(url, {**typed, "valid_from": "2020-01-01"})
    assert wrong.status_code == 422
    assert "1250,50" in wrong.content.decode()
    assert "в этот день не действует" in wrong.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("kopecks", "words"),
    [
        (0, "Ноль рублей 00 копеек"),
        (1_01, "Один рубль 01 копейка"),
        (2_002_22, "Две тысячи два рубля 22 копейки"),
        (21_000_11, "Двадцать одна тысяча рублей 11 копеек"),
        (1_012_345_05, "Один миллион двенадцать тысяч триста сорок пять рублей 05 копеек"),
        (-300_50, "Минус триста рублей 50 копеек"),
    ],
)
def test_sum_is_written_in_words(kopecks: int, words: str) -> None:
    assert sum_words(kopecks).replace("\u00a0", " ") == words
    figures = sum_with_words(kopecks).split("\u00a0руб.")[0].replace("\u00a0", "").replace(",", ".")
    assert Decimal(figures.replace("−", "-")) == Decimal(kopecks) / 100
