"""The few words of WordprocessingML that papers need, as text: 12 000 cells built by objects take minutes."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from opora.reports.papers.model import Align

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def twips(mm: float) -> int:
    return round(mm * 1440 / 25.4)


def run(text: str, *, pt: float, bold: bool = False) -> str:
    weight = "<w:b/>" if bold else ""
    size = round(pt * 2)
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f'<w:r><w:rPr>{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>{lines}</w:r>'


def paragraph(
    text: str,
    *,
    pt: float,
    align: Align = Align.LEFT,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    style: str = "",
    keep: bool = False,
    hyphens: bool = False,
    first_mm: float = 0,
    left_mm: float = 0,
    new_page: bool = False,
) -> str:
    """A paragraph; distances in points, `keep` holds it on the page of the next one."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    kept = "<w:keepNext/>" if keep else ""
    paged = "<w:pageBreakBefore/>" if new_page else ""
    whole = "" if hyphens else "<w:suppressAutoHyphens/>"
    mark = "" if text else f'<w:rPr><w:sz w:val="{round(pt * 2)}"/></w:rPr>'  # an empty line has a height too
    space = f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"/>'
    indent = (
        f'<w:ind w:left="{twips(left_mm)}" w:firstLine="{twips(first_mm)}"/>' if first_mm or left_mm else ""
    )
    properties = f'<w:pPr>{named}{kept}{paged}{whole}{space}{indent}<w:jc w:val="{align}"/>{mark}</w:pPr>'
    return f"<w:p>{properties}{run(text, pt=pt, bold=bold) if text else ''}</w:p>"


def cell(
    content: str,
    *,
    mm: float,
    span: int = 1,
    merge: str = "",
    edges: str = "",
    shaded: bool = False,
    vertical: bool = False,
    middle: bool = False,
    bottom: bool = False,
    padding_mm: float | None = None,
) -> str:
    """A cell of paragraphs; `merge` is «restart» or «continue» for cells taller than a row."""
    parts = [f'<w:tcW w:w="{twips(mm)}" w:type="dxa"/>']
    if span > 1:
        parts.append(f'<w:gridSpan w:val="{span}"/>')
    if merge:
        parts.append(f'<w:vMerge w:val="{merge}"/>')
    if edges:
        parts.append(f"<w:tcBorders>{_edge(edges)}</w:tcBorders>")
    if shaded:
        parts.append('<w:shd w:val="clear" w:color="auto" w:fill="ECECEC"/>')
    if padding_mm is not None:
        sides = "".join(f'<w:{side} w:w="{twips(padding_mm)}" w:type="dxa"/>' for side in ("left", "right"))
        parts.append(f"<w:tcMar>{sides}</w:tcMar>")
    if vertical:
        parts.append('<w:textDirection w:val="btLr"/>')
    if middle or bottom:
        parts.append(f'<w:vAlign w:val="{"center" if middle else "bottom"}"/>')
    return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], *, header: bool = False, height_mm: float = 0) -> str:
    """A row that does not break across pages; a header row is repeated."""
    height = f'<w:trHeight w:val="{twips(height_mm)}" w:hRule="atLeast"/>' if height_mm else ""
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def table(
    rows: Iterable[str], widths: Iterable[float], *, ruled: bool = True, padding_mm: float = 1.2
) -> str:
    """A table of fixed widths: words break, columns do not move."""
    mm = list(widths)
    borders = f"<w:tblBorders>{''.join(_edge(edge) for edge in _EDGES)}</w:tblBorders>" if ruled else ""
    margins = {"top": padding_mm / 4, "left": padding_mm, "bottom": padding_mm / 4, "right": padding_mm}
    sides = "".join(f'<w:{side} w:w="{twips(margin)}" w:type="dxa"/>' for side, margin in margins.items())
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in mm)
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(map(twips, mm))}" w:type="dxa"/>'
        f'<w:tblInd w:w="{twips(padding_mm)}" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{sides}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _edge(name: str) -> str:
    return f'<w:{name} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'


def page_numbers(*, pt: float) -> str:
    """«стр. X из Y»."""
    size = round(pt * 2)
    look = f'<w:rPr><w:sz w:val="{size}"/></w:rPr>'

    def field(name: str) -> str:
        kinds = ("begin", "separate", "end")
        begin, separate, end = (f'<w:r>{look}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds)
        code = f'<w:r>{look}<w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
        return f"{begin}{code}{separate}<w:r>{look}<w:t>1</w:t></w:r>{end}"

    return (
        f'<w:p xmlns:w="{NAMESPACE}"><w:pPr><w:jc w:val="center"/></w:pPr>{run("стр. ", pt=pt)}'
        f"{field('PAGE')}{run(' из ', pt=pt)}{field('NUMPAGES')}</w:p>"
    )
