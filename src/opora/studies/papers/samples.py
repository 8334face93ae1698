"""The templates that come with the product: ordinary DOCX with tags, to be downloaded, edited, uploaded."""

import io
from functools import cache

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from .codes import CERTIFICATE, PLAN, Kind

_PROGRAMME = "по программе «{{ programme }}» ({{ hours }} ак. ч)"
_LIMITS = (
    "{%p if parts %}",
    "Обучение ведётся по отдельным частям программы: {{ parts }}.",
    "{%p endif %}",
    "{%p if agreement %}",
    "Слушатели обучаются по договору о сетевом взаимодействии {{ agreement }}.",
    "{%p endif %}",
)
_REFUND = (
    "{%p if ends_contract %}",
    (
        "Договоры об оказании платных образовательных услуг с указанными слушателями считать расторгнутыми"
        " с {{ date }}.{% if refund_on %} Возвратить оплату за неоказанную часть обучения"
        " до {{ refund_on }}.{% endif %}"
    ),
    "{%p endif %}",
)
_BODY: dict[str, tuple[str, tuple[str, ...]]] = {
    Kind.ENROL: (
        "Зачислить с {{ starts }} в группу {{ group }} для обучения "
        + _PROGRAMME
        + "{% if form %}, форма обучения {{ form }},{% endif %} следующих слушателей:",
        _LIMITS,
    ),
    Kind.EXPEL: (
        "Отчислить с {{ date }} из группы {{ group }}, обучающейся " + _PROGRAMME + ", следующих слушателей:",
        _REFUND,
    ),
    Kind.TRANSFER: (
        "Перевести с {{ date }} из группы {{ group }} в группу {{ into }} для продолжения обучения "
        + _PROGRAMME
        + " следующих слушателей:",
        (),
    ),
    Kind.LEAVE: (
        "Предоставить академический отпуск с {{ date }} до {{ until }} следующим слушателям группы"
        " {{ group }}, обучающейся " + _PROGRAMME + ":",
        (),
    ),
    Kind.RETURN: (
        "Считать вышедшими из академического отпуска и допустить к занятиям с {{ date }} следующих"
        " слушателей группы {{ group }}, обучающейся " + _PROGRAMME + ":",
        (),
    ),
    Kind.COMPLETE: (
        "Считать завершившими обучение " + _PROGRAMME + " и отчислить в связи с завершением обучения"
        " с {{ date }} следующих слушателей группы {{ group }}:",
        (),
    ),
    Kind.MERGE: (
        "Объединить с {{ date }} группу {{ group }} с группой {{ into }}, обучающейся "
        + _PROGRAMME
        + ". Перевести в группу {{ into }} следующих слушателей:",
        ("Журналы и записи о проведённых занятиях группы {{ group }} хранить под её обозначением.",),
    ),
    Kind.EXTEND: (
        "Продлить до {{ until }} срок обучения " + _PROGRAMME + " следующим слушателям группы {{ group }}:",
        (),
    ),
    Kind.RESTORE: (
        "Восстановить с {{ date }} в группе {{ group }}, обучающейся "
        + _PROGRAMME
        + ", следующих слушателей:",
        (),
    ),
}


@cache
def shipped(code: str) -> bytes:
    """The template of the product for a paper; the same bytes for the life of the process."""
    document = _blank()
    _letterhead(document)
    if code == PLAN:
        _plan(document)
    elif code == CERTIFICATE:
        _certificate(document)
    else:
        _order(document, code)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _blank() -> WordDocument:
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), "Times New Roman")
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.line_spacing = 1.1
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin, section.bottom_margin = Mm(18), Mm(18)
    return document


def _line(
    document: WordDocument,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    bold: bool = False,
    size: float = 0,
    before: float = 0,
    indent_mm: float = 0,
) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    if indent_mm:
        paragraph.paragraph_format.first_line_indent = Mm(indent_mm)


def _centred(
    document: WordDocument, text: str, *, bold: bool = False, size: float = 0, before: float = 0
) -> None:
    _line(document, text, align=WD_ALIGN_PARAGRAPH.CENTER, bold=bold, size=size, before=before)


def _body(document: WordDocument, text: str, *, before: float = 0) -> None:
    _line(document, text, align=WD_ALIGN_PARAGRAPH.JUSTIFY, indent_mm=12.5, before=before)


def _table(document: WordDocument, rows: int, widths_mm: tuple[float, ...]) -> Table:
    """Columns of exact width, the same in Word and in LibreOffice."""
    table: Table = document.add_table(rows=rows, cols=len(widths_mm))
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _letterhead(document: WordDocument) -> None:
    _centred(document, "{{ organisation.full_name }}", bold=True, size=14)
    _centred(document, "{{ organisation.details }}", size=10)


