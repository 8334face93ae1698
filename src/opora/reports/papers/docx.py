"""DOCX for further work in an office: real tables, repeated headings, page fields, Times New Roman."""

import io
from collections.abc import Iterator

import segno
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from opora.reports.papers import wordml
from opora.reports.papers.archive import moment_of, without_clock
from opora.reports.papers.grid import Drawn, body_rows, header_rows
from opora.reports.papers.model import (
    BOTTOM_MM,
    CODE_MM,
    LEFT_MM,
    RIGHT_MM,
    TOP_MM,
    Align,
    Block,
    Layout,
    Letterhead,
    Look,
    Paper,
    Signature,
    Table,
)
from opora.reports.papers.text import clean, one_line

_FONT = "Times New Roman"
_CORNER_MM, _SIGN_MM, _NAME_MM = 82, 42, 52
_FIRST_MM = 12.5
_PROPERTY_LIMIT = 255
_AFTER_HYPHENATION = (
    "w:characterSpacingControl",
    "w:hdrShapeDefaults",
    "w:footnotePr",
    "w:compat",
    "w:rsids",
)
_SMALL_PT, _NARROW_MM = 10, 5
_WITH_SIGNATURES = 2  # rows that stay on the page of the signatures
_LAST = (
    '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'  # Word wants one after a table
)


def render_docx(paper: Paper) -> bytes:
    """The paper as a Word document; the same data give the same bytes."""
    layout = paper.layout()
    document = Document()
    _set_styles(document, layout)
    _set_page(document, layout)
    _set_properties(document, layout)
    body = document.element.body
    xml = f'<w:body xmlns:w="{wordml.NAMESPACE}">{"".join(_blocks(layout))}</w:body>'
    for block in list(parse_xml(xml)):
        body.insert(len(body) - 1, block)
    if layout.link and layout.corner:
        _add_link(document, layout)
    out = io.BytesIO()
    document.save(out)
    return without_clock(out.getvalue())


def _add_link(document: WordDocument, layout: Layout) -> None:
    """Under the letterhead, beside the corner: a code a telephone reads, and its address in words."""
    code = io.BytesIO()
    segno.make(layout.link, error="m").save(code, kind="png", scale=8, border=2)
    room = document.tables[0].cell(0, 0)
    picture = room.add_paragraph().add_run().add_picture(code, width=Mm(CODE_MM))
    picture._inline.docPr.set("descr", f"{layout.link_words} {layout.link}")
    words = room.add_paragraph().add_run(f"{layout.link_words} {layout.link}")
    words.font.size = Pt(layout.text_pt * 0.75)


def _set_styles(document: WordDocument, layout: Layout) -> None:
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = _FONT
        style.font.size = Pt(layout.text_pt)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), _FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "ru-RU")
        style.element.get_or_add_rPr().append(language)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1
    for name in ("Title", "Heading 1"):
        _plain(document, name)
    hyphens = OxmlElement("w:autoHyphenation")
    document.settings.element.insert_element_before(hyphens, *_AFTER_HYPHENATION)


def _plain(document: WordDocument, name: str) -> None:
    """The stock title is blue, large and underlined; an official one is black and bold."""
    style = document.styles[name]
    style.font.bold = True
    look = style.element.get_or_add_rPr()
    for tag in ("w:color", "w:spacing", "w:kern"):
        for found in look.findall(qn(tag)):
            look.remove(found)
    paragraph = style.element.get_or_add_pPr()
    for found in paragraph.findall(qn("w:pBdr")):
        paragraph.remove(found)


def _set_page(document: WordDocument, layout: Layout) -> None:
    section = document.sections[0]
    width, height = layout.page_mm
    section.orientation = WD_ORIENT.LANDSCAPE if layout.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.header_distance = section.footer_distance = Mm(7)
    footer = section.footer
    footer.is_linked_to_previous = False
    footer._element.append(parse_xml(wordml.page_numbers(pt=8)))
    footer._element.remove(footer.paragraphs[0]._element)


