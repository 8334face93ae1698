"""Help outside the график: the learner's side asks, the worker answers with a meeting or a reason."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.files.access import as_download
from opora.kernel.errors import Refused
from opora.kernel.times import format_when
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.schedule.models import Format

from .. import access, actions
from ..forms import ExtraForm, ReasonForm, RequestForm
from ..models import HelpRequest, TopicBasis
from ..queries.requests import requests_of, requests_to, seen_requests
from ..queries.sessions import learners_of
from .common import Side, side_of
from .planning import act_says


@require_GET
@allow(access.LEARNING | access.ANSWERERS)
def requests(request: ActorRequest) -> HttpResponse:
    """Own requests with their answers; for a worker, the queue."""
    if request.actor.role in access.LEARNING:
        context: dict[str, Any] = {"rows": requests_of(learners_of(request.actor)), "side": side_of(request)}
        return render(request, "consultations/requests_mine.html", context)
    rows = [(row, access.may_answer(request.actor, row)) for row in requests_to(request.actor)]
    several = sum(mine for _row, mine in rows) > 1
    context = {"rows": rows, "form": ReasonForm(), "bulk_acts": _bulk_acts() if several else []}
    return render(request, "consultations/requests.html", context)


def _bulk_acts() -> list[dict[str, str]]:
    acts = (
        ("accept_several", "calendar-plus", _("Назначить одну встречу")),
        ("decline_several", "circle-x", _("Отказать")),
    )
    return [
        {"url": reverse(f"consultations:{name}"), "icon": icon, "words": words} for name, icon, words in acts
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.LEARNING)
def ask(request: ActorRequest) -> HttpResponse:
    """Ask for help that the график does not offer; a refusal keeps what was typed."""
    side: Side = side_of(request)
    if side.learner is None:
        raise Http404
    form = RequestForm(request.POST or None, request.FILES or None, learner=side.learner, on=home_day())
    context: dict[str, Any] = {"form": form, "side": side}
    if request.method != "POST" or not form.is_valid():
        return render(request, "consultations/ask.html", context, status=422 if form.errors else 200)
    try:
        actions.request_help(learner=side.learner, asked_by=request.actor.person, **form.cleaned_data)
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "consultations/ask.html", context, status=422)
    messages.success(request, _("Просьба отправлена. Ответ придёт не позже чем через два дня."))
    return redirect("consultations:requests")


@require_GET
@allow(access.LEARNING | access.ANSWERERS)
def request_file(request: ActorRequest, pk: int, file: int) -> HttpResponseBase:
    """What was attached, to who asked and to who answers."""
    row = get_object_or_404(seen_requests(request.actor), pk=pk)
    return as_download(get_object_or_404(row.files, pk=file))


@require_POST
@allow(access.LEARNING)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(HelpRequest, pk=pk, learner__in=learners_of(request.actor))
    actions.withdraw_request(row)
    messages.success(request, _("Просьба отозвана."))
    return redirect("consultations:requests")


def _to_answer(request: ActorRequest, pk: int) -> HelpRequest:
    rows = HelpRequest.objects.select_related("run__group__branch", "run__part", "learner", "person")
    row = get_object_or_404(request.actor.within(rows, "run__group__branch"), pk=pk)
    if not access.may_answer(request.actor, row):
        raise PermissionDenied(_("На эту просьбу отвечает другой работник."))
    return row


@require_POST
@allow(access.ANSWERERS)
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    row = _to_answer(request, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.decline_request(row, by=request.actor.person, reason=reason)
    messages.success(request, _("Ответ отправлен."))
    return redirect("consultations:requests")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.ANSWERERS)
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    """An extra session for the one who asked: the form of any extra session, filled in."""
    row = _to_answer(request, pk)
    actor, here = request.actor, home_day()
    for_others = access.may_plan_for_others(actor)
    filled = {
        "date": here, "branch": row.run.group.branch_id, "format": Format.INDIVIDUAL,
        "parts": [row.run.part_id], "groups": [row.run.group_id], "person": row.person_id or actor.person.pk,
        "topic": row.question[:300], "topic_basis": TopicBasis.APPEALS,
        "reason": _("просьба слушателя"),
    }  # fmt: skip
    form = ExtraForm(
        request.POST or None, on=here, author=actor.person, for_others=for_others, initial=filled
    )
    context: dict[str, Any] = {"form": form, "asked": row, **act_says(here)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "consultations/extra.html", context, status=422 if form.errors else 200)
    try:
        session = actions.accept_request(
            row, by=actor.person, person=form.cleaned_data["person"], plan=form.plan(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "consultations/extra.html", context, status=422)
    when = format_when(session.starts_at, session.ends_at, session.branch.timezone)
    messages.success(request, _("Консультация назначена: {when}. Слушатель записан.").format(when=when))
    return redirect(reverse("consultations:session", args=[session.pk]))
