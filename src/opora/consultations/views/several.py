"""The same to several consultations (a worker is ill, a room is closed) or to several requests of help."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.schedule.models import Format

from ..access import ANSWERERS, may_answer, may_plan_for_others
from ..actions import accept_requests, cancel_session, decline_request
from ..actions import substitute as give_to_substitute
from ..forms import ExtraForm, ReasonForm, SubstitutesForm
from ..models import HelpRequest, Session, TopicBasis
from ..queries.requests import requests_to
from ..queries.sessions import visible_to
from ..rules.booking import refusal_of_help_has_reason
from ..rules.planning import reason_is_given
from .planning import act_says

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
def accept_several(request: ActorRequest) -> HttpResponse:
    """One meeting for several requests: filled in, rehearsed, done; said request by request."""
    rows, actor, here = _asked(request), request.actor, home_day()
    going = {"check", "sure"} & set(request.POST)
    form = ExtraForm(
        request.POST if going else None,
        on=here,
        author=actor.person,
        for_others=may_plan_for_others(actor),
        initial=_one_meeting(rows, actor.person.pk),
    )
    context: dict[str, Any] = {"form": form, "several": rows, "back": reverse("consultations:requests")}
    context |= act_says(here)
    if not rows:
        return render(request, "bulk.html", {"title": _("Назначить одну встречу"), **context})
    if not going or not form.is_valid():
        return render(request, "consultations/extra.html", context, status=422 if form.errors else 200)
    plan, given = form.plan(), form.cleaned_data
    act = done_to_each if "sure" in request.POST else rehearsed
    (whole,) = act(
        [plan],
        lambda plan: accept_requests(
            rows, by=actor.person, person=given["person"], plan=plan, reason=given["reason"]
        ),
    )
    if whole.refused:
        context["refused"] = founded(whole.refused)
        return render(request, "consultations/extra.html", context, status=422)
    told = [_row(outcome) for outcome in whole.answer]
    context |= {
        "done": "sure" in request.POST,
        "good": [row for row in told if not row["refused"]],
        "bad": [row for row in told if row["refused"]],
        "when": format_when(plan.starts_at, plan.ends_at, plan.branch.timezone),
    }
    if context["done"] and context["good"]:
        context["session"] = next(outcome.answer for outcome in whole.answer if outcome.answer)
    return render(request, "consultations/extra.html", context)


def _asked(request: ActorRequest) -> list[HelpRequest]:
    """The marked requests this actor answers; those of another worker are not even named."""
    asked = requests_to(request.actor, within=picked(request.POST.getlist("pick")))
    return [row for row in asked if may_answer(request.actor, row)]


def _one_meeting(rows: Sequence[HelpRequest], asker: int) -> dict[str, Any]:
    """What all of them have in common fills the form in: groups, disciplines, the worker most are asking."""
    workers = Counter(row.person_id for row in rows if row.person_id)
    first = rows[0] if rows else None
    return {
        "date": home_day(),
        "branch": first.run.group.branch_id if first else None,
        "format": Format.GROUP,
        "capacity": max(len(rows), 1),
        "parts": list({row.run.part_id for row in rows}),
        "groups": list({row.run.group_id for row in rows}),
        "person": workers.most_common(1)[0][0] if workers else asker,
        "topic": first.question[:300] if first and len({row.run.part_id for row in rows}) == 1 else "",
        "topic_basis": TopicBasis.APPEALS,
        "reason": _("просьбы слушателей"),
    }


@require_POST
@allow(ANSWERERS)
def decline_several(request: ActorRequest) -> HttpResponse:
    """One «no» with its reason to several requests of help."""
    rows = _asked(request)
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
