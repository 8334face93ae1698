"""Official papers: the form of the annex, equal numbers in every format, the same bytes twice."""

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import docx
import openpyxl
import pypdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.kernel.times import RUSSIAN_ZONES, zone_label
from opora.reports.papers import (
    Audience,
    Column,
    GrafikLine,
    GrafikPaper,
    Kind,
    Layout,
    Letterhead,
    LoadRow,
    OrderRef,
    Paper,
    Section,
    Signature,
    Table,
    render_csv,
    render_docx,
    render_pdf,
    render_xlsx,
    weekday_words,
)
from opora.reports.papers.text import clean
from opora.reports.papers.zones import AHEAD_OF_MOSCOW
from tests.reports.papers import DIRECTOR, GRAFIK, HEAD, JOURNAL, PAPERS, PREP, SHEET

S1_TITLE = (
    "График оказания учебно-методической помощи обучающимся, родителям (законным представителям) "
    "обучающихся, в том числе в форме индивидуальных консультаций, оказываемых дистанционно с использованием "
    "информационных и телекоммуникационных технологий"
)
S0_TITLE = (
    "График оказания учебно-методической помощи слушателям, в том числе в форме индивидуальных консультаций, "
    "оказываемых дистанционно с использованием информационных и телекоммуникационных технологий"
)
S1_COLUMNS = ["", "ФИО работника", "Должность", "День недели", "Время", "Средство коммуникации"]
JOURNAL_COLUMNS = [
    "№ п/п", "Дата", "Время начала (факт.)", "Время окончания (факт.)", "Продолжительность, мин.",
    "Вид (текущая / по подготовке к промежуточной аттестации / по организационным вопросам)",
    "Форма (индивидуальная / групповая / фронтальная)", "Режим (online / offline / очно)",
    "Средство коммуникации",
    "Программа, дисциплина (модуль)", "Тема (обзорная / по теме)", "Основание темы",
    "Группа / ФИО слушателя",
    "Записано", "Присутствовало", "ФИО преподавателя", "Отметка о подтверждении", "Примечание",
]  # fmt: skip
SHEET_COLUMNS = [
    "№", "ФИО", "Должность", "Вид договора",
    "Основание учёта (в учебной нагрузке / почасовая / в пределах рабочего времени / вне учебной нагрузки)",
    "План, мин.", *(str(day) for day in range(1, 32)), "Итого, мин.", "Итого, ч (астр.)", "Итого, ак. ч",
    "Отклонение", "Примечание",
]  # fmt: skip

every_paper = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())


def word(paper: Paper) -> Document:
    return docx.Document(io.BytesIO(render_docx(paper)))


def word_rows(paper: Paper) -> list[list[str]]:
    """Rows of the first ruled table, cell by cell; a merged cell counts once."""
    table = next(
        table for table in word(paper).tables if table._tbl.tblPr.find(qn("w:tblBorders")) is not None
    )
    return [["\n".join(p.text for p in cell.paragraphs) for cell in _cells(row)] for row in table.rows]


def _cells(row):
    seen = []
    for cell in row.cells:
        if not seen or cell._tc is not seen[-1]._tc:
            seen.append(cell)
    return seen


def sheet(paper: Paper):
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(paper))).active


def pdf(paper: Paper) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_pdf(paper)))


def pdf_text(paper: Paper) -> str:
    """All words of a PDF in one line: soft hyphens at line ends are undone."""
    return flat("\n".join(page.extract_text() for page in pdf(paper).pages))


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"(?<=\w)[-\u00ad\u2010]\n", "", text)).strip()


# --- the form of the annex (S1-A) ---


def test_grafik_is_the_form_of_the_annex_column_by_column():
    first, second, third, fourth, *rows = word_rows(GRAFIK)

    assert first == S1_COLUMNS
    assert second == ["Педагогические работники"]
    assert third == [
        "1", "Ковалёва Ирина Сергеевна", "преподаватель", "понедельник", "18:00–19:30 (МСК)",
        "видеоконференция платформы, каб. «ОТ»",
    ]  # fmt: skip
    assert fourth[0] == "2"
    assert rows[0][:5] == [
        "3",
        "Ли Ен Су",
        "мастер производственного обучения",
        "среда (чётн.)",
        "16:00–17:00 (ВЛД)",
    ]
    assert rows[1] == ["Иные работники"]
    assert [row[0] for row in rows[2:]] == ["1", "2"]
    assert rows[3][3] == "пн–пт"


