"""The same to several consultations (a worker is ill, a room is closed) or to several requests of help."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.bulk import Outcome, done_to_each, picked, rehearsed
from opora.kernel.errors import Refusal
from opora.kernel.times import format_when
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.regulations.middleware import founded

from ..access import ANSWERERS, may_answer
from ..actions import cancel_session, decline_request
from ..actions import substitute as give_to_substitute
from ..forms import ReasonForm, SubstitutesForm
from ..models import HelpRequest, Session
from ..queries.requests import requests_to
from ..queries.sessions import visible_to
from ..rules.booking import refusal_of_help_has_reason
from ..rules.planning import reason_is_given

TRIAL = "…"  # stands for the reason that is not written yet


@require_POST
@allow(Role.DEPUTY)
def cancel_several(request: ActorRequest) -> HttpResponse:
    """Cancel the marked ones with one reason: first what will happen, then each by itself."""
    sessions = _marked(request)
    form = ReasonForm(request.POST if "sure" in request.POST else None)
    reason = _reason(form, refusal_of_help_has_reason)
    return _page(
        request,
        sessions,
        lambda session: cancel_session(session, reason=reason or TRIAL),
        form,
        title=_("Отменить консультации"),
        lead=_("Записанные получат сообщение с причиной и другие даты."),
        button=_("Отменить"),
    )


@require_POST
@allow(Role.DEPUTY)
def substitute_several(request: ActorRequest) -> HttpResponse:
    """Give the marked ones to one other worker."""
    sessions = _marked(request)
    form = SubstitutesForm(request.POST if "sure" in request.POST else None, sessions=sessions)
    chosen = form.cleaned_data if _reason(form, reason_is_given) and form.is_valid() else {}
    return _page(
        request,
        sessions,
        (lambda session: give_to_substitute(session, **chosen)) if chosen else None,
        form,
        title=_("Заменить работника"),
        lead=_("Часы запишутся тому, кто проведёт. Записанные узнают о замене."),
        button=_("Заменить"),
    )


@require_POST
@allow(ANSWERERS)
def decline_several(request: ActorRequest) -> HttpResponse:
    """One «no» with its reason to several requests of help; those of another worker are not even named."""
    asked = requests_to(request.actor, within=picked(request.POST.getlist("pick")))
    rows = [row for row in asked if may_answer(request.actor, row)]
    form = ReasonForm(request.POST if "sure" in request.POST else None)
    reason = _reason(form, refusal_of_help_has_reason)
    return _page(
        request,
        rows,
        lambda row: decline_request(row, by=request.actor.person, reason=reason or TRIAL),
        form,
        title=_("Отказать в просьбах"),
        lead=_("Каждый получит ответ с этой причиной. Напишите и другое время: право на помощь остаётся."),
        button=_("Отказать"),
        back=reverse("consultations:requests"),
    )


def _reason(form: Any, rule: Callable[[str], Refusal | None]) -> str:
    """What is typed; the rule's own words stand by the field when it asks for more."""
    reason = str(form.cleaned_data.get("reason", "")) if form.is_bound and form.is_valid() else ""
    if form.is_bound and (refusal := rule(reason)):
        form.add_error("reason", refusal.words)
    return reason


def _marked(request: ActorRequest) -> QuerySet[Session]:
    rows = visible_to(request.actor).filter(pk__in=picked(request.POST.getlist("pick")))
    return rows.order_by("starts_at", "id")


def _page(
    request: ActorRequest,
    sessions: Iterable[Any],
    act: Callable[[Any], Any] | None,
    form: Any,
    *,
    back: str = "",
    **words: str,
) -> HttpResponse:
    """What will happen, until the form is right and «sure»; then what happened, item by item."""
    done = form.is_bound and form.is_valid()
    if done and act:
        outcomes = done_to_each(sessions, act)
    else:
        outcomes = rehearsed(sessions, act) if act else [Outcome(session) for session in sessions]
    rows = [_row(outcome) for outcome in outcomes]
    typed = request.POST.get("next", "")
    context = {
        **words,
        "form": form,
        "done": done,
        "rows": rows,
        "good": [row for row in rows if not row["refused"]],
        "bad": [row for row in rows if row["refused"]],
        "back": typed
        if url_has_allowed_host_and_scheme(typed, allowed_hosts=None)
        else back or reverse("consultations:week"),
    }
    return render(request, "bulk.html", context, status=422 if form.is_bound and not done else 200)


def _row(outcome: Outcome[Any]) -> dict[str, Any]:
    row = outcome.item
    if isinstance(row, HelpRequest):
        title, words = row.learner.full_name, row.question
    else:
        title = format_when(row.starts_at, row.ends_at, row.branch.timezone)
        words = f"{row.topic or row.get_kind_display()}, {row.person.short_name}"
    return {
        "pk": row.pk,
        "title": title,
        "words": words,
        "refused": founded(outcome.refused) if outcome.refused else None,
    }
