"""A график from a file: put right in the preview, taken back whole, read from Word."""

import io
from collections.abc import Callable
from datetime import date, time

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from opora.kernel.errors import Refused
from opora.schedule import actions
from opora.schedule.models import Schedule, ScheduleImport
from tests import make

pytestmark = pytest.mark.usefixtures("today", "db")
PERIOD = {"period_from": date(2027, 1, 11), "period_to": date(2027, 6, 30)}
HEAD = "ФИО работника;Должность;День недели;Время;Средство коммуникации\n"
ROWS = (
    "Ковалёва И.С.;преподаватель;Понед.;18.00-19.30;вебинар\n"
    "Ковалёва И.С.;преподаватель;когда-то;вечером;вебинар\n"
)


@pytest.fixture
def draft(cast: make.Cast) -> Schedule:
    make.means("webinar", "вебинар", kind="webinar")
    return make.schedule("draft", **PERIOD)


def kept(draft: Schedule) -> ScheduleImport:
    return actions.start_import(draft, file_name="график.csv", content=(HEAD + ROWS).encode())


def statuses(upload: ScheduleImport) -> list[str]:
    return [str(row.status) for row in actions.read_upload(upload).rows]


def test_a_row_is_put_right_in_the_preview(draft: Schedule) -> None:
    upload = kept(draft)
    assert statuses(upload)[1] == "error"
    assert actions.correct_schedule_rows(upload, cells={3: {2: "по чётным средам", 3: "с 18 до 19:30"}}) == 2
    row = actions.read_upload(upload).rows[1]
    assert (row.weekdays, row.parity, row.start) == ((3,), "even", time(18))
    assert "Исправлено здесь: «Время», в файле было «вечером»." in row.messages
    assert actions.apply_import(upload).added == 2


def test_the_undo_of_a_file_restores_the_draft_and_keeps_what_was_edited(
    draft: Schedule, cast: make.Cast
) -> None:
    own = make.line(draft, cast.deputy)
    upload = kept(draft)
    actions.correct_schedule_rows(upload, cells={3: {2: "вт", 3: "10:00-11:00"}})
    actions.apply_import(upload)
    edited = draft.lines.get(weekdays=[2])
    actions.change_line(edited, values=actions.LineValues(person=cast.teacher, weekdays=[5]))
    upload.refresh_from_db()
    assert actions.undo_import(upload) == (1, 1)
    assert set(draft.lines.values_list("pk", flat=True)) == {own.pk, edited.pk}
    with pytest.raises(Refused) as refused:
        actions.undo_import(upload)
    assert [one.rule for one in refused.value.refusals] == ["SCH-IMP"]
    assert "возвращена" in draft.changes.latest("version").words


def test_an_edition_that_left_the_draft_keeps_its_lines(draft: Schedule) -> None:
    upload = kept(draft)
    actions.apply_import(upload)
    Schedule.objects.filter(pk=draft.pk).update(state=Schedule.State.ON_APPROVAL)
    with pytest.raises(Refused) as refused:
        actions.undo_import(upload)
    assert [one.rule for one in refused.value.refusals] == ["SCH-06"]


def test_the_pages_correct_download_apply_and_return(
    draft: Schedule, cast: make.Cast, login: Callable[..., Client]
) -> None:
    client = login(cast.account("specialist"))
    sent = SimpleUploadedFile("график.csv", (HEAD + ROWS).encode())
    url = client.post(reverse("schedule:import", args=[draft.pk]), {"file": sent})["Location"]
    assert "cell-3-2" in client.get(url).content.decode()
    faults = openpyxl.load_workbook(io.BytesIO(client.get(f"{url}faults.xlsx").content)).active
    assert faults is not None
    assert (faults.cell(1, 6).value, faults.cell(2, 6).value) == ("Что исправить", None)
    assert faults.cell(3, 6).value
    client.post(url, {"cell-3-2": "вт", "cell-3-3": "10:00-11:00"})
    assert not draft.lines.exists()
    client.post(url)
    assert draft.lines.count() == 2
    assert "график.csv" in client.get(reverse("schedule:import", args=[draft.pk])).content.decode()
    client.post(f"{url}undo/")
    assert not draft.lines.exists()


def test_the_form_of_the_grafik_is_read_from_word(draft: Schedule) -> None:
    """The annex itself: a title above, section rows across the table, two paragraphs in a cell."""
    paper = docx.Document()
    paper.add_paragraph("УТВЕРЖДЕНО приказом от 02.09.2026 № 41-о")
    grid = paper.add_table(4, 5)
    for column, title in enumerate(HEAD.strip().split(";")):
        grid.cell(0, column).text = title
    grid.cell(1, 0).merge(grid.cell(1, 4)).text = "Педагогические работники"
    for column, text in enumerate(
        ("Ковалёва Ирина", "преподаватель", "понедельник", "18.00-19.30", "вебинар")
    ):
        grid.cell(2, column).text = text
    grid.cell(2, 0).add_paragraph("Сергеевна")
    grid.cell(3, 0).merge(grid.cell(3, 4)).text = "Иные работники"
    out = io.BytesIO()
    paper.save(out)
    upload = actions.start_import(draft, file_name="график.docx", content=out.getvalue())
    rows = actions.read_upload(upload).rows
    assert [(row.line, row.name, row.section, row.weekdays) for row in rows] == [
        (3, "Ковалёва Ирина Сергеевна", "pedagogical", (1,))
    ]
    assert actions.apply_import(upload).added == 1
