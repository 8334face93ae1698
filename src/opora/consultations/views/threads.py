"""The offline consultation: questions, answers with files, their deadlines and their time."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.files.access import as_download
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.times import format_when
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Format

from .. import access, actions
from ..forms import AnswerForm, FeedbackForm, QuestionForm, WhyForm, WorkForm, Written
from ..models import Post, Session, Thread
from ..queries.feedback import asked_of
from ..queries.sessions import learners_of
from ..queries.threads import (
    closed_by_worker,
    is_opened,
    overdue,
    own_threads,
    posts_of,
    seen_threads,
    session_to_ask,
    shared_threads,
    waiting_for,
)
from .common import session_for, side_of

KEPT = "kept_form"


@require_GET
@allow(access.THREAD_READERS)
def threads(request: ActorRequest) -> HttpResponse:
    """«Мои вопросы» of a learner's side; for a worker what waits for an answer, the most urgent first."""
    actor = request.actor
    if actor.role in access.LEARNING:
        learners = learners_of(actor)
        context: dict[str, Any] = {
            "side": side_of(request),
            "own": own_threads(learners),
            "shared": shared_threads(learners),
        }
        return render(request, "consultations/threads_mine.html", context)
    context = {
        "waiting": waiting_for(actor.person),
        "closed": closed_by_worker(actor.person),
        "overdue": overdue(besides=actor.person) if actor.role is Role.DEPUTY else [],
        "at": now(),
    }
    return render(request, "consultations/threads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.LEARNING)
def question(request: ActorRequest) -> HttpResponse:
    """Ask the teacher of a discipline, or in the offline session of ``?session=``."""
    side, here = side_of(request), home_day()
    if side.learner is None:
        raise Http404
    session = _chosen_session(request)
    form = QuestionForm(
        request.POST or None, request.FILES or None, learner=side.learner, on=here, session=session,
        provided=in_force(Provision.CONSULT_FORMS, here),
    )  # fmt: skip
    form.begin_with(request.GET.get("about", ""), request.GET.get("part", ""))
    context: dict[str, Any] = {"form": form, "side": side, "session": session, "on": here}
    if request.method != "POST" or not form.is_valid():
        return render(request, "consultations/question.html", context, status=422 if form.errors else 200)
    data = form.cleaned_data
    asked = actions.Question(
        data["subject"], data["text"], data.get("unnamed", False), tuple(data["attached"])
    )
    who: dict[str, Any] = {"learner": side.learner, "asked_by": request.actor.person, "question": asked}
    try:
        if session:
            thread = actions.ask_in_session(session, **who)
        else:
            thread = actions.ask_teacher(data["run"], before_group=data.get("whom") == "group", **who)
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "consultations/question.html", context, status=422)
    assert thread.due_at is not None  # noqa: S101 -- it waits
    due = format_when(thread.due_at, None, request.actor.zone)
    messages.success(request, _("Вопрос отправлен. Ответ придёт до {when}.").format(when=due))
    return redirect("consultations:thread", pk=thread.pk)


def _chosen_session(request: ActorRequest) -> Session | None:
    wanted = request.POST.get("session") or request.GET.get("session") or ""
    if not wanted:
        return None
    if not wanted.isdigit():
        raise Http404
    session_for(request.actor, int(wanted))
    return get_object_or_404(session_to_ask(int(wanted)))


def _thread(request: ActorRequest, pk: int) -> Thread:
    return get_object_or_404(seen_threads(request.actor), pk=pk)