def test_grafik_has_the_title_and_the_corner_of_the_annex():
    document = word(GRAFIK)
    assert GRAFIK.title == S1_TITLE
    assert S1_TITLE in [p.text for p in document.paragraphs]
    corner = flat("\n".join(p.text for p in document.tables[0].rows[0].cells[2].paragraphs))
    assert corner == (
        "ПРИЛОЖЕНИЕ к Порядку оказания учебно-методической помощи обучающимся, родителям "
        "(законным представителям) обучающихся в том числе в форме индивидуальных консультаций, оказываемых "
        "дистанционно с использованием информационных и телекоммуникационных технологий, утвержденному "
        "приказом АНО ДПО «УЦ «Балтийский вектор» от 02.09.2026 № 41-о"
    )


def test_grafik_without_parents_has_the_title_of_s0():
    assert replace(GRAFIK, audience=Audience.LEARNERS).title == S0_TITLE


def test_grafik_stands_on_a4_with_the_margins_of_the_house():
    section = word(GRAFIK).sections[0]
    sides = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert [round(side.mm) for side in sides] == [20, 10, 15, 15]
    width, height = pdf(GRAFIK).pages[0].mediabox[2:]
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def test_empty_form_has_numbered_rows_and_lines_to_write_on():
    blank = GrafikPaper(None, (), (), blank_rows=3)
    rows = word_rows(blank)
    assert [row[0] for row in rows[1:]] == [
        "Педагогические работники",
        "1",
        "2",
        "3",
        "Иные работники",
        "1",
        "2",
        "3",
    ]
    assert "приказом _____________ от __________ № _______" in pdf_text(blank)


def test_parity_is_explained_only_where_it_is_used():
    assert "по её номеру в календарном году (ИСО 8601)" in pdf_text(GRAFIK)
    assert "считается от 31.08.2026" in pdf_text(replace(GRAFIK, parity_from=date(2026, 8, 31)))
    assert "Чётность" not in pdf_text(replace(GRAFIK, pedagogical=GRAFIK.pedagogical[:2]))


def test_zones_are_explained_once():
    assert "Время: МСК – московское время (UTC+3); ВЛД – МСК+7 ч." in pdf_text(GRAFIK)
    known = {zone_label(zone) for zone in RUSSIAN_ZONES}
    assert known == {"МСК", *AHEAD_OF_MOSCOW}


@pytest.mark.parametrize(
    ("days", "words"),
    [((0,), "понедельник"), (range(5), "пн–пт"), ((1, 3), "вт, чт"), ((5, 6), "сб, вс"), ((), "")],
)
def test_weekdays_read_as_people_write_them(days, words):
    assert weekday_words(days) == words


def test_line_without_hours_of_its_own_prints_words():
    assert GrafikLine("", "", "", hours="по расписанию занятий").when == "по расписанию занятий"
    assert GrafikLine("", "", "").when == ""


# --- the other forms ---


@pytest.mark.parametrize(("paper", "columns"), [(JOURNAL, JOURNAL_COLUMNS), (SHEET, SHEET_COLUMNS)])
def test_headings_are_exact(paper, columns):
    assert [column.title for column in paper.layout().tables[0].columns] == columns
    assert next(csv.reader(io.StringIO(render_csv(paper).decode("utf-8-sig")), delimiter=";")) == columns


@every_paper
def test_table_is_as_wide_as_the_text(paper):
    layout = paper.layout()
    assert layout.tables[0].width_mm == pytest.approx(layout.text_mm)


