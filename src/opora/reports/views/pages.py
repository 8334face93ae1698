"""The registers as pages: the same rows as in the files."""

import re
from collections.abc import Iterable
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opora.kernel.clock import today
from opora.kernel.times import next_month
from opora.people.access import ActorRequest, allow
from opora.people.queries import branches
from opora.regulations.queries import basis_of

from .. import queries
from ..access import ALL_SESSIONS, LOAD_READERS, OWN_SESSIONS
from ..papers import JournalPaper
from ..papers.model import Column, cell_words
from .asked import branch_and_month, journal_form

PAGE = 50
LISTED = re.compile(r" \((?:текущая|индивидуальная|online|в учебной нагрузке) .*\)$")


def headings(columns: Iterable[Column]) -> list[str]:
    """Headings of the form; values listed in brackets stand in the rows themselves."""
    return [LISTED.sub("", column.title) for column in columns]


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
        "lines": queries.journal_lines(shown, request.actor),
        "minutes": queries.journal_minutes(rows),
        "query": chosen.urlencode(),
        "basis": basis_of("LOAD-01", wanted.until),
    }
    return render(request, "reports/journal.html", context)


@require_GET
@allow(LOAD_READERS)
def load_sheet(request: ActorRequest) -> HttpResponse:
    """Ведомость учёта фактически выполненной учебной нагрузки, cell by cell as it is printed."""
    branch, month = branch_and_month(request)
    paper = queries.load_sheet_paper(branch, month)
    layout = paper.layout()
    [table] = layout.tables
    kinds = [column.kind for column in table.columns]
    context = {
        "branch": branch,
        "branches": list(branches()),
        "month": month,
        "previous": (month - timedelta(days=1)).replace(day=1),
        "following": next_month(month) if next_month(month) <= today(branch.timezone) else None,
        "title": layout.title,
        "notes": layout.notes,
        "facts": layout.facts,
        "headings": headings(table.columns),
        "rows": [
            [cell_words(cell, kind) for cell, kind in zip(table.fitted(row), kinds, strict=True)]
            for section in table.sections
            for row in section.rows
        ],
        "totals": [
            cell_words(cell, kind) for cell, kind in zip(table.fitted(table.totals), kinds, strict=True)
        ],
    }
    return render(request, "reports/load_sheet.html", context)