def _is_own_side(request: ActorRequest, thread: Thread) -> bool:
    if request.actor.role not in access.LEARNING:
        return False
    return any(who.pk == thread.learner_id for who in learners_of(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.THREAD_READERS)
def thread(request: ActorRequest, pk: int) -> HttpResponse:
    """The exchange; a POST is the next thing said, by the side of the reader."""
    one = _thread(request, pk)
    if request.method == "POST" and access.must_say_why(request.actor, one):
        raise PermissionDenied(_("В этой переписке отвечает другой работник."))
    if access.must_say_why(request.actor, one) and not is_opened(request.actor, one):
        return render(request, "consultations/thread_why.html", {"thread": one, "form": WhyForm()})
    if request.method == "POST":
        return _say(request, one)
    return page_of_thread(request, one)


def _form(request: ActorRequest, one: Thread) -> Written | None:
    if one.state == Thread.State.CLOSED:
        return None
    sent = (request.POST or None, request.FILES or None)
    if access.may_answer_thread(request.actor, one):
        return AnswerForm(*sent, thread=one)
    return Written(*sent) if _is_own_side(request, one) else None


def page_of_thread(
    request: ActorRequest,
    one: Thread,
    *,
    form: Written | None = None,
    refused: Refused | None = None,
    feedback_form: FeedbackForm | None = None,
) -> HttpResponse:
    own, answers = _is_own_side(request, one), access.may_answer_thread(request.actor, one)
    posts = list(posts_of(one))
    is_answered = any(post.side == Post.Side.WORKER for post in posts)
    context = {
        "thread": one,
        "session": one.session,
        "posts": posts,
        "own": own,
        "answers": answers,
        "form": form or _form(request, one),
        "named": own or request.actor.role not in access.LEARNING or not one.unnamed,
        "shared": one.session.format != Format.INDIVIDUAL,
        "late": one.due_at is not None and one.due_at <= now(),
        "may_close": one.state != Thread.State.CLOSED
        and (own or (answers and one.state == Thread.State.ANSWERED)),
        "is_answered": is_answered,
        "may_reopen": one.state == Thread.State.CLOSED and (own or answers),
        "intervals": list(one.session.intervals.all()) if answers else [],
        "kept": request.session.pop(KEPT, ""),
        "refused": founded(refused) if refused else None,
        **(_feedback(one, feedback_form, answered=is_answered) if own else {}),
    }
    bad = refused or any(sent is not None and not sent.is_valid() for sent in (form, feedback_form))
    return render(request, "consultations/thread.html", context, status=422 if bad else 200)


def _feedback(one: Thread, form: FeedbackForm | None, *, answered: bool) -> dict[str, Any]:
    asked = asked_of(one, answered=answered)
    return asked and {
        **asked,
        "feedback_form": form or FeedbackForm.of(asked["feedback"], auto_id="feedback_%s"),
    }


def _say(request: ActorRequest, one: Thread) -> HttpResponse:
    form = _form(request, one)
    if form is None:
        if access.may_answer_thread(request.actor, one) or _is_own_side(request, one):
            return redirect("consultations:thread", pk=one.pk)  # closed meanwhile
        raise PermissionDenied(_("Дополнить этот вопрос может тот, кто его задал."))
    if not form.is_valid():
        return page_of_thread(request, one, form=form)
    data: dict[str, Any] = {
        "by": request.actor.person,
        "text": form.cleaned_data["text"],
        "attached": form.cleaned_data["attached"],
    }
    try:
        if isinstance(form, AnswerForm):
            minutes = form.spent()
            actions.answer(one, minutes=minutes, **data)
            words = _("Ответ отправлен. В учёт записано {n} мин.").format(n=minutes)
        else:
            actions.ask_again(one, **data)
            words = _("Сообщение отправлено.")
    except Refused as refused:
        return page_of_thread(request, one, form=form, refused=refused)
    messages.success(request, words)
    request.session[KEPT] = f"thread-{one.pk}"
    return redirect("consultations:thread", pk=one.pk)


def _side_or_403(request: ActorRequest, pk: int) -> tuple[Thread, bool]:
    """The thread, and whether the reader is the one who answers; 403 for everybody beside the two sides."""
    one = _thread(request, pk)
    answers = access.may_answer_thread(request.actor, one)
    if not answers and not _is_own_side(request, one):
        raise PermissionDenied(_("Это делает тот, кто спросил, или тот, кто отвечает."))
    return one, answers


@require_POST
@allow(access.THREAD_READERS)
def thread_close(request: ActorRequest, pk: int) -> HttpResponse:
    one, answers = _side_or_403(request, pk)
    try:
        actions.close_thread(one, by=request.actor.person, by_worker=answers)
    except Refused as refused:
        return page_of_thread(request, one, refused=refused)
    messages.success(request, _("Вопрос закрыт. Передумаете — откройте его снова."))
    return redirect("consultations:thread", pk=pk)


@require_POST
@allow(access.THREAD_READERS)
def thread_reopen(request: ActorRequest, pk: int) -> HttpResponse:
    one, _answers = _side_or_403(request, pk)
    try:
        actions.open_again(one, by=request.actor.person)
    except Refused as refused:
        return page_of_thread(request, one, refused=refused)
    messages.success(request, _("Вопрос снова открыт."))
    return redirect("consultations:thread", pk=pk)


@require_POST
@allow(access.THREAD_KEEPERS)
def thread_why(request: ActorRequest, pk: int) -> HttpResponse:
    """The deputy or the specialist says why he opens somebody's exchange."""
    one = _thread(request, pk)
    form = WhyForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        actions.read_with_reason(one, by=request.actor.person, why=why)
    except Refused as refused:
        context = {"thread": one, "form": form, "refused": founded(refused)}
        return render(request, "consultations/thread_why.html", context, status=422)
    return redirect("consultations:thread", pk=pk)


@require_GET
@allow(access.THREAD_READERS)
def thread_file(request: ActorRequest, pk: int, file: int) -> HttpResponseBase:
    one = _thread(request, pk)
    if access.must_say_why(request.actor, one) and not is_opened(request.actor, one):
        raise PermissionDenied(_("Сначала укажите, зачем открываете переписку."))
    post = get_object_or_404(Post, thread=one, files=file)
    if post.hidden_at is not None and post.author_id != request.actor.person.pk:
        raise Http404
    return as_download(post.files.get(pk=file))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.RUNNERS)
def work_time(request: ActorRequest, pk: int) -> HttpResponse:
    """The worker puts right when he answered."""
    session = session_for(request.actor, pk)
    if not access.is_own(request.actor, session):
        raise PermissionDenied(_("Время ответов исправляет тот, кто отвечал."))
    form = WorkForm(request.POST or None, session=session)
    context: dict[str, Any] = {"form": form, "session": session}
    if request.method != "POST" or not form.is_valid():
        return render(request, "consultations/work_time.html", context, status=422 if form.errors else 200)
    try:
        actions.correct_work(session, intervals=form.intervals())
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "consultations/work_time.html", context, status=422)
    messages.success(request, _("Время ответов исправлено."))
    return redirect("consultations:session", pk=pk)
