"""The next график out of an old one: the period, then one page of decisions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import actions, queries
from ..forms.rolling import PeriodForm, RollForm, following
from ..models import Schedule


@allow(queries.EDITORS)
def next_period(request: ActorRequest, pk: int) -> HttpResponse:
    old = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    period = PeriodForm(asked if "period_from" in asked else None, initial=following(old))
    context: dict[str, Any] = {"schedule": old, "period": period}
    if not period.is_valid():
        return render(request, "schedule/next.html", context, status=422 if period.errors else 200)
    given = period.cleaned_data
    rows = queries.rolled(old, given["period_from"], given["period_to"])
    form = RollForm(
        request.POST if request.method == "POST" else None,
        rows=rows,
        workers=queries.workers_then(given["period_from"], given["period_to"]),
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, old, given, form)
        except Refused as error:
            refused = error
    context |= _asked(form) | {"form": form, "refused": founded(refused) if refused else None}
    return render(request, "schedule/next.html", context, status=422 if refused or form.errors else 200)


def _made(request: ActorRequest, old: Schedule, given: dict[str, Any], form: RollForm) -> HttpResponse:
    draft = actions.roll_over(
        old,
        title=given["title"],
        period_from=given["period_from"],
        period_to=given["period_to"],
        decisions=form.decisions(),
        by=request.actor.person,
    )
    messages.success(request, _("Черновик создан из прежнего графика. Решения записаны в его правки."))
    return redirect("schedule:show", pk=draft.pk)


def _asked(form: RollForm) -> dict[str, Any]:
    every = list(form.asked())
    return {
        "troubled": [one for one in every if not one.rolled.is_clean],
        "clean": [one for one in every if one.rolled.is_clean],
    }
