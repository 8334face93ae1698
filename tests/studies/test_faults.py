"""The report on a list: the customer's own rows, faults coloured and told; mended, it goes in again."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.integrations.tables import read_table
from opora.studies.forms.fault_list import learner_faults
from opora.studies.forms.learner_list import LearnerList, read_learner_list
from opora.studies.queries import programme_names
from tests import make
from tests.studies import samples

pytestmark = pytest.mark.usefixtures("today", "db")


def checked(data: bytes, name: str = "список.csv") -> LearnerList:
    return read_learner_list(data, name, programme_names())


def sheet(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_rows_stand_where_they_stood_with_a_column_of_what_to_mend() -> None:
    samples.programmes()
    page = sheet(learner_faults(checked(samples.CUSTOMER)))
    assert page["A1"].value == "Приложение № 1 к договору № 117/26 от 02.11.2026"
    assert [page.cell(2, column).value for column in (2, 5, 9)] == [
        "ФИО слушателя",
        "СНИЛС ",
        "Что исправить",
    ]
    assert [page.cell(line, 2).value for line in (3, 6)] == ["ИВАНОВА МАРИЯ ПЕТРОВНА", "Иванов И.И."]
    assert page.cell(3, 9).value is None
    assert page.cell(6, 9).value.startswith("ФИО слушателя: ")
    assert "Дата рожд.: Такой даты нет" in page.cell(6, 9).value
    coloured = [page.cell(6, column).fill.start_color.rgb for column in (2, 3, 4, 5)]
    assert coloured == ["FFF8CBAD", "00000000", "FFF8CBAD", "FFF8CBAD"]
    assert page.cell(8, 2).value == "Итого: 5 чел."


def test_a_mended_report_is_read_like_the_file_it_was_made_of() -> None:
    samples.programmes()
    before = checked(samples.CUSTOMER)
    again = checked(learner_faults(before), "список, исправить.xlsx")
    assert [row.as_json() for row in again.rows] == [row.as_json() for row in before.rows]
    assert again.above == before.above


def test_a_formula_of_a_cell_stays_a_text() -> None:
    data = 'ФИО;Дата рождения\n"=HYPERLINK(""http://x"")";1\n'.encode()
    page = sheet(learner_faults(checked(data)))
    assert (page["A2"].data_type, page["A2"].value) == ("s", '=HYPERLINK("http://x")')


def test_passwords_of_moodle_are_not_in_the_report() -> None:
    samples.programmes()
    assert "Qwerty" not in str(read_table(learner_faults(checked(samples.MOODLE))))


def test_the_report_is_downloaded_from_the_preview(cast: make.Cast, login: Callable[..., Client]) -> None:
    samples.programmes()
    client = login(cast.account("specialist"))
    sent = SimpleUploadedFile("Маяк.csv", samples.CUSTOMER)
    url = client.post("/studies/import/", {"file": sent})["Location"]
    assert f"{url}faults.xlsx" in client.get(url).content.decode()
    answer = client.get(f"{url}faults.xlsx")
    assert "filename*=utf-8''%D0%9C%D0%B0%D1%8F%D0%BA" in answer["Content-Disposition"]
    assert sheet(answer.content).cell(6, 2).value == "Иванов И.И."
