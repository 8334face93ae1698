"""Справка-расчёт, акты and the exchange with an accounting program; opened to those who see rates."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from opora.kernel.times import next_month, parse_month
from opora.people.access import ActorRequest, allow
from opora.people.models import StaffContract
from opora.workload.access import PAY_READERS, READERS
from opora.workload.models import MonthSheet
from opora.workload.queries import month_sheet, pay_of, seen_branches

from .. import queries
from ..access import PAGES, TABLES
from ..papers import PayPaper, exchange_csv, exchange_xml
from .asked import branch_and_month
from .files import download

EXCHANGE: dict[str, tuple[str, Callable[[PayPaper], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", exchange_csv),
    "1251": ("text/csv; charset=windows-1251", partial(exchange_csv, encoding="cp1251")),
    "xml": ("application/xml", exchange_xml),
}
FILES = (
    ("docx", "DOCX"),
    ("xlsx", "XLSX"),
    ("xml", _("для 1С, XML")),
    ("csv", _("для 1С, CSV")),
    ("1251", _("для 1С, CSV Windows-1251")),
)


@require_GET
@allow(PAY_READERS)
def pay(request: ActorRequest) -> HttpResponse:
    """Confirmed minutes of a month and what they cost."""
    branch, month = branch_and_month(request)
    found = pay_of(branch, month)
    sheet = month_sheet(branch, month)
    every = list(seen_branches(request.actor))
    context = {
        "branch": branch,
        "branches": every if len(every) > 1 else [],
        "month": month,
        "previous": (month - timedelta(days=1)).replace(day=1),
        "following": next_month(month),
        "pay": found,
        "closed": sheet is not None and sheet.state == MonthSheet.State.CLOSED,
        "files": FILES,
        "may_open": request.actor.role in READERS,
        "acts": queries.civil_contracts(found),
    }
    return render(request, "reports/pay.html", context)


@require_GET
@allow(PAY_READERS)
def pay_file(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """The справка on paper, or as 1С takes it."""
    branch, month = branch_and_month(request)
    name = f"Справка-расчёт {month:%Y-%m} {branch.name}"
    if format in TABLES:
        return download(queries.pay_paper(branch, month), name, format)
    if format not in EXCHANGE:
        raise Http404
    kind, write = EXCHANGE[format]
    response = HttpResponse(write(queries.pay_paper(branch, month)), content_type=kind)
    extension = "xml" if format == "xml" else "csv"
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{extension}") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@allow(PAY_READERS)
def act(request: ActorRequest, pk: int, month: str, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """Акт under a civil contract for a month in which hours are confirmed."""
    contract = get_object_or_404(
        StaffContract.objects.select_related("person", "branch"), pk=pk, kind=StaffContract.Kind.CIVIL
    )
    try:
        first = parse_month(month)
    except ValueError as error:
        raise Http404 from error
    if format not in PAGES:
        raise Http404
    paper = queries.act_paper(contract, first)
    if not paper.rows:
        raise Http404
    return download(paper, f"Акт {contract.number} {month} {contract.person.last_name}", format)
