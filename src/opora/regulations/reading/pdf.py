"""Text of a PDF; a scan without text is told apart from an empty file."""

import io
import re
from collections import Counter
from dataclasses import replace

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from .lines import Line, Lines, UnreadableAct, clean
from .morphology import is_word

_PAGE_NUMBER = re.compile(
    r"^(?:стр\.?|страница)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*из\s*\d+)?$", re.IGNORECASE
)


_CUT = re.compile(r"([А-ЯЁа-яё]+)-$")
_REST = re.compile(r"(?!(?:и|или)\b)[а-яё]+")


def pdf_lines(content: bytes) -> Lines:
    """Lines of all pages; page numbers and running titles are dropped. Raises :class:`UnreadableAct`."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableAct("PDF закрыт паролем. Снимите защиту и загрузите снова.")
        pages = [(page.extract_text() or "").split("\n") for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, OSError) as error:
        raise UnreadableAct("PDF повреждён, прочитать его нельзя. Сохраните документ заново.") from error
    if not any(line.strip() for page in pages for line in page):
        raise UnreadableAct(
            "Это скан: в PDF картинки без текста. Распознайте его или вставьте текст акта в поле."
        )
    silent = sum(not any(line.strip() for line in page) for page in pages)
    troubles = [f"Страниц без текста: {silent}. Возможно, это сканы: проверьте их."] if silent else []
    running = _running(pages)
    rows: list[Line] = []
    gap = True
    for page in pages:
        for line in page:
            words = clean(line)
            if not words:
                gap = True
            elif not _PAGE_NUMBER.match(words) and _masked(words) not in running:
                if not gap and rows and (joined := _joined(rows[-1].text, words)):
                    rows[-1] = replace(rows[-1], text=joined)
                else:
                    rows.append(Line(words, gap))
                gap = False
    return Lines(rows, wrapped=True, troubles=troubles)


def _joined(line: str, following: str) -> str:
    """A word cut at the end of a line: «образо-вания» is one word, «учебно-методической» keeps its sign."""
    head, tail = _CUT.search(line), _REST.match(following)
    if not head or not tail:
        return ""
    whole = f"{head[1]}{tail[0]}"
    return f"{line[:-1] if is_word(whole) else line}{following}"


def _masked(words: str) -> str:
    return re.sub(r"\d+", "#", words)


def _running(pages: list[list[str]]) -> set[str]:
    """First and last lines that stand on more than half of the pages."""
    edges: Counter[str] = Counter()
    for page in pages:
        filled = [words for line in page if (words := clean(line))]
        edges.update({_masked(words) for words in (*filled[:2], *filled[-2:])})
    return {words for words, count in edges.items() if len(pages) > 2 and count > len(pages) / 2}
