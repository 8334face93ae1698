"""Workers propose their lines to an open draft; the office takes them or gives them back (S0-5.1)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.kernel.text import plural
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import actions, queries
from ..forms.lines import initial_of
from ..forms.proposals import CollectForm, ProposalForm, RemarkForm
from ..models import Schedule, ScheduleLine, ScheduleProposal

State = ScheduleProposal.State
TONES = {State.ACCEPTED: "success", State.RETURNED: "danger", State.WAITING: "info"}


# The worker's side


@allow(queries.PROPOSERS)
def mine(request: ActorRequest) -> HttpResponse:
    """Own lines in every draft that gathers them, and what became of own proposals."""
    person = request.actor.person
    drafts = [_own(schedule, person.pk) for schedule in queries.collecting()]
    return render(request, "schedule/mine.html", {"drafts": drafts, "day": home_day()})


def _own(schedule: Schedule, person: int) -> dict[str, Any]:
    proposals = [one for one in queries.proposals_of(schedule) if one.person_id == person]
    asked = {one.line_id for one in proposals if one.state == State.WAITING}
    lines = [line for line in queries.lines_of(schedule) if line.person_id == person]
    return {
        "schedule": schedule,
        "rows": [_row(line, asked) for line in lines],
        "proposals": [{"proposal": one, "tone": TONES.get(State(one.state), "")} for one in proposals],
        "answered": any(one.state != State.WITHDRAWN for one in proposals),
    }


def _row(line: ScheduleLine, asked: set[int | None]) -> dict[str, Any]:
    return {
        "line": line,
        "days": queries.days_text(line),
        "time": queries.time_text(line),
        "means": queries.means_text(line),
        "asked": line.pk in asked,
    }


def _collecting(pk: int) -> Schedule:
    return get_object_or_404(queries.collecting(), pk=pk)


def _own_line(request: ActorRequest, schedule: Schedule, pk: int) -> ScheduleLine:
    found = (line for line in queries.own_lines(schedule, request.actor.person) if line.pk == pk)
    line = next(found, None)
    if line is None:
        raise Http404(_("Этой строки среди ваших нет."))
    return line


@allow(queries.PROPOSERS)
def propose(request: ActorRequest, pk: int, line_pk: int = 0) -> HttpResponse:
    schedule = _collecting(pk)
    line = _own_line(request, schedule, line_pk) if line_pk else None
    values = actions.values_of(line) if line else actions.LineValues()
    form = ProposalForm(
        request.POST or None, schedule=schedule, line=line, initial=initial_of(values, version=0)
    )
    context: dict[str, Any] = {"schedule": schedule, "line": line, "form": form}
    if request.method == "POST" and form.is_valid():
        comment = form.cleaned_data["comment"]
        try:
            actions.propose_line(
                schedule, person=request.actor.person, values=form.values(), line=line, comment=comment
            )
        except Refused as refused:
            context["refused"] = founded(refused)
            return render(request, "schedule/propose.html", context, status=422)
        messages.success(request, _("Отправлено заместителю. Ответ придёт в уведомления."))
        return redirect("schedule:mine")
    return render(request, "schedule/propose.html", context, status=422 if form.errors else 200)


@require_POST
@allow(queries.PROPOSERS)
def propose_removal(request: ActorRequest, pk: int, line_pk: int) -> HttpResponse:
    line = _own_line(request, _collecting(pk), line_pk)
    proposal = actions.propose_removal(line, person=request.actor.person)
    undo = reverse("schedule:proposal_withdraw", kwargs={"pk": proposal.pk})
    messages.success(request, _("Отправлено заместителю: снять строку."), extra_tags=undo)
    return redirect("schedule:mine")


@require_POST
@allow(queries.PROPOSERS)
def keep(request: ActorRequest, pk: int) -> HttpResponse:
    actions.keep_lines(_collecting(pk), person=request.actor.person)
    messages.success(request, _("Ответ записан: ваши строки остаются как есть."))
    return redirect("schedule:mine")


@require_POST
@allow(queries.PROPOSERS)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    own = ScheduleProposal.objects.filter(person=request.actor.person)
    actions.withdraw_proposal(get_object_or_404(own, pk=pk))
    messages.success(request, _("Предложение отозвано."))
    return redirect("schedule:mine")


# The office's side


@allow(queries.EDITORS)
def proposals(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(queries.schedules_for(request.actor), pk=pk))


def _page(
    request: ActorRequest,
    schedule: Schedule,
    *,
    refused: Refused | None = None,
    at: int = 0,
    form: RemarkForm | None = None,
) -> HttpResponse:
    """Proposals, then who has answered; ``form`` is what came back of the answer to the proposal ``at``."""
    workers = queries.workers_of(schedule, queries.lines_of(schedule))
    every = [one for one in queries.proposals_of(schedule) if one.state != State.WITHDRAWN]
    waiting = [
        {"proposal": one, "form": form if form and one.pk == at else RemarkForm(auto_id=f"id_%s_{one.pk}")}
        for one in every
        if one.state == State.WAITING
    ]
    decided = [
        {"proposal": one, "tone": TONES.get(State(one.state), "")}
        for one in every
        if one.state not in (State.WAITING, State.WITHDRAWN)
    ]
    context = {
        "schedule": schedule,
        "waiting": waiting,
        "decided": decided,
        "workers": workers,
        "silent": [worker for worker in workers if not worker.has_answered],
        "collect_form": CollectForm(initial={"until": schedule.collect_until}),
        "may_edit": schedule.state == Schedule.State.DRAFT,
        "refused": founded(refused) if refused else None,
    }
    return render(request, "schedule/proposals.html", context, status=422 if refused else 200)


@require_POST
@allow(queries.EDITORS)
def collect(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    form = CollectForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Назовите день, до которого собираете строки."))
        return redirect("schedule:proposals", pk=pk)
    actions.ask_for_lines(schedule, until=form.cleaned_data["until"])
    messages.success(request, _("Работникам написали: предложите свои строки."))
    return redirect("schedule:proposals", pk=pk)


@require_POST
@allow(queries.EDITORS)
def remind(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    count = len(actions.remind_of_lines(schedule))
    words = plural(count, _("работнику"), _("работникам"), _("работникам"))
    messages.success(request, _("Напомнили {count} {words}.").format(count=count, words=words))
    return redirect("schedule:proposals", pk=pk)


def _seen(request: ActorRequest, pk: int) -> ScheduleProposal:
    drafts = queries.schedules_for(request.actor).values("pk")
    rows = ScheduleProposal.objects.filter(schedule__in=drafts).select_related("schedule", "line")
    return get_object_or_404(rows, pk=pk)


@require_POST
@allow(queries.EDITORS)
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    """Take it as it is; «принять и поправить» opens the line that came of it."""
    proposal = _seen(request, pk)
    try:
        line = actions.accept_proposal(proposal, by=request.actor.person)
    except Refused as refused:
        return _page(request, proposal.schedule, refused=refused)
    messages.success(request, _("Принято: {words}.").format(words=proposal.words))
    if line is not None and "open" in request.POST:
        return redirect("schedule:line", pk=proposal.schedule_id, line_pk=line.pk)
    return redirect("schedule:proposals", pk=proposal.schedule_id)


@require_POST
@allow(queries.EDITORS)
def give_back(request: ActorRequest, pk: int) -> HttpResponse:
    proposal = _seen(request, pk)
    form = RemarkForm(request.POST, auto_id=f"id_%s_{pk}")
    remark = form.cleaned_data["remark"] if form.is_valid() else ""
    try:
        actions.return_proposal(proposal, remark=remark, by=request.actor.person)
    except Refused as refused:
        return _page(request, proposal.schedule, refused=refused, at=pk, form=form)
    messages.success(request, _("Возвращено со словами: {words}.").format(words=proposal.words))
    return redirect("schedule:proposals", pk=proposal.schedule_id)
