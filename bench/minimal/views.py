"""The rows of Opora's pages as a tutorial would show them: plain ORM, plain template, no rules, no frame."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import docx
import typst
from django.contrib import auth
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from opora.consultations.models import Booking, Session
from opora.people.models import Branch, Person
from opora.schedule.models import ScheduleLine
from opora.studies.models import Enrolment, Group
from opora.workload.models import PlannedLoad, WorkLogEntry

View = Callable[..., HttpResponse]
JOURNAL_PAGE = 50
HEADS = ("ФИО", "Должность", "День недели", "Время", "Средство коммуникации")


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Опора" * 100)


def login(request: HttpRequest) -> HttpResponse:
    account: Any = auth.authenticate(request, login=request.POST["login"], password=request.POST["password"])
    if account is None:
        return HttpResponse(status=422)
    auth.login(request, account)
    return redirect("/week/")


def _week(request: Any) -> Any:
    groups = Enrolment.objects.filter(learner=request.user.person, state="enrolled").values("group")
    monday = datetime.now(UTC).replace(hour=0, minute=0, second=0) - timedelta(
        days=datetime.now(UTC).weekday()
    )
    return (
        Session.objects.filter(
            Q(groups__in=groups) | Q(groups=None), starts_at__range=(monday, monday + timedelta(7))
        )
        .select_related("person", "branch")
        .prefetch_related("means", "parts", "groups")
        .annotate(taken=Count("bookings", filter=~Q(bookings__state="cancelled"), distinct=True))
        .distinct()
    )


@login_required
def week(request: HttpRequest) -> HttpResponse:
    return render(request, "week.html", {"sessions": _week(request)})


@login_required
def cabinet(request: Any) -> HttpResponse:
    who = request.user.person
    context = {
        "who": who,
        "enrolments": Enrolment.objects.filter(learner=who).select_related(
            "group__programme", "group__curator"
        ),
        "bookings": Booking.objects.filter(learner=who, session__starts_at__gte=datetime.now(UTC))
        .exclude(state="cancelled")
        .select_related("session__person", "session__branch")
        .prefetch_related("session__means", "session__parts"),
        "sessions": _week(request)[:6],
        "told": who.notifications.order_by("-created_at")[:5],
    }
    return render(request, "cabinet.html", context)


@login_required
@transaction.atomic
def book(request: Any, pk: int) -> HttpResponse:
    session = Session.objects.select_for_update().get(pk=pk)
    if session.bookings.exclude(state="cancelled").count() >= session.capacity:
        return HttpResponse(status=422)
    Booking.objects.create(session=session, learner=request.user.person, asked_by=request.user.person)
    return redirect("/week/")


@login_required
@transaction.atomic
def cancel(request: Any, pk: int) -> HttpResponse:
    booking = Booking.objects.select_for_update().get(pk=pk, learner=request.user.person)
    booking.state, booking.cancelled_at = "cancelled", datetime.now(UTC)
    booking.save()
    return redirect("/week/")


def _lines() -> Any:
    lines = ScheduleLine.objects.filter(schedule__state="published").select_related(
        "person", "branch", "schedule"
    )
    return lines.prefetch_related("means")


def public(request: HttpRequest) -> HttpResponse:
    return render(request, "public.html", {"lines": _lines()})


@login_required
def journal(request: HttpRequest, branch: int, month: str) -> HttpResponse:
    """Held consultations of a branch and month, the first page, with what the filter offers."""
    first = date.fromisoformat(f"{month}-01")
    sessions = (
        Session.objects.filter(
            branch=branch, date__year=first.year, date__month=first.month, state__in=["held", "confirmed"]
        )
        .select_related("person", "line")
        .prefetch_related("means", "parts", "groups", "work_log")
        .annotate(
            booked=Count("bookings", filter=~Q(bookings__state="cancelled")),
            came=Count("bookings", filter=Q(bookings__state="attended")),
        )
    )
    context = {
        "page": Paginator(sessions, JOURNAL_PAGE).get_page(1),
        "minutes": WorkLogEntry.objects.filter(session__in=sessions).aggregate(Sum("minutes")),
        "teachers": Person.objects.filter(staff_contracts__isnull=False).distinct(),
        "groups": Group.objects.all(),
        "branches": Branch.objects.all(),
    }
    return render(request, "journal.html", context)


@login_required
def sheet(request: HttpRequest, branch: int, month: str) -> HttpResponse:
    """Minutes of each worker in a branch and month, planned and actual."""
    first = date.fromisoformat(f"{month}-01")
    entries = WorkLogEntry.objects.filter(branch=branch, date__year=first.year, date__month=first.month)
    plan = PlannedLoad.objects.filter(contract=OuterRef("contract"), month=first, basis=OuterRef("basis"))
    rows = (
        entries.order_by("contract__person__search_name")
        .values("contract__person__last_name", "contract__person__first_name", "contract__position", "basis")
        .annotate(
            plan=Subquery(plan.values("minutes")),
            fact=Sum("minutes"),
            waiting=Count("id", filter=Q(state="submitted")),
        )
    )
    return render(request, "sheet.html", {"rows": rows})


def _cells() -> list[tuple[str, ...]]:
    return [
        (
            str(line.person),
            line.job_title,
            ", ".join(map(str, line.weekdays)),
            f"{line.time_from:%H:%M}–{line.time_to:%H:%M}" if line.time_from else "",
            ", ".join(means.title for means in line.means.all()),
        )
        for line in _lines()
    ]


def docx_file(request: HttpRequest) -> HttpResponse:
    paper = docx.Document()
    cells = [HEADS, *_cells()]
    table = paper.add_table(rows=len(cells), cols=len(HEADS))
    for row, values in zip(table.rows, cells, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    out = BytesIO()
    paper.save(out)
    return HttpResponse(out.getvalue(), content_type="application/vnd.openxmlformats-officedocument")


def pdf_file(request: HttpRequest) -> HttpResponse:
    cells = ",".join(f"[#{_quoted(value)}]" for row in [HEADS, *_cells()] for value in row)
    source = f"#table(columns: {len(HEADS)}, {cells})"
    return HttpResponse(typst.compile(source.encode()), content_type="application/pdf")


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
