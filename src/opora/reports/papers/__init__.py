"""Official papers: plain frozen data in, DOCX, XLSX, PDF or CSV out; always Russian, the same bytes twice."""

from opora.reports.papers.activity import ActivityPaper, ActivityRow, UsePaper, UseRow
from opora.reports.papers.acts import (
    AcquaintanceRow,
    AcquaintanceSheet,
    ActRef,
    DutiesPaper,
    DutyRow,
    UnacquaintedPaper,
    UnacquaintedRow,
)
from opora.reports.papers.appeals import AppealRow, AppealsPaper
from opora.reports.papers.csv import render_csv
from opora.reports.papers.exchange import exchange_csv, exchange_xml
from opora.reports.papers.forms import (
    Audience,
    GrafikLine,
    GrafikPaper,
    JournalPaper,
    JournalRow,
    LoadRow,
    LoadSheetPaper,
    Parity,
    PrepItem,
    PrepRecordPaper,
)
from opora.reports.papers.meeting import NotesPaper
from opora.reports.papers.model import (
    Align,
    Attendee,
    Cell,
    Column,
    Kind,
    Layout,
    Letterhead,
    OrderRef,
    Paper,
    Row,
    Section,
    SheetLook,
    Signature,
    Table,
)
from opora.reports.papers.pay import ActPaper, PayPaper, PayRow
from opora.reports.papers.plan import MeasureRow, PlanPaper
from opora.reports.papers.quality import QualityPaper, QualityRow
from opora.reports.papers.regulation import OrderPaper, RegulationPaper, RulesPaper
from opora.reports.papers.renderers import render_docx, render_pdf, render_xlsx
from opora.reports.papers.text import weekday_words
from opora.reports.papers.webinar import AttendancePaper, AttendanceRow

__all__ = [
    "AcquaintanceRow",
    "AcquaintanceSheet",
    "ActPaper",
    "ActRef",
    "ActivityPaper",
    "ActivityRow",
    "Align",
    "AppealRow",
    "AppealsPaper",
    "AttendancePaper",
    "AttendanceRow",
    "Attendee",
    "Audience",
    "Cell",
    "Column",
    "DutiesPaper",
    "DutyRow",
    "GrafikLine",
    "GrafikPaper",
    "JournalPaper",
    "JournalRow",
    "Kind",
    "Layout",
    "Letterhead",
    "LoadRow",
    "LoadSheetPaper",
    "MeasureRow",
    "NotesPaper",
    "OrderPaper",
    "OrderRef",
    "Paper",
    "Parity",
    "PayPaper",
    "PayRow",
    "PlanPaper",
    "PrepItem",
    "PrepRecordPaper",
    "QualityPaper",
    "QualityRow",
    "RegulationPaper",
    "Row",
    "RulesPaper",
    "Section",
    "SheetLook",
    "Signature",
    "Table",
    "UnacquaintedPaper",
    "UnacquaintedRow",
    "UsePaper",
    "UseRow",
    "exchange_csv",
    "exchange_xml",
    "render_csv",
    "render_docx",
    "render_pdf",
    "render_xlsx",
    "weekday_words",
]
