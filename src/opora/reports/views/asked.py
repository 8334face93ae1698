"""What an address asks for: a filter of the journal, a branch and month of the ведомость."""

from datetime import date, timedelta

from django.http import Http404

from opora.kernel.clock import today
from opora.kernel.times import next_month, parse_month
from opora.people.access import ActorRequest
from opora.people.models import Branch
from opora.workload.queries import own_branch, seen_branches

from ..access import ALL_SESSIONS
from ..forms import JournalForm, PeriodForm


def journal_form(request: ActorRequest) -> JournalForm:
    """The filter as typed; a worker has no choice of teacher: the journal is his own."""
    month = today(request.actor.zone).replace(day=1)
    return JournalForm(request.GET, month=month, teachers=request.actor.role in ALL_SESSIONS)


def period_form(request: ActorRequest) -> PeriodForm:
    """The period as typed; absent, the current month, which then stands in the fields."""
    month = today(request.actor.zone).replace(day=1)
    asked = request.GET.copy()
    if not (asked.get("since") or asked.get("until")):
        asked["since"], asked["until"] = f"{month}", f"{next_month(month) - timedelta(days=1)}"
    return PeriodForm(asked, month=month, branches=request.actor.within(Branch.objects.all(), "pk"))


def branch_and_month(request: ActorRequest) -> tuple[Branch, date]:
    """``?branch=1&month=2026-11``; absent, the reader's own branch and the current month."""
    wanted = request.GET.get("branch", "")
    seen = seen_branches(request.actor)
    branch = seen.filter(pk=int(wanted)).first() if wanted.isdecimal() else own_branch(request.actor)
    if branch is None:
        raise Http404
    try:
        return branch, parse_month(request.GET.get("month", ""))
    except ValueError:
        return branch, today(branch.timezone).replace(day=1)
