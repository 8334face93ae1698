"""The right to help: by discipline, by learner, one's own."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from opora.consultations.queries.sessions import learners_of
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day, organisation
from opora.regulations.queries import basis_of
from opora.studies.access import SEES_ATTENDANCE
from opora.studies.queries import agreements_for, groups_for

from ..access import KEEPERS, LEARNING
from ..queries import help as queries

FOUNDED_ON = "ACC-01"


@require_GET
@allow(KEEPERS)
def disciplines(request: ActorRequest) -> HttpResponse:
    """Every discipline studied now, those without an hour of help first."""
    on = home_day()
    everything = request.GET.get("all") == "1"
    runs = list(queries.runs_for(request.actor, on, everything=everything)[:500])
    rows = sorted(
        queries.help_by_run(runs, on), key=lambda row: (row.standing != "red", row.standing != "unmet")
    )
    context = {
        "rows": rows,
        "red": sum(row.standing == "red" for row in rows),
        "programmes": queries.by_programme(run.group_id for run in runs),
        "reasons": queries.why_refused(runs),
        "months": queries.by_month(runs, organisation().timezone),
        "everything": everything,
        "basis": basis_of(FOUNDED_ON, on),
    }
    return render(request, "progress/disciplines.html", context)


@require_GET
@allow(KEEPERS)
def group(request: ActorRequest, pk: int) -> HttpResponse:
    """Learners of a group: what each asked for and received."""
    one = get_object_or_404(groups_for(request.actor), pk=pk)
    on = home_day()
    runs = list(queries.runs_for(request.actor, on, everything=True).filter(group=one))
    context = {"group": one, "runs": runs, "rows": queries.learners_help(one, runs)}
    return render(request, "progress/group.html", context)


@require_GET
@allow(SEES_ATTENDANCE)
def agreement(request: ActorRequest, pk: int) -> HttpResponse:
    """Attendance of a network agreement's learners: what the partner's curator asks for (S4-1.4b)."""
    one = get_object_or_404(agreements_for(request.actor), pk=pk)
    context = {"agreement": one, "rows": queries.attendance_by_agreement(one)}
    return render(request, "progress/agreement.html", context)


@require_GET
@allow(LEARNING, archive=True)
def mine(request: ActorRequest) -> HttpResponse:
    """A learner's own, or the wards' of a representative."""
    on = home_day()
    learners = [(who, queries.own_help(who, on)) for who in learners_of(request.actor)]
    return render(request, "progress/mine.html", {"learners": learners, "basis": basis_of(FOUNDED_ON, on)})
