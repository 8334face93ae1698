"""Acts as they come: text with marks, wrapped pages, Word lists and tracked changes, PDF, scans."""

import io
import time
from itertools import pairwise

import pytest
import typst
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from pypdf import PdfWriter

from opora.regulations.reading.source import ReadAct, UnreadableAct, read_act, read_text

from .acts import act, content

LEVELS = [
    ("decimal", "%1."),
    ("decimal", "%1.%2."),
    ("russianLower", "%3)"),
    ("bullet", "•"),
]


def numbers(read: ReadAct) -> list[str]:
    return [clause.number for clause in read.clauses]


def text_of(read: ReadAct, number: str) -> str:
    return next(clause.text for clause in read.clauses if clause.number == number)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "S0",
            (
                "Шапка 1 1.1 1.2 1.3 1.4 1.5 2 2.1 2.2 3 3.1 4 4.1 4.2 4.3 5 5.1 5.2 5.3 5.4 5.5 5.6 5.7"
                " 5.8 5.9 5.10 6 6.1 6.2 6.3 6.4 7 7.1 7.2"
            ),
        ),
        ("S2", "Шапка 1 2 3 4 5 6 7 8 9 10 11 12 13 14"),
        (
            "S3",
            "Шапка I 1.1 1.2 1.3 1.4 II 2.1 2.2 III 3.1 3.2 3.3 3.4 3.5 IV 4.1 4.2 4.3 4.4 4.5 V V.1 V.2 V.3",
        ),
        ("S4", "Шапка 1 1.1 1.2 1.3 1.4 2 2.1 2.2 2.3"),
    ],
)
def test_the_regulations_load_as_they_are(code: str, expected: str) -> None:
    read = act(code)
    assert numbers(read) == expected.split()
    assert read.troubles == []


def test_an_order_its_annex_and_the_form_are_parts_of_one_text() -> None:
    read = act("S1")
    assert numbers(read)[:4] == ["Приказ", "П.1", "П.2", "Приложение к приказу"]
    assert numbers(read)[-2:] == ["4.1", "Приложение"]
    assert text_of(read, "Приказ").endswith("приказываю:")
    assert "__________ № __________" in text_of(read, "Приложение к приказу")
    assert text_of(read, "2.1").endswith("идентификаторов Пользователя.")  # the mark of a footnote is gone
    assert text_of(read, "3.2").count("\n– ") == 3
    assert "Педагогические работники" in text_of(read, "Приложение")


def test_titles_are_read_as_sentences() -> None:
    assert act("S2").title.startswith("Порядок оказания учебно-методической помощи обучающимся, в том числе")
    assert act("S4").title == (
        "Положение о работе специалиста, ответственного за сопровождение образовательного процесса с"
        " применением дистанционных образовательных технологий"
    )


def test_hard_line_breaks_keep_the_thirteen_ways_apart() -> None:
    assert len(text_of(act("S0"), "4.3").split("\n")) == 14
    assert text_of(act("S3"), "1.4").count("\n") == 0  # a page ended in mid-sentence


def test_every_encoding_of_the_office_reads_the_same() -> None:
    text = content("S2").decode()
    expected = numbers(act("S2"))
    for encoding in ("utf-8-sig", "utf-16", "cp1251"):
        assert numbers(read_act(text.encode(encoding, errors="ignore"), "акт.txt")) == expected
    assert numbers(read_text(text)) == expected


def saved(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_with_lists(*paragraphs: tuple[int | None, str]) -> WordDocument:
    """A document whose numbers Word computes: (level or None, text)."""
    document = Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(LEVELS)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="99">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="99"><w:abstractNumId w:val="99"/></w:num>'))
    for level, text in paragraphs:
        paragraph = document.add_paragraph(text)
        if level is not None:
            properties = paragraph._p.get_or_add_pPr()
            properties.append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="99"/></w:numPr>')
            )
    return document