@every_paper
def test_title_letterhead_and_signatures_stand_in_every_format(paper):
    layout = paper.layout()
    document = word(paper)
    in_word = " ".join(
        [p.text for p in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    in_sheet = " ".join(str(cell.value) for row in sheet(paper).iter_rows() for cell in row if cell.value)
    for words in (layout.title, HEAD.organisation, *(item.name for item in layout.signatures)):
        for text in (in_word, in_sheet, pdf_text(paper)):
            assert flat(words) in flat(text)


def test_journal_counts_its_rows_and_minutes():
    assert [row[:5] for row in word_rows(JOURNAL)][-1] == ["", "Всего: 3", "", "", "249"]


def test_sheet_reckons_totals_hours_and_deviation():
    rows = word_rows(SHEET)
    assert rows[2][-5:] == ["1\u00a0055", "17,58", "23,44", "+5", ""]
    assert rows[3][-5:] == ["339", "5,65", "7,53", "\u221261", "замещение 12.11"]
    assert rows[4][1] == "Итого"
    assert rows[4][-5:-1] == ["1\u00a0394", "23,23", "30,98", "\u221256"]


def test_sheet_crosses_out_days_the_month_does_not_have():
    assert word_rows(SHEET)[2][36] == "×"


def test_sheet_total_has_no_plan_where_someone_has_none():
    without = LoadRow(
        "Громов Пётр Ильич", "заместитель директора", "трудовой", "в пределах рабочего времени", None, {}
    )
    layout = replace(SHEET, rows=(*SHEET.rows, without)).layout()
    assert layout.tables[0].totals[5] is None
    assert layout.tables[0].totals[-1] is None


def test_sheet_says_who_kept_it():
    assert "Учёт вёл: заместитель руководителя" in pdf_text(SHEET)


@pytest.mark.parametrize("a3", [False, True])
def test_sheet_fits_one_page(a3):
    paper = replace(SHEET, a3=a3)
    assert len(pdf(paper).pages) == 1
    assert paper.layout().table_pt >= 6.5
    assert paper.layout().tables[0].width_mm == pytest.approx(paper.layout().text_mm)


def test_prep_record_lists_three_questions_and_who_was_there():
    rows = word_rows(PREP)
    assert [row[1] for row in rows[1:4]] == list(PREP.QUESTIONS)
    assert [row[3] for row in rows[1:4]] == ["выполнено", "выполнено", "не выполнено"]
    assert rows[4][1:3] == ["Итого", "60"]
    assert "Список присутствующих (1 из 2) № ФИО" in pdf_text(PREP)
    assert "в кабинете, 24.11.2026" in pdf_text(PREP)


# --- numbers ---


@every_paper
def test_numbers_are_equal_in_word_sheet_and_pdf(paper):
    layout = paper.layout()
    text = pdf_text(paper)
    for index, table in enumerate(layout.tables):
        drawn = word(paper).tables
        ruled = [table for table in drawn if table._tbl.tblPr.find(qn("w:tblBorders")) is not None][index]
        for row in (*(row for section in table.sections for row in section.rows), table.totals):
            numbers = [value for value in row if isinstance(value, int | Decimal)]
            in_word = [{_number(cell.text) for cell in line.cells} for line in ruled.rows]
            assert any({Decimal(number) for number in numbers} <= found for found in in_word)
            in_sheet = [{_number(cell.value) for cell in line} for line in sheet(paper).iter_rows()]
            assert any({Decimal(number) for number in numbers} <= found for found in in_sheet)
            printed = {_number(part) for part in text.replace("\u00a0", "").split()}
            assert {Decimal(number) for number in numbers if abs(number) < 1000} <= printed


def _number(value: object) -> Decimal | None:
    text = str(value).replace("\u00a0", "").replace("\u2212", "-").replace(",", ".").removeprefix("+")
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def test_sheet_holds_real_dates_times_and_numbers():
    row = next(row for row in sheet(JOURNAL).iter_rows() if row[0].value == 1)
    assert row[1].value.date() == date(2026, 11, 23)
    assert row[1].number_format == "dd.mm.yyyy"
    assert row[2].value == time(18)
    assert row[4].value == 90
    hours = next(row for row in sheet(SHEET).iter_rows() if row[0].value == 1)[-4]
    assert (hours.value, hours.data_type) == (17.58, "n")


def test_sheet_is_set_up_for_print():
    page = sheet(JOURNAL)
    head = next(row[0].row for row in page.iter_rows() if row[0].value == "№ п/п")
    assert page.freeze_panes == f"A{head + 1}"
    assert page.print_title_rows == f"${head}:${head}"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)
    assert "&P" in page.oddFooter.center.text


@pytest.mark.parametrize("text", ["=1+1", "+7 (423) 200-00-00", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_text_never_becomes_a_formula(text):
    paper = replace(GRAFIK, pedagogical=(GrafikLine(text, text, text, means=text),))
    cells = [cell for row in sheet(paper).iter_rows() for cell in row if cell.value == text]
    assert [cell.data_type for cell in cells] == ["s"] * 4
    lines = csv.reader(io.StringIO(render_csv(paper).decode("utf-8-sig")), delimiter=";")
    name = next(line for line in lines if line[0] == "1")[1]
    assert name == (text if re.fullmatch(r"[+-][\d ()-]+", text) else f"'{text}")


def test_csv_reads_in_both_encodings():
    for encoding in ("utf-8-sig", "cp1251"):
        lines = list(csv.reader(io.StringIO(render_csv(SHEET, encoding).decode(encoding)), delimiter=";"))
        assert lines[1][-5:] == ["1055", "17,58", "23,44", "+5", ""]
        assert lines[2][-2] == "-61"
    assert render_csv(SHEET).startswith(b"\xef\xbb\xbf")


def test_csv_keeps_the_sections_and_both_tables():
    grafik = list(csv.reader(io.StringIO(render_csv(GRAFIK).decode("utf-8-sig")), delimiter=";"))
    assert grafik[1] == ["Педагогические работники"]
    assert ["Список присутствующих (1 из 2)"] in csv.reader(
        io.StringIO(render_csv(PREP).decode("utf-8-sig")), delimiter=";"
    )


# --- the file itself ---


@every_paper
def test_same_data_give_same_bytes(paper):
    for render in (render_docx, render_xlsx, render_pdf, render_csv):
        assert render(paper) == render(paper)


@every_paper
def test_pdf_is_archival_and_tagged(paper):
    metadata = render_pdf(paper).decode("latin-1")
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    fonts = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for font in pdf(paper).pages[0]["/Resources"]["/Font"].values()
    }
    assert fonts <= {"PTSerif-Regular", "PTSerif-Bold"}


def test_pages_are_numbered_and_headings_repeated():
    many = replace(JOURNAL, rows=JOURNAL.rows * 30)
    pages = [flat(page.extract_text()) for page in pdf(many).pages]
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert f"стр. {number} из {len(pages)}" in text
    assert all("Основание темы" in text for text in pages[:-1])
    header = word(many).tables[1].rows[0]._tr
    assert header.trPr.find(qn("w:tblHeader")) is not None
    footer = word(many).sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer


# --- bad values ---

NASTY = ['#"[x] #panic() $x$ <a> *b* _c_ `d`', "\x00\x0b\ufffe\ud800", "👩‍🏫 emoji", "שלום עולם",
         "\u202eexe.tnemucod",
         "ы" * 3000, "a" * 3000, "", "]]>&lt;", "строка\r\nещё", "мягкий\u2028перенос", "김영수"]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_odd_text_never_breaks_a_paper(text):
    paper = replace(
        GRAFIK,
        letterhead=Letterhead(text, text, text, text, text, text, text),
        pedagogical=(GrafikLine(text, text, text, time(9), None, text, text),),
        act=OrderRef(text, None, text),
        period=text,
        signatures=(Signature(text, text, text),),
    )
    for row in word_rows(paper):
        assert len(row) in {1, 6}
    assert clean(text)[:32_000] in {cell.value or "" for row in sheet(paper).iter_rows() for cell in row}
    assert pdf(paper).pages
    assert render_csv(paper, "cp1251")


def test_template_shows_markup_as_it_was_typed():
    text = NASTY[0]
    assert text in pdf_text(replace(PREP, discipline=text))


def test_direction_overrides_and_controls_are_dropped():
    assert clean("\u202eИванов\x07\ufffe") == "Иванов"


def test_three_hundred_rows_are_printed():
    paper = replace(SHEET, rows=SHEET.rows * 150)
    assert len(word_rows(paper)) == 303
    assert len(pdf(paper).pages) > 5
    assert sheet(paper).max_row > 300


def test_empty_papers_are_printed():
    empty = (
        replace(GRAFIK, pedagogical=(), others=(), letterhead=None, order=None, signatures=()),
        replace(JOURNAL, rows=(), scope=(), order=None, letterhead=None),
        replace(SHEET, rows=(), order=None),
        replace(PREP, attendees=(), date=None, group=""),
        Layout(title="", tables=()),
    )
    for paper in empty:
        for render in (render_docx, render_xlsx, render_pdf, render_csv):
            assert isinstance(render(paper), bytes)


cells = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(),
    st.decimals(),
    st.dates(),
    st.times(),
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(cells, max_size=8).map(tuple), max_size=6),
    st.lists(st.sampled_from(Kind), min_size=1, max_size=7),
    st.text(max_size=30),
)
def test_any_values_in_any_columns_can_be_printed(rows, kinds, words):
    columns = tuple(
        Column(words, 180 / len(kinds), kind=kind, vertical=n % 2 == 1, group="группа" if n > 2 else "")
        for n, kind in enumerate(kinds)
    )
    table = Table(columns, (Section(words, tuple(rows)), Section()), totals=tuple(rows[0]) if rows else ())
    layout = Layout(
        title=words, tables=(table,), notes=(words,), facts=((words, words),), signatures=(DIRECTOR,)
    )
    for render in (render_docx, render_xlsx, render_pdf):
        assert render(layout) == render(layout)
    assert render_csv(layout, "cp1251")


# --- the office program ---


@pytest.mark.system
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_the_papers_and_keeps_them_on_their_pages(tmp_path):
    for name, paper in PAPERS.items():
        (tmp_path / f"{name}.docx").write_bytes(render_docx(paper))
        (tmp_path / f"{name}-table.xlsx").write_bytes(render_xlsx(paper))
    files = sorted(str(path) for path in tmp_path.iterdir())
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path / "out"), *files],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip

    for name, paper in PAPERS.items():
        for suffix in ("", "-table"):
            pages = pypdf.PdfReader(tmp_path / "out" / f"{name}{suffix}.pdf").pages
            assert len(pages) == 1
            text = flat("\n".join(page.extract_text() for page in pages))
            assert flat(paper.layout().title).split(" ")[0] in text
            assert "стр. 1 из 1" in text
