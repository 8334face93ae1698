"""Waiting for a place, a worker who has not come, a session at another time."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.kernel.times import format_when
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.regulations.middleware import founded

from .. import access, actions
from ..forms import BookForm, MoveForm, ReasonForm
from ..queries.sessions import learners_of, own_waiting, waiting_of_side
from .booking import asked_for
from .card import card
from .common import card_url, session_for
from .running import run_by


@require_POST
@allow(access.LEARNING, Role.CURATOR)
def wait(request: ActorRequest, pk: int) -> HttpResponse:
    """Stand in the waiting list of a full session."""
    session = session_for(request.actor, pk)
    learner = asked_for(request)
    form = BookForm(request.POST)
    question = form.cleaned_data["question"] if form.is_valid() else ""
    try:
        actions.join_waiting(session, learner=learner, asked_by=request.actor.person, question=question)
    except Refused as refused:
        return card(request, session, refused=refused, book_form=form)
    row = own_waiting(learner, session)
    turn = row.turn if row else 1  # type: ignore[attr-defined]
    messages.success(
        request,
        _("Вы в листе ожидания, по очереди {n}-й. Освободится место — запишем и сообщим.").format(n=turn),
    )
    return redirect(card_url(session, learner if request.actor.role is Role.REPRESENTATIVE else None))


@require_POST
@allow(access.LEARNING)
def stop_waiting(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(waiting_of_side(pk, [who.pk for who in learners_of(request.actor)]))
    actions.leave_waiting(row)
    messages.success(request, _("Вы больше не ждёте этого места."))
    ward = row.learner if request.actor.role is Role.REPRESENTATIVE else None
    return redirect(card_url(row.session, ward))


@require_POST
@allow(access.LEARNING)
def absent(request: ActorRequest, pk: int) -> HttpResponse:
    """«Преподаватель не подключился» (domain.md §8, case 10)."""
    session = session_for(request.actor, pk)
    learner = asked_for(request)
    try:
        actions.report_absence(session, learner=learner, said_by=request.actor.person)
    except Refused as refused:
        return card(request, session, refused=refused)
    messages.success(
        request, _("Спасибо, мы сообщили преподавателю и заместителю руководителя. Это не ваш пропуск.")
    )
    return redirect(card_url(session, learner if request.actor.role is Role.REPRESENTATIVE else None))


@require_POST
@allow(Role.DEPUTY)
def restore(request: ActorRequest, pk: int) -> HttpResponse:
    """The worker was there after all: the session waits to be written down."""
    session = session_for(request.actor, pk)
    form = ReasonForm(request.POST, auto_id="restore_%s")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.restore_failed(session, reason=reason)
    except Refused as refused:
        return card(request, session, refused=refused, restore_form=form)
    messages.success(request, _("Встреча возвращена: её можно записать."))
    return redirect("consultations:session", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.RUNNERS)
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """Another time for a planned session; a refusal keeps what was typed."""
    session = run_by(request, pk)
    if session.state != session.State.PLANNED and request.method != "POST":
        raise Http404
    form = MoveForm(request.POST or None, session=session)
    context = {"session": session, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "consultations/move.html", context, status=422 if form.errors else 200)
    try:
        new = actions.move_session(session, **form.cleaned_data)
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "consultations/move.html", context, status=422)
    when = format_when(new.starts_at, new.ends_at, new.branch.timezone)
    messages.success(request, _("Встреча перенесена на {when}. Записанным сказали.").format(when=when))
    return redirect("consultations:session", pk=new.pk)
