"""A Word file turned into plain text with marks."""

from collections.abc import Iterator
from typing import IO, Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph


class NotReadable(Exception):  # noqa: N818 -- an answer about the file
    """The file is not a Word document."""


def from_docx(file: IO[bytes]) -> str:
    """Headings, lists, bold, links and tables of a Word file as marks. Raises :class:`NotReadable`."""
    try:
        document = docx.Document(file)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise NotReadable from error
    return "\n".join(_blocks(document)).strip() + "\n"


def _blocks(document: Any) -> Iterator[str]:
    in_list = False
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
            continue
        words = _inline(block).strip()
        style = (block.style.name if block.style else "").lower()
        is_item = "list" in style or "спис" in style or bool(block._p.xpath("./w:pPr/w:numPr"))
        if in_list and not is_item:
            yield ""
        in_list = is_item
        if not words:
            continue
        if style.startswith(("heading", "title", "заголовок", "название")):
            yield from ("## " + words.replace("**", ""), "")
        elif is_item:
            yield ("1. " if "number" in style or "нумер" in style else "- ") + words
        else:
            yield from (words, "")


def _inline(paragraph: Paragraph) -> str:
    pieces = []
    for piece in paragraph.iter_inner_content():
        text = piece.text
        if isinstance(piece, Hyperlink):
            text = f"[{text}]({piece.url})" if piece.url else text
        elif piece.bold and text.strip():
            text = f"**{text.strip()}**" + (" " if text.endswith(" ") else "")
        pieces.append(text)
    return "".join(pieces).replace("\n", " ")


def _rows(table: Table) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        cells = [" ".join(cell.text.split()).replace("|", "\\|") for cell in row.cells]
        yield "| " + " | ".join(cells) + " |"
        if number == 0:
            yield "|" + " --- |" * len(cells)
    yield ""
