"""A year of plan and fact: where the plan will not last, and what to do about it (S0-5.8a)."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opora.kernel.clock import today
from opora.kernel.text import hours_minutes, number
from opora.kernel.times import month_title, weekday_date
from opora.people.access import ActorRequest, allow
from opora.regulations.models import Provision
from opora.regulations.queries import in_force

from .. import queries
from ..access import READERS, may_close
from .month import chosen_branch

YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of a row in words: fact of plan; ``tone`` where the plan is outgrown."""

    key: str
    title: str
    fact: str
    plan: str
    tone: str
    empty: bool


def _cell(load: queries.MonthLoad) -> Cell:
    return Cell(
        key=f"{load.month:%Y-%m}",
        title=month_title(load.month),
        fact=number(load.expected),
        plan="–" if load.plan is None else number(load.plan),
        tone="plus" if load.over else "",
        empty=load.plan is None and not load.expected,
    )


def _running_out(rows: list[queries.YearRow]) -> list[dict[str, str]]:
    """«По графику план ноября кончится пн 23.11»: who, when and how much is missing."""
    return [
        {
            "name": row.person.short_name,
            "key": f"{load.month:%Y-%m}",
            "words": _("По графику план за {month} кончится {day}, не хватит {over}.").format(
                month=month_title(load.month),
                day=weekday_date(load.ends_on),
                over=hours_minutes(load.over),
            ),
        }
        for row in rows
        for load in row.running_out
        if load.ends_on
    ]


@require_GET
@allow(READERS)
def year(request: ActorRequest) -> HttpResponse:
    """Plan, fact and what is to come, month by month."""
    branch, every = chosen_branch(request.actor, request.GET)
    on = today(branch.timezone)
    typed = request.GET.get("year", "")
    chosen = int(typed) if typed.isdecimal() else on.year
    if chosen not in YEARS:
        raise Http404
    rows = queries.year_of(branch, chosen)
    context = {
        "branch": branch,
        "branches": every if len(every) > 1 else [],
        "year": chosen,
        "months": [f"{number:02}" for number in range(1, 13)],
        "rows": [(row, [_cell(load) for load in row.months]) for row in rows],
        "running_out": _running_out(rows),
        "plan": sum(row.plan for row in rows),
        "fact": sum(row.fact for row in rows),
        "expected": sum(row.expected for row in rows),
        "academic": int(in_force(Provision.ACADEMIC_HOUR, on)),
        "may_plan": may_close(request.actor),
    }
    return render(request, "workload/year.html", context)
