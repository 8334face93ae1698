"""Files of a paper. Their libraries are loaded with the first file of a kind, not with the server."""

from opora.reports.papers.model import Paper


def render_docx(paper: Paper) -> bytes:
    """The paper as a Word document; the same data give the same bytes."""
    from opora.reports.papers import docx  # noqa: PLC0415 -- python-docx is large

    return docx.render_docx(paper)


def render_pdf(paper: Paper) -> bytes:
    """The paper as an archival, tagged PDF; the same data give the same bytes."""
    from opora.reports.papers import pdf  # noqa: PLC0415 -- typst is large

    return pdf.render_pdf(paper)


def render_xlsx(paper: Paper) -> bytes:
    """The paper as a workbook of one sheet; the same data give the same bytes."""
    from opora.reports.papers import xlsx  # noqa: PLC0415 -- xlsxwriter is large

    return xlsx.render_xlsx(paper)
