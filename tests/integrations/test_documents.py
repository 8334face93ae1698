"""Tables of Word and OpenDocument: merged cells, nested paragraphs, several tables, hostile sizes."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date

import docx
import pytest

from opora.integrations.tables import Merge, Table, TableError, TableRow, read_table
from opora.integrations.tables.headers import find_header, names
from tests.fuzz import files

HEADINGS = names(name="фио.*", day="день.*")


def fits(table: Table) -> bool:
    return find_header(table, HEADINGS) is not None


def document(*tables: Sequence[Sequence[str]], above: str = "", merge: tuple[int, ...] = ()) -> bytes:
    """``merge`` is top, left, bottom, right in the last table."""
    paper = docx.Document()
    if above:
        paper.add_paragraph(above)
    for rows in tables:
        grid = paper.add_table(len(rows), max(map(len, rows)))
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                first, *rest = text.split("\n")
                grid.cell(line, column).text = first
                for more in rest:
                    grid.cell(line, column).add_paragraph(more)
        paper.add_paragraph("")
    if merge:
        top, left, bottom, right = merge
        grid.cell(top, left).merge(grid.cell(bottom, right))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def opendocument(rows: str, name: str = "Лист1") -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0"'
        f' xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="{name}">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    return out.getvalue()


def test_the_table_that_fits_is_taken_with_the_text_above_it() -> None:
    data = document(
        [["Утверждаю", "Директор"]],
        [["ФИО работника", "День недели"], ["Ковалёва\nИрина  Сергеевна", "пн"]],
        above="Приложение № 1 к договору № 117/26 от 02.11.2026",
    )
    table = read_table(data, "график.docx", fits=fits)
    assert table.rows == (
        TableRow(1, ("ФИО работника", "День недели")),
        TableRow(2, ("Ковалёва\nИрина Сергеевна", "пн")),
    )
    one = read_table(data, "график.docx")
    assert one.rows[0] == TableRow(0, ("Приложение № 1 к договору № 117/26 от 02.11.2026",))
    assert (one.kind, one.sheet) == ("docx", "Таблица 1")


def test_a_table_that_word_broke_in_two_is_one_list() -> None:
    table = read_table(
        document([["ФИО", "День"], ["А", "пн"]], [["Б", "вт"], ["В", "ср"]]), "a.docx", fits=fits
    )
    assert [(row.line, row.cells[0]) for row in table.rows] == [(1, "ФИО"), (2, "А"), (3, "Б"), (4, "В")]
    assert table.other_sheets == ()


def test_cells_merged_down_are_repeated_and_merged_across_are_blank() -> None:
    down = read_table(document([["ФИО", "День"], ["А", "пн"], ["", "вт"]], merge=(1, 0, 2, 0)), "a.docx")
    assert down.merged == (Merge(2, 0, 3, 0),)
    assert [row.cells[0] for row in down.spread_down().rows] == ["ФИО", "А", "А"]
    across = read_table(document([["ФИО", "День"], ["Иные работники", ""]], merge=(1, 0, 1, 1)), "a.docx")
    assert across.rows[1].cells == ("Иные работники", None)


def test_a_document_without_tables_says_what_to_do() -> None:
    with pytest.raises(TableError, match=r"В документе Word нет ни одной таблицы\..*xlsx"):
        read_table(document(above="Просто текст"), "список.docx")


def test_an_opendocument_sheet_keeps_values_and_row_numbers() -> None:
    rows = """
    <table:table-row><table:table-cell><text:p>ФИО</text:p></table:table-cell>
      <table:table-cell><text:p>Дата</text:p></table:table-cell></table:table-row>
    <table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
    <table:table-row><table:table-cell><text:p>Иванова</text:p></table:table-cell>
      <table:table-cell office:value-type="date" office:date-value="1987-03-14"/>
      <table:table-cell office:value-type="float" office:value="99000010156"/>
      <table:table-cell table:number-columns-repeated="16000"/></table:table-row>
    <table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>"""
    table = read_table(opendocument(rows), "список.ods")
    assert [(row.line, row.cells[:3]) for row in table.rows] == [
        (1, ("ФИО", "Дата")),
        (5, ("Иванова", date(1987, 3, 14), 99000010156)),
    ]


CELL = "<table:table-cell><text:p>x</text:p></table:table-cell>"
TALL = f'<table:table-row table:number-rows-repeated="1048576">{CELL}</table:table-row>'
WIDE = f"<table:table-row>{CELL}</table:table-row>".replace(
    "<table:table-cell>", '<table:table-cell table:number-columns-repeated="1000000">'
)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (TALL, "В файле больше 50000 строк."),
        (WIDE, "В строке 1 больше 200 столбцов."),
        ("", "В книге нет ни одной заполненной строки."),
        ("<table:table-row>", "Файл повреждён или сохранён не полностью."),
    ],
)
def test_hostile_sheets_are_refused(rows: str, words: str) -> None:
    with pytest.raises(TableError) as caught:
        read_table(opendocument(rows), "a.ods")
    assert caught.value.message == words


def test_entities_of_xml_are_not_opened() -> None:
    out = io.BytesIO()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", bomb)
    with pytest.raises(TableError, match="Файл повреждён"):
        read_table(out.getvalue(), "a.docx")


def test_damaged_files_are_read_or_refused_in_words() -> None:
    answers = [answer_to(data, name) for name, data in files(300)]
    assert all(re.search("[а-яё]{4}", words) for words in answers if words is not None)
    assert answers.count(None) > 50


def answer_to(data: bytes, name: str) -> str | None:
    """None when the file was read."""
    try:
        return None if read_table(data, name).rows else ""
    except TableError as error:
        return f"{error.message} {error.next_step}"
