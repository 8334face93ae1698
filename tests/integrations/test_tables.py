"""Reading tables from bytes: encodings, separators, workbooks, and clear words for everything else."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.integrations.tables import MAX_BYTES, Merge, Table, TableError, TableRow, read_table
from opora.integrations.tables.headers import find_header, names

TEXT = 'ФИО;Дата;Примечание\r\nИванова Мария;14.03.1987;"строка; с разделителем"\r\n'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def workbook(*rows: list[object], title: str = "Список", merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def refusal(data: bytes, filename: str = "список.xlsx") -> str:
    with pytest.raises(TableError) as caught:
        read_table(data, filename)
    assert caught.value.next_step
    return caught.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_gives_the_same_rows(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding), "список.csv")
    assert table.rows == (
        TableRow(1, ("ФИО", "Дата", "Примечание")),
        TableRow(2, ("Иванова Мария", "14.03.1987", "строка; с разделителем")),
    )


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found_out(separator: str) -> None:
    text = "Приложение № 1, к договору\nФИО|СНИЛС|Почта\nА|1|a@b.ru\nБ|2|c@d.ru\n".replace("|", separator)
    table = read_table(text.encode("cp1251"), "a.txt")
    assert [len(row.cells) for row in table.rows[1:]] == [3, 3, 3]
    assert table.separator == separator


def test_a_separator_directive_is_obeyed_and_counted_as_a_line() -> None:
    assert read_table(b"sep=,\r\na,b\r\n1,2\r\n").rows == (TableRow(2, ("a", "b")), TableRow(3, ("1", "2")))


def test_lines_are_numbers_of_the_file_with_blank_and_broken_lines() -> None:
    table = read_table(b'a;b\n\n;\n"x\ny";1\nz;2\n')
    assert [row.line for row in table.rows] == [1, 4, 6]


def test_a_lone_quote_does_not_swallow_the_file() -> None:
    text = 'ФИО;Место\nИванов;"Маяк\n' + "Петров;Завод\n" * 40
    assert len(read_table(text.encode()).rows) == 42


def test_a_workbook_keeps_values_and_row_numbers() -> None:
    data = workbook(
        ["Приложение № 1 к договору", None, None],
        [None, None, None],
        ["ФИО", "Дата", "СНИЛС"],
        ["Иванова", datetime.fromisoformat("1987-03-14"), 99000010156],
        [True, time(18, 0), 33470.5],
        merge="A1:C1",
    )
    table = read_table(data, "список.xlsx")
    assert table.rows == (
        TableRow(1, ("Приложение № 1 к договору",)),
        TableRow(3, ("ФИО", "Дата", "СНИЛС")),
        TableRow(4, ("Иванова", datetime.fromisoformat("1987-03-14"), 99000010156)),
        TableRow(5, ("да", time(18, 0), 33470.5)),
    )
    assert (table.kind, table.sheet, table.merged) == ("xlsx", "Список", (Merge(1, 0, 1, 2),))


def test_cells_merged_down_are_repeated() -> None:
    data = workbook(["ФИО", "День"], ["Ковалёва", "пн"], [None, "чт"], merge="A2:A3")
    rows = read_table(data).spread_down().rows
    assert rows[2] == TableRow(3, ("Ковалёва", "чт"))


def test_the_first_sheet_with_content_is_read_and_the_others_are_told() -> None:
    book = openpyxl.Workbook()
    for title in ("Слушатели", "Ещё", "Пусто"):
        sheet = book.create_sheet(title)
        if title != "Пусто":
            sheet.append(["ФИО", title])
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue())
    assert (table.sheet, table.other_sheets) == ("Слушатели", ("Ещё",))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Файл пустой."),
        (b"\xef\xbb\xbf \r\n", "Файл пустой."),
        (b";;;\r\n;;;\r\n", "В файле нет ни одной строки с данными."),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "Файл защищён паролем."),
        (OLE + "Workbook".encode("utf-16-le"), "Это старый формат Excel (.xls)."),
        (OLE + "WordDocument".encode("utf-16-le"), "Это документ Word старого формата."),
        (b"%PDF-1.7 ...", "Это PDF, таблицу из него не прочитать."),
        (b"\x89PNG\r\n\x1a\n....", "Это картинка, таблицу из неё не прочитать."),
        (b"\xff\xd8\xff\xe0....", "Это картинка, таблицу из неё не прочитать."),
        (b"Rar!\x1a\x07....", "Это архив, а не таблица."),
        (b"{\\rtf1 ...}", "Это документ Word старого формата."),
        (b"<html><table></table>", "Это веб-страница или XML с расширением .xlsx."),
        (package(**{"word__document.xml": b""}), "Файл повреждён или сохранён не полностью."),
        (
            package(mimetype=b"application/vnd.oasis.opendocument.text"),
            "Это файл OpenDocument, но не таблица.",
        ),
        (package(**{"xl__workbook.bin": b""}), "Это двоичный формат Excel (.xlsb)."),
        (package(**{"list.csv": b"a;b"}), "Это архив, а не таблица."),
        (b"PK\x03\x04 broken", "Файл повреждён или сохранён не полностью."),
        (package(**{"xl__workbook.xml": b"<x"}), "Файл повреждён или сохранён не полностью."),
        (workbook(["ФИО"])[:-200], "Файл повреждён или сохранён не полностью."),
        (workbook([]), "В книге нет ни одной заполненной строки."),
        (bytes(range(256)) * 4, "Это не таблица: внутри нет читаемого текста."),
        (b"a" * (MAX_BYTES + 1), "Файл больше 20 МБ."),
        (("ф;" * 300).encode(), None),
        (("x;" * 10 + ";" * 300 + "y\n").encode(), "В строке 1 больше 200 столбцов."),
        (b"1;2\n" * 50_001, "В файле больше 50000 строк."),
    ],
    ids=range(25),
)
def test_what_cannot_be_read_is_told_plainly(data: bytes, message: str | None) -> None:
    assert refusal(data) == (message or "В строке 1 больше 200 столбцов.")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = package(**{"xl__workbook.xml": b"0" * (151 * 1024 * 1024)})
    assert len(data) < 1024 * 1024
    assert refusal(data) == "После распаковки файл слишком велик."


def test_a_sheet_that_lies_about_its_size_is_read_in_full() -> None:
    data = workbook(["ФИО", "СНИЛС"], ["Иванова", 1])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b'ref="A1:B2"', b'ref="A1"')
            target.writestr(name, content)
    assert len(read_table(out.getvalue()).rows) == 2


def test_headings_are_found_below_a_title_with_a_second_row_and_numbers() -> None:
    rows = (
        ("Список", None, None, None),
        ("№", "ФИО", None, "СНИЛС"),
        (None, "Фамилия", "Имя", None),
        (1, 2, 3, 4),
        (1, "Иванова", "Мария", "x"),
    )
    table = Table("xlsx", tuple(TableRow(line, cells) for line, cells in enumerate(rows, 1)))
    synonyms = names(number="№", full="фио", last="фамилия", first="имя", snils="снилс")
    header = find_header(table, synonyms)
    assert header is not None
    assert (header.line, header.first) == (2, 4)
    assert header.columns == {"number": (0,), "last": (1,), "first": (2,), "snils": (3,)}


def readable(data: bytes) -> None:
    try:
        table = read_table(data, "x.xlsx")
    except TableError:
        return
    assert table.rows
    table.spread_down()


@given(st.binary(max_size=3000))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    readable(data)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_no_damaged_workbook_crashes_the_reader(draw: st.DataObject) -> None:
    data = bytearray(WORKBOOK)
    for _ in range(draw.draw(st.integers(1, 12))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    readable(bytes(data[: draw.draw(st.integers(4, len(data)))]))


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_no_damaged_sheet_inside_a_good_package_crashes_the_reader(draw: st.DataObject) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = bytearray(source.read(name))
            for _ in range(draw.draw(st.integers(0, 3))):
                content[draw.draw(st.integers(0, len(content) - 1))] = draw.draw(st.integers(32, 126))
            target.writestr(name, bytes(content))
    readable(out.getvalue())


WORKBOOK = workbook(["ФИО", "Дата", "СНИЛС"], ["Иванова", date(1987, 3, 14), 1], merge="A1:B1")
CELL = st.text(
    st.characters(codec="cp1251", exclude_categories=["Cc", "Zl", "Zp", "Zs", "Cf"]), min_size=1, max_size=12
)


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=1, max_size=6),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_cells_written_as_csv_are_read_back(rows: list[list[str]], encoding: str) -> None:
    quoted = [[cell.replace('"', '""') for cell in row] for row in rows]
    text = "".join(";".join(f'"{cell}"' for cell in row) + "\r\n" for row in quoted)
    table = read_table(("sep=;\r\n" + text).encode(encoding))
    assert [list(row.cells) for row in table.rows] == rows
