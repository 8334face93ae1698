"""PDF by Typst inside the process: PDF/A-2a and PDF/UA-1, own fonts, data as JSON that is never evaluated."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from opora.kernel.text import NBSP
from opora.reports.papers.archive import moment_of
from opora.reports.papers.grid import Drawn, body_rows, header_rows
from opora.reports.papers.model import CODE_MM, Layout, Paper, Table
from opora.reports.papers.text import clean, one_line

_HERE = Path(__file__).parent
_STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
_MM_PER_POINT = 0.3528
_ZERO_WIDTH_SPACE = "\u200b"
_SMALLEST_PT = 6.5
_SMALL_PT = 9
_NARROW_MM = 5
_LONGEST_WORD = 40
_WORD = re.compile(r"\S+")
_RUSSIAN = re.compile(r"[^0-9A-Za-z@_/]*")
_AFTER_SIGNS = re.compile(r"[@._/](?=.)")
_SHORT = re.compile(r"(?<=[\s(][авикосу]) |(?<=\s(?:во|до|за|из|на|об|от|по|со)) ")
_DASH = re.compile(r"(?<=\S) (?=[–—])")
_INITIALS = re.compile(r"(?<=[А-ЯЁ]\.) (?=[А-ЯЁ])|(?<=[а-яё]) (?=[А-ЯЁ]\.)")


def render_pdf(paper: Paper) -> bytes:
    """The paper as an archival, tagged PDF; the same data give the same bytes."""
    layout = paper.layout()
    inputs = {"paper": json.dumps(_data(layout), ensure_ascii=False)}
    try:
        return _compile(inputs, _STANDARDS)
    except typst.TypstError:
        # A letter that no shipped font has is forbidden in PDF/A; an ordinary PDF shows an empty box.
        return _compile(inputs, [])


def _compile(inputs: dict[str, str], standards: "list[typst.PDFStandard]") -> bytes:
    return typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=standards,
        timestamp=0,
    )


@cache
def _template() -> bytes:
    return (_HERE / "paper.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])


def _data(layout: Layout) -> dict[str, Any]:
    head = layout.letterhead
    dated = moment_of(layout.dated)
    return {
        "title": one_line(layout.title),
        "author": one_line(head.organisation) if head else "",
        "page_mm": layout.page_mm,
        "mark": one_line(layout.mark),
        "stamps": [[_glued(line) for line in stamp] for stamp in layout.stamps],
        "date": (dated.year, dated.month, dated.day),
        "text_pt": _points(layout.text_pt),
        "table_pt": _points(layout.table_pt),
        "letterhead": {"organisation": one_line(head.organisation), "details": head.details}
        if head
        else None,
        "link": _link(layout),
        "annexes": [_part(annex) for annex in layout.annexes],
        **_part(layout),
    }


def _part(layout: Layout) -> dict[str, Any]:
    """What the paper and each of its annexes have alike."""
    return {
        "heading": "\n".join(_glued(line) for line in clean(layout.title).split("\n")),
        "corner": [_glued(line) for line in layout.corner],
        "text": [{"look": block.look.value, "words": _together(clean(block.text))} for block in layout.text],
        "subtitle": [_glued(line) for line in layout.subtitle],
        "facts": [(one_line(name), clean(value)) for name, value in layout.facts],
        "tables": [_table(table, _points(layout.table_pt)) for table in layout.tables],
        "notes": [_glued(note) for note in layout.notes],
        "signatures": [{"words": item.words, "name": one_line(item.name)} for item in layout.signatures],
    }


def _link(layout: Layout) -> dict[str, Any] | None:
    if not layout.link:
        return None
    code = segno.make(layout.link, error="m").svg_inline(border=2, scale=4)
    return {"code": code, "address": layout.link, "words": layout.link_words, "mm": CODE_MM}


def _glued(text: str) -> str:
    """No short word is left alone at the end of a line, no dash at its beginning."""
    return _together(one_line(text))


def _together(text: str) -> str:
    return _DASH.sub(NBSP, _SHORT.sub(NBSP, text))


def _points(asked: float) -> float:
    """PT Serif is wider and taller than Times of the same size; the smallest type stays legible."""
    return max(asked * 0.92, min(asked, _SMALLEST_PT))


def _table(table: Table, point: float) -> dict[str, Any]:
    widths = [column.width_mm for column in table.columns]
    header, body = (
        [_cell(cell, room, point, table.header_mm) for row in rows for cell, room in _rooms(row, widths)]
        for rows in (header_rows(table), body_rows(table))
    )
    return {"heading": one_line(table.heading), "widths": widths, "header": header, "body": body}


def _rooms(row: list[Drawn], widths: list[float]) -> Iterator[tuple[Drawn, float]]:
    """Cells with the width each of them covers; one under a taller cell is not drawn."""
    first = 0
    for cell in row:
        if not cell.covered:
            yield cell, sum(widths[first : first + cell.span])
        first += cell.span


def _cell(cell: Drawn, width_mm: float, point: float, height_mm: float) -> dict[str, Any]:
    fit = max(3, int(width_mm / (point * _MM_PER_POINT * 0.6)))
    words = cell.text if cell.vertical else _breakable(cell.text, fit, glue=width_mm > _NARROW_MM)
    return {
        "text": words,
        "align": cell.align.value,
        "span": cell.span,
        "down": cell.down,
        "bold": cell.bold,
        "head": cell.head,
        "vertical": cell.vertical,
        "shaded": cell.shaded,
        "height": height_mm,
        "section": cell.section,
        "narrow": width_mm < _NARROW_MM,
        "hyphens": point < _SMALL_PT or any(len(word) > fit for word in words.split()),
    }


def _breakable(text: str, fit: int, *, glue: bool) -> str:
    """Lets what does not fit break: Russian words by syllables, the rest after signs or else anywhere."""
    if len(text) <= fit:
        return text
    glued = _INITIALS.sub(NBSP, text) if glue else text.replace(NBSP, " ")
    return _WORD.sub(lambda word: _broken(word[0], fit), glued)


def _broken(word: str, fit: int) -> str:
    if len(word) <= fit or (len(word) <= _LONGEST_WORD and _RUSSIAN.fullmatch(word)):
        return word
    pieces = _AFTER_SIGNS.sub(rf"\g<0>{_ZERO_WIDTH_SPACE}", word)
    return re.sub(
        rf"[^\s{_ZERO_WIDTH_SPACE}]{{{fit}}}(?=[^\s{_ZERO_WIDTH_SPACE}])",
        rf"\g<0>{_ZERO_WIDTH_SPACE}",
        pieces,
    )
