"""Results: a grid for the teacher, one's own for the learner's side."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from opora.consultations.queries.sessions import learners_of
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.studies.models import GroupPart

from .. import access, actions
from ..forms import GridForm
from ..queries import results as queries
from ..queries.help import runs_for


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.KEEPERS)
def grid(request: ActorRequest, pk: int) -> HttpResponse:
    """What the group has, and a column to type in; a refusal keeps every number typed."""
    on = home_day()
    run = get_object_or_404(
        runs_for(request.actor, on, everything=True).select_related("group__branch"), pk=pk
    )
    may_enter = access.may_decide(request.actor, run)
    if request.method != "POST":
        return _grid(request, run, _form(run) if may_enter else None)
    if not may_enter:
        raise PermissionDenied(_("Результаты вносит преподаватель дисциплины."))
    form = _form(run, request.POST)
    if not form.is_valid():
        return _grid(request, run, form, status=422)
    data = form.cleaned_data
    entered = actions.Entered(data["title"], data["max_points"], form.taken_at, form.points)
    try:
        n = actions.enter_results(data["part"], entered=entered, by=request.actor.person)
    except Refused as refused:
        return _grid(request, run, form, refused=refused, status=422)
    words = ngettext("Записан {n} результат.", "Записано результатов: {n}.", n).format(n=n)
    messages.success(request, words)
    return redirect("progress:results", pk=pk)


def _form(run: GroupPart, data: object = None) -> GridForm:
    parts = queries.branch_of(run.part_id, queries.parts_of([run.group.programme_id]))
    learners = queries.learners_of(run)
    zone = run.group.branch.timezone
    return GridForm(data, learners=learners, parts=parts, zone=zone, initial={"part": run.part_id})


def _grid(
    request: ActorRequest,
    run: GroupPart,
    form: GridForm | None,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    tests, rows = queries.grid_of(run)
    context = {
        "run": run, "tests": tests, "rows": rows, "form": form,
        "refused": founded(refused) if refused else None,
    }  # fmt: skip
    return render(request, "progress/results.html", context, status=status)


@require_GET
@allow(access.LEARNING, archive=True)
def own(request: ActorRequest) -> HttpResponse:
    """A learner's own, or the wards' of a representative."""
    learners = learners_of(request.actor)
    found = queries.own_results(learners)
    rows = [(who, found.get(who.pk, [])) for who in learners]
    return render(request, "progress/own_results.html", {"rows": rows})
