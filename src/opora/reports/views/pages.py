"""The registers as pages: the same rows as in the files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from opora.kernel.clock import today
from opora.kernel.text import number
from opora.kernel.times import next_month, weekday_date
from opora.people.access import ActorRequest, allow
from opora.regulations.queries import basis_of
from opora.workload.queries import month_sheet, seen_branches

from .. import queries
from ..access import ALL_SESSIONS, LOAD_READERS, OWN_SESSIONS
from ..papers import JournalPaper, JournalRow
from ..papers.model import Column, Row, Table, cell_words
from .asked import branch_and_month, journal_form

PAGE = 50
LISTED = re.compile(r" \((?:текущая|индивидуальная|online|в учебной нагрузке) .*\)$")


def headings(columns: Iterable[Column]) -> list[str]:
    """Headings of the form; values listed in brackets stand in the rows themselves."""
    return [LISTED.sub("", column.title) for column in columns]


@dataclass(frozen=True, slots=True)
class PageLine:
    """A row of the journal and its cells as they are shown, made in one piece: a page has a thousand."""

    row: JournalRow
    confirmed: bool
    cells: SafeString


KIND_TONES = {"current": "current", "exam_prep": "exam"}
LABELS = headings(JournalPaper.COLUMNS)
CELLS = (
    '<tr><td class="num muted hide-s">{n}</td><th scope="row" class="pin nowrap">{day}</th>'
    f'<td class="num" data-label="{LABELS[2]}">{{start}}</td>'
    f'<td class="num" data-label="{LABELS[3]}">{{end}}</td>'
    f'<td class="num" data-label="{LABELS[4]}"><strong>{{minutes}}</strong></td>'
    '<td><span class="badge"{tone}>{kind}</span></td><td class="nowrap">{form}</td>'
    '<td class="nowrap">{mode}</td><td class="w-means">{means}</td>'
    '<td class="w-text">{programme}</td><td class="w-text">{topic}</td>'
    '<td class="w-means"{basis}>{topic_basis}</td><td class="w-means">{audience}</td>'
    f'<td class="num" data-label="{LABELS[13]}">{{booked}}</td>'
    f'<td class="num" data-label="{LABELS[14]}">{{present}}</td>'
    '<td class="nowrap">{teacher}</td><td class="nowrap">{confirmation}</td>'
    '<td class="w-text">{note}</td></tr>'
)


PLAIN = (
    "kind", "form", "mode", "means", "programme", "topic", "topic_basis", "audience", "booked", "present",
    "teacher", "note",
)  # fmt: skip


def _in_words(n: int, line: queries.JournalLine) -> PageLine:
    row, tone = line.row, KIND_TONES.get(line.kind, "")
    state = "success" if line.confirmed else "warning"
    badge = format_html('<span class="badge" data-tone="{}">{}</span>', state, row.confirmation)
    cells = format_html(
        CELLS,
        n=n,
        **{name: getattr(row, name) for name in PLAIN},
        day=weekday_date(row.date) if row.date else "",
        start=f"{row.start:%H:%M}" if row.start else "–",
        end=f"{row.end:%H:%M}" if row.end else "–",
        minutes=number(row.minutes or 0),
        tone=format_html(' data-kind="{}"', tone) if tone else "",
        basis=format_html(' data-label="{}"', LABELS[11]) if row.topic_basis else "",
        confirmation=badge if row.confirmation else "",
    )
    return PageLine(row, line.confirmed, cells)


@require_GET
@allow(ALL_SESSIONS | OWN_SESSIONS)
def journal(request: ActorRequest) -> HttpResponse:
    """Журнал учёта консультаций: exactly the columns of the form."""
    form = journal_form(request)
    if not form.is_valid():
        return render(request, "reports/journal.html", {"form": form}, status=422)
    wanted = form.wanted()
    rows = queries.journal(request.actor, wanted)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = rows[page.start_index() - 1 : page.end_index()] if page.paginator.count else rows.none()
    chosen = request.GET.copy()
    chosen.pop("page", None)
    context = {
        "form": form,
        "wanted": wanted,
        "headings": headings(JournalPaper.COLUMNS),
        "page": page,
        "lines": [
            _in_words(n, line)
            for n, line in enumerate(queries.journal_lines(shown, request.actor), page.start_index())
        ],
        "minutes": queries.journal_minutes(rows),
        "query": chosen.urlencode(),
        "basis": basis_of("LOAD-01", wanted.until),
    }
    return render(request, "reports/journal.html", context)


WORDS = 5  # №, ФИО, должность, вид договора, основание


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A printed row of the ведомость; numbers become cells here, there are thousands of them."""

    words: list[str]

    @property
    def who(self) -> list[str]:
        return self.words[2:WORDS]

    @property
    def numbers(self) -> SafeString:
        return format_html_join("", '<td class="num">{}</td>', ((word,) for word in self.words[WORDS:-1]))


def _cells(table: Table, row: Row) -> SheetCells:
    kinds = (column.kind for column in table.columns)
    return SheetCells([cell_words(cell, kind) for cell, kind in zip(table.fitted(row), kinds, strict=True)])


@require_GET
@allow(LOAD_READERS)
def load_sheet(request: ActorRequest) -> HttpResponse:
    """Ведомость учёта фактически выполненной учебной нагрузки, cell by cell as it is printed."""
    branch, month = branch_and_month(request)
    paper = queries.load_sheet_paper(branch, month)
    state = month_sheet(branch, month)
    layout = paper.layout()
    [table] = layout.tables
    context = {
        "branch": branch,
        "branches": list(seen_branches(request.actor)),
        "month": month,
        "previous": (month - timedelta(days=1)).replace(day=1),
        "following": next_month(month) if next_month(month) <= today(branch.timezone) else None,
        "title": layout.title,
        "notes": layout.notes,
        "facts": layout.facts,
        "seal": state.seal if state else "",
        "headings": headings(table.columns),
        "rows": [_cells(table, row) for section in table.sections for row in section.rows],
        "totals": _cells(table, table.totals),
    }
    return render(request, "reports/load_sheet.html", context)