def _set_properties(document: WordDocument, layout: Layout) -> None:
    properties = document.core_properties
    properties.title = one_line(layout.title)[:_PROPERTY_LIMIT]
    properties.author = (
        one_line(layout.letterhead.organisation)[:_PROPERTY_LIMIT] if layout.letterhead else ""
    )
    properties.last_modified_by = ""
    properties.comments = ""
    properties.language = "ru-RU"
    properties.created = properties.modified = moment_of(layout.dated)
    properties.revision = 1


def _blocks(layout: Layout) -> Iterator[str]:
    point = layout.text_pt
    yield from _head(layout)
    yield from _body(layout)
    for annex in layout.annexes:
        for number, line in enumerate(annex.corner):
            yield wordml.paragraph(
                one_line(line), pt=point * 0.9, left_mm=layout.text_mm - _CORNER_MM, new_page=not number
            )
        yield from _body(annex)


def _body(layout: Layout) -> Iterator[str]:
    point = layout.text_pt
    yield wordml.paragraph(
        clean(layout.title), pt=point, align=Align.CENTER, bold=True, before=8, style="Title", keep=True
    )
    for line in layout.subtitle:
        yield wordml.paragraph(one_line(line), pt=point, align=Align.CENTER, before=1, keep=True)
    yield wordml.paragraph("", pt=7)
    for name, value in layout.facts:
        yield wordml.paragraph(f"{one_line(name)}: {clean(value)}", pt=point, after=2)
    if layout.facts:
        yield wordml.paragraph("", pt=4)
    for block in layout.text:
        yield _block(block, point)
    for table in layout.tables:
        yield from _table(table, layout)
    for note in layout.notes:
        yield wordml.paragraph(clean(note), pt=point * 0.85, before=2, keep=True)
    if layout.signatures:
        yield wordml.paragraph("", pt=point * 0.6, keep=True)
        yield _signatures(layout)
        yield _LAST


def _block(block: Block, point: float) -> str:
    words = clean(block.text)
    if block.look is Look.HEADING:
        return wordml.paragraph(
            words, pt=point, align=Align.CENTER, bold=True, before=10, after=4, style="Heading1", keep=True
        )
    if block.look is Look.PLAIN:
        return wordml.paragraph(words, pt=point, before=4, after=4)
    return wordml.paragraph(words, pt=point, align=Align.BOTH, first_mm=_FIRST_MM, after=2, hyphens=True)


def _head(layout: Layout) -> Iterator[str]:
    head, point = layout.letterhead, layout.text_pt
    if layout.mark:
        yield wordml.paragraph(one_line(layout.mark), pt=point, align=Align.RIGHT)
    if layout.corner:
        left = _letterhead(head, point * 0.9, Align.LEFT) if head else wordml.paragraph("", pt=point)
        right = "".join(wordml.paragraph(one_line(line), pt=point * 0.9) for line in layout.corner)
        widths = (layout.text_mm - _CORNER_MM - 10, 10, _CORNER_MM)
        empty = wordml.paragraph("", pt=point)
        cells = [wordml.cell(text, mm=mm) for text, mm in zip((left, empty, right), widths, strict=True)]
        yield wordml.table([wordml.row(cells)], widths, ruled=False, padding_mm=0)
    elif head:
        content = _letterhead(head, point, Align.CENTER) + wordml.paragraph("", pt=3)
        cells = [wordml.cell(content, mm=layout.text_mm, edges="bottom")]
        yield wordml.table([wordml.row(cells)], [layout.text_mm], ruled=False, padding_mm=0)
    if layout.stamps:
        yield wordml.paragraph("", pt=point)
        yield _stamps(layout)
        yield wordml.paragraph("", pt=point)


def _stamps(layout: Layout) -> str:
    """Who accepted on the left, who approved on the right."""
    gap = 10.0
    widths = (layout.text_mm - _CORNER_MM - gap, gap, float(_CORNER_MM))
    left, right = (
        "".join(wordml.paragraph(one_line(line), pt=layout.text_pt) for line in stamp or ("",))
        for stamp in layout.stamps
    )
    texts = (left, wordml.paragraph("", pt=layout.text_pt), right)
    cells = [wordml.cell(text, mm=mm) for text, mm in zip(texts, widths, strict=True)]
    return wordml.table([wordml.row(cells)], widths, ruled=False, padding_mm=0)