def _heading(document: WordDocument, title: str) -> None:
    _centred(document, title, bold=True, size=15, before=14)
    table = _table(document, 1, (72, 58, 40))
    for cell, text, align in zip(
        table.rows[0].cells,
        ("{{ long_date }}", "{{ organisation.city }}", "№ {{ number }}"),
        (WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT),
        strict=True,
    ):
        cell.paragraphs[0].add_run(text)
        cell.paragraphs[0].alignment = align


def _order(document: WordDocument, code: str) -> None:
    body, more = _BODY[code]
    _heading(document, "ПРИКАЗ")
    _line(document, "{{ title }}", bold=True, before=10)
    _line(document, "ПРИКАЗЫВАЮ:", bold=True, before=10)
    _body(document, body, before=4)
    _line(document, "{%p for learner in learners %}")
    _line(document, "{{ learner.n }}. {{ learner.name }}", indent_mm=12.5)
    _line(document, "{%p endfor %}")
    for text in more:
        _body(document, text)
    _body(document, "Контроль за исполнением приказа оставляю за собой.", before=4)
    _line(document, "{%p if grounds %}")
    _body(document, "Основание: {{ grounds }}.", before=4)
    _line(document, "{%p endif %}")
    _signature(document)
    _line(document, "С приказом ознакомлены:", before=18)
    table = _table(document, 1, (60, 55, 55))
    for cell, text in zip(
        table.rows[0].cells,
        ("Куратор группы", "_______________", "{{ curator or '_______________' }}"),
        strict=True,
    ):
        cell.paragraphs[0].add_run(text)
    _line(document, "«____» ______________ 20___ г.", before=6)


def _signature(document: WordDocument) -> None:
    _line(document, "", before=14)
    table = _table(document, 1, (60, 55, 55))
    for cell, text in zip(
        table.rows[0].cells, ("{{ signer.position }}", "_______________", "{{ signer.name }}"), strict=True
    ):
        cell.paragraphs[0].add_run(text)
    table.rows[0].cells[2].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _plan(document: WordDocument) -> None:
    _centred(document, "ИНДИВИДУАЛЬНЫЙ УЧЕБНЫЙ ПЛАН", bold=True, size=15, before=14)
    _centred(document, "№ {{ number }} от {{ date }}")
    _line(document, "Слушатель: {{ learner.name }}", before=10)
    _line(document, "Группа: {{ group }}")
    _line(document, "Программа: «{{ programme }}», {{ hours }} ак. ч")
    table = _table(document, 4, (10, 76, 16, 32, 36))
    table.style = "Table Grid"
    rows = (
        ("№", "Часть программы", "Ак. ч", "Порядок освоения", "Сроки"),
        ("{%tr for part in plan %}", "", "", "", ""),
        ("{{ part.n }}", "{{ part.title }}", "{{ part.hours }}", "{{ part.way }}", "{{ part.dates }}"),
        ("{%tr endfor %}", "", "", "", ""),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(11)
    _line(document, "{%p if individual_exam_prep %}")
    _body(
        document,
        "Консультация по подготовке к промежуточной аттестации проводится индивидуально.",
        before=8,
    )
    _line(document, "{%p endif %}")
    _signature(document)
    _line(document, "С планом ознакомлен(а): _______________  {{ learner.short_name }}", before=18)


def _certificate(document: WordDocument) -> None:
    _centred(document, "СПРАВКА ОБ ОБУЧЕНИИ", bold=True, size=15, before=14)
    _centred(document, "от {{ long_date }} № {{ number or '_______' }}")
    _body(
        document,
        "Выдана: {{ learner.name }}{% if learner.born %}, {{ learner.born }} г. р.{% endif %}",
        before=12,
    )
    _body(
        document,
        "Период обучения: с {{ starts }} по {{ ends }}. Программа: «{{ programme }}» ({{ programme_kind }},"
        " {{ hours }} ак. ч), группа {{ group }}.",
    )
    _body(
        document,
        "Приказ о зачислении: № {{ order_in.number }} от {{ order_in.date }}."
        "{% if order_out %} Приказ об отчислении: № {{ order_out.number }} от {{ order_out.date }}."
        "{% endif %}",
    )
    _line(document, "{%p if studied %}")
    _body(document, "Освоены части программы:", before=6)
    _line(document, "{%p endif %}")
    _line(document, "{%p for part in studied %}")
    _line(document, "{{ part.n }}. {{ part.title }} — {{ part.hours }} ак. ч", indent_mm=12.5)
    _line(document, "{%p endfor %}")
    _body(document, "Справка выдана для предъявления по месту требования.", before=6)
    _signature(document)
    _line(document, "М. П.", before=10)
