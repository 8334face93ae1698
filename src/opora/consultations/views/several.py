"""The deputy does the same to several consultations: a worker is ill, a room is closed."""

from collections.abc import Callable
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

from ..actions import cancel_session
from ..actions import substitute as give_to_substitute
from ..forms import ReasonForm, SubstitutesForm
from ..models import Session
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


def _reason(form: Any, rule: Callable[[str], Refusal | None]) -> str:
    """What is typed; the rule's own words stand by the field when it asks for more."""
    reason = str(form.cleaned_data.get("reason", "")) if form.is_bound and form.is_valid() else ""
    if form.is_bound and (refusal := rule(reason)):
        form.add_error("reason", refusal.words)
    return reason


def _marked(request: ActorRequest) -> QuerySet[Session]:
    rows = Session.objects.filter(pk__in=picked(request.POST.getlist("pick")))
    return rows.select_related("branch", "person").order_by("starts_at", "id")


def _page(
    request: ActorRequest,
    sessions: QuerySet[Session],
    act: Callable[[Session], Any] | None,
    form: Any,
    **words: str,
) -> HttpResponse:
    """What will happen, until the form is right and «sure»; then what happened, item by item."""
    done = form.is_bound and form.is_valid()
    if done and act:
        outcomes = done_to_each(sessions, act)
    else:
        outcomes = rehearsed(sessions, act) if act else [Outcome(session) for session in sessions]
    rows = [_row(outcome) for outcome in outcomes]
    back = request.POST.get("next", "")
    context = {
        **words,
        "form": form,
        "done": done,
        "rows": rows,
        "good": [row for row in rows if not row["refused"]],
        "bad": [row for row in rows if row["refused"]],
        "back": back
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        else reverse("consultations:week"),
    }
    return render(request, "bulk.html", context, status=422 if form.is_bound and not done else 200)


def _row(outcome: Outcome[Session]) -> dict[str, Any]:
    session = outcome.item
    return {
        "pk": session.pk,
        "title": format_when(session.starts_at, session.ends_at, session.branch.timezone),
        "words": f"{session.topic or session.get_kind_display()}, {session.person.short_name}",
        "refused": founded(outcome.refused) if outcome.refused else None,
    }