def _letterhead(head: Letterhead, point: float, align: Align) -> str:
    name = wordml.paragraph(one_line(head.organisation), pt=point, align=align, bold=True)
    return name + "".join(wordml.paragraph(line, pt=point * 0.8, align=align) for line in head.details)


def _table(table: Table, layout: Layout) -> Iterator[str]:
    if table.heading:
        heading = one_line(table.heading)
        yield wordml.paragraph(heading, pt=layout.text_pt, bold=True, before=12, after=4, keep=True)
    widths = [column.width_mm for column in table.columns]
    rows = _header(table, widths, layout.table_pt)
    body = list(body_rows(table))
    signed_from = (
        len(body) - _WITH_SIGNATURES if layout.signatures and table is layout.tables[-1] else len(body)
    )
    rows += [
        wordml.row(_cells(row, widths, layout.table_pt, keep=number >= signed_from or _is_held(body, number)))
        for number, row in enumerate(body)
    ]
    yield wordml.table(rows, widths, padding_mm=_padding(layout))


def _is_held(body: list[list[Drawn]], number: int) -> bool:
    """A section keeps its first row, a person all own rows: a page ends between persons."""
    row, following = body[number], body[number + 1 : number + 2]
    if row[0].section:
        return True
    return bool(following) and len(row) > 1 and bool(row[1].text) and row[1:2] == following[0][1:2]


def _padding(layout: Layout) -> float:
    return 0.5 if layout.table_pt < _SMALL_PT else 1.2


def _header(table: Table, widths: list[float], point: float) -> list[str]:
    """Heading rows; of two, the upper is one line and the lower takes the rest of the height."""
    drawn = header_rows(table)
    heights = [table.header_mm] if len(drawn) == 1 else [5, max(table.header_mm - 5, 0)]
    return [
        wordml.row(_cells(row, widths, point), header=True, height_mm=height)
        for row, height in zip(drawn, heights, strict=True)
    ]


def _cells(row: list[Drawn], widths: list[float], point: float, *, keep: bool = False) -> Iterator[str]:
    first = 0
    for drawn in row:
        mm = sum(widths[first : first + drawn.span])
        merge = "restart" if drawn.down > 1 else "continue" if drawn.covered else ""
        yield wordml.cell(
            wordml.paragraph(
                drawn.text, pt=point, align=drawn.align, bold=drawn.bold, hyphens=point < _SMALL_PT, keep=keep
            ),
            mm=mm,
            span=drawn.span,
            merge=merge,
            shaded=drawn.shaded,
            vertical=drawn.vertical,
            middle=drawn.head,
            padding_mm=0.1 if mm < _NARROW_MM else None,
        )
        first += drawn.span


def _signatures(layout: Layout) -> str:
    gap = 5.0
    widths = (layout.text_mm - _SIGN_MM - _NAME_MM - 2 * gap, gap, float(_SIGN_MM), gap, float(_NAME_MM))
    rows = [row for item in layout.signatures for row in _signature(item, widths, layout.text_pt)]
    return wordml.table(rows, widths, ruled=False, padding_mm=0)


def _signature(item: Signature, widths: tuple[float, ...], point: float) -> Iterator[str]:
    words = (item.words, "", "", "", one_line(item.name))
    lined = ("" if item.words else "bottom", "", "bottom", "", "" if item.name else "bottom")
    aligns = (Align.LEFT, *([Align.CENTER] * 4))
    line = zip(words, lined, aligns, widths, strict=True)
    yield wordml.row(
        wordml.cell(
            wordml.paragraph(text, pt=point, align=align, before=5, keep=True), mm=mm, edges=edge, bottom=True
        )
        for text, edge, align, mm in line
    )
    hints = zip(("(должность)", "", "(подпись)", "", "(И.О. Фамилия)"), aligns, widths, strict=True)
    yield wordml.row(
        wordml.cell(wordml.paragraph(text, pt=7, align=align), mm=mm) for text, align, mm in hints
    )
