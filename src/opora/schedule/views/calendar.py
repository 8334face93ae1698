"""The production calendar of a year with the centre's own days (domain.md §8, case 4)."""

from calendar import Calendar
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.calendar import DayKind, default_day_kind, holiday_name
from opora.kernel.times import MONTHS
from opora.people.access import STAFF, ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import home_day

from .. import actions, queries
from ..forms.editions import CalendarDayForm
from ..models import CalendarDay

FIRST_YEAR, LAST_YEAR = 2020, 2040


@allow(STAFF | {Role.AUDITOR})
def this_year(request: ActorRequest) -> HttpResponse:
    return redirect("schedule:calendar", year=home_day().year)


@allow(STAFF | {Role.AUDITOR})
def year(request: ActorRequest, year: int) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(_("Такого года в календаре нет."))
    may_edit = request.actor.role in queries.EDITORS
    form = CalendarDayForm(request.POST or None) if may_edit else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            day = actions.set_calendar_day(**form.cleaned_data)
            words = _("{day}: {kind}.").format(day=f"{day.date:%d.%m.%Y}", kind=day.get_kind_display())
            undo = reverse("schedule:calendar_remove", kwargs={"pk": day.pk})
            messages.success(request, words, extra_tags=undo)
            return redirect("schedule:calendar", year=day.date.year)
    own = list(queries.calendar_days(date(year, 1, 1), date(year, 12, 31)))
    context = {
        "year": year,
        "months": _months(year, own),
        "own": own,
        "form": form,
        "may_edit": may_edit,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
    }
    return render(request, "schedule/calendar.html", context, status=422 if form and form.errors else 200)


def _months(year: int, own: list[CalendarDay]) -> list[dict[str, Any]]:
    """Twelve months of weeks of days: number, kind, note; None outside the month."""
    whole = {day.date: day for day in own if day.branch_id is None}
    return [
        {
            "title": MONTHS[month - 1],
            "weeks": [[_day(day, month, whole) for day in week] for week in _weeks(year, month)],
        }
        for month in range(1, 13)
    ]


def _weeks(year: int, month: int) -> list[list[date]]:
    return Calendar().monthdatescalendar(year, month)


def _day(day: date, month: int, own: dict[date, CalendarDay]) -> dict[str, Any] | None:
    if day.month != month:
        return None
    row = own.get(day)
    kind = DayKind(row.kind) if row else default_day_kind(day)
    note = (
        (row.note or row.get_kind_display())
        if row
        else (holiday_name(day) if kind is DayKind.HOLIDAY else "")
    )
    return {"number": day.day, "kind": kind.value, "note": note, "own": row is not None}


@require_POST
@allow(queries.EDITORS)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    day = CalendarDay.objects.filter(pk=pk).first()
    if day is None:
        messages.info(request, _("Этот день уже убрали."))
        return redirect("schedule:calendar_now")
    actions.remove_calendar_day(day)
    messages.success(request, _("{day}: как в общем календаре.").format(day=f"{day.date:%d.%m.%Y}"))
    return redirect("schedule:calendar", year=day.date.year)