def test_numbers_that_only_word_shows_are_counted() -> None:
    document = word_with_lists(
        (None, "ПОРЯДОК оказания помощи"),
        (0, "ОБЩИЕ ПОЛОЖЕНИЯ"),
        (1, "Первый пункт."),
        (1, "Помощь оказывают:"),
        (2, "преподаватели:"),
        (3, "штатные;"),
        (3, "по договору;"),
        (2, "мастера."),
        (0, "ЗАКЛЮЧЕНИЕ"),
        (1, "Порядок утверждает директор."),
    )
    read = read_act(saved(document), "порядок.docx")
    assert numbers(read) == ["1", "1.1", "1.2", "2", "2.1"]
    assert text_of(read, "1.2").split("\n") == [
        "Помощь оказывают:", "а) преподаватели:", "– штатные;", "– по договору;", "б) мастера.",
    ]  # fmt: skip
    assert read.title == "Порядок оказания помощи"


def test_tracked_changes_are_accepted_and_told() -> None:
    document = Document()
    paragraph = document.add_paragraph("1.1. Консультации проводятся ")
    for tag, inner, text in (("del", "delText", "только групповые"), ("ins", "t", "любые")):
        paragraph._p.append(
            parse_xml(
                f'<w:{tag} {nsdecls("w")} w:id="1" w:author="А">'
                f"<w:r><w:{inner}>{text}</w:{inner}></w:r></w:{tag}>"
            )
        )
    read = read_act(saved(document), "порядок.docx")
    assert text_of(read, "1.1") == "Консультации проводятся любые"
    assert any("исправления" in trouble for trouble in read.troubles)


def test_a_table_is_read_row_by_row() -> None:
    document = Document()
    document.add_paragraph("1.1. Форма графика:")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("ФИО", "Должность", "Время"), strict=True):
        cell.text = text
    table.rows[1].cells[0].text = "Иванов"
    assert "ФИО | Должность | Время" in text_of(read_act(saved(document), "п.docx"), "1.1")
    assert document.element.body.find(qn("w:tbl")) is not None


def pdf_of(lines: list[str]) -> bytes:
    source = "#set page(height: 20cm)\n" + " \\\n".join(
        f"#text({line!r})".replace("'", '"') for line in lines
    )
    return bytes(typst.compile(source.encode()))


def test_a_pdf_is_read_by_its_text() -> None:
    read = read_act(
        pdf_of(["ПОРЯДОК", "оказания помощи", "1.1. Помощь оказывают", "преподаватели.", "1.2. Иное."]),
        "п.pdf",
    )
    assert numbers(read) == ["1.1", "1.2"]
    assert text_of(read, "1.1") == "Помощь оказывают преподаватели."


def test_a_scan_says_that_it_has_no_text() -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    buffer = io.BytesIO()
    writer.write(buffer)
    with pytest.raises(UnreadableAct, match="скан"):
        read_act(buffer.getvalue(), "скан.pdf")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "нет текста"),
        (b"   \n\n", "нет текста"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Word 97"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x89PNG\r\n", "рисунок"),
        (b"PK\x03\x04broken", "повреждён"),
        (b"%PDF-1.7 broken", "PDF повреждён"),
        (b"\x00\x01\x02", "не текст"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableAct, match=words):
        read_act(content, "файл")


def test_three_hundred_pages_take_seconds() -> None:
    text = "ПОРЯДОК оказания помощи\n\n" + "\n\n".join(
        f"{part}. РАЗДЕЛ\n\n"
        + "\n\n".join(
            f"{part}.{clause}. " + "Помощь оказывают преподаватели. " * 15 for clause in range(1, 100)
        )
        for part in range(1, 21)
    )
    assert len(text) > 300 * 2000
    began = time.monotonic()
    read = read_text(text)
    assert time.monotonic() - began < 5
    assert len(read.clauses) == 20 * 100
    assert all(first.number != second.number for first, second in pairwise(read.clauses))


def test_a_number_met_twice_is_told_and_stays_addressable() -> None:
    read = read_text("1.1. Первый.\n\n1.1. Второй.")
    assert numbers(read) == ["1.1", "1.1 (2)"]
    assert any("повторяются" in trouble for trouble in read.troubles)


def test_a_simple_list_inside_a_clause_makes_no_sections() -> None:
    read = read_text(
        "1.1. Учитель обязан:\n1. провести;\n2. разобрать;\n3. сказать.\n\n1.2. Иное.\n\n2. ИТОГ\n\n2.1. Всё."
    )
    assert numbers(read) == ["1.1", "1.2", "2", "2.1"]
