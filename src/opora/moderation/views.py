"""The queue and its cases, complaints, one's own decisions, settings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.consultations.models import Booking
from opora.conversations.models import Message
from opora.journal.actions import record_view
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from . import access, actions
from .forms import DecisionForm, ObjectionForm, OutcomeForm, PolicyForm, QueueForm, ReportForm, TryForm
from .models import Case
from .queries import cases
from .queries import policy as settings

ON_PAGE, EXPORTED = 50, 10_000
READ = "разбор дела модератора"


@require_GET
@allow(access.MODERATORS)
def queue(request: ActorRequest) -> HttpResponse:
    """Cases that wait, the most urgent first; ``?show=`` objections, decided ones, all."""
    form = QueueForm(request.GET or {"show": "open"})
    show = form.cleaned_data["show"] if form.is_valid() else "open"
    rows = cases.queue(request.actor, show or "open")
    found = Paginator(rows, EXPORTED if request.is_exported else ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": found,
        "rows": [(row, cases.place_of(row)) for row in found],
        "narrowed": show not in ("", "open"),
        "today": home_day(),
        "may_set": access.may_set_policy(request.actor),
    }
    return render(request, "moderation/queue.html", context)


@require_GET
@allow(access.MODERATORS)
def case(request: ActorRequest, pk: int) -> HttpResponse:
    """A case with what was said around it; opening somebody's exchange stays in the audit trail."""
    return _page(request, get_object_or_404(cases.seen_cases(request.actor), pk=pk))


def _page(
    request: ActorRequest,
    one: Case,
    *,
    form: DecisionForm | OutcomeForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    record_view(
        "moderation_case", row_id=one.pk, account_id=request.actor.account.pk, why=READ,
        ip=request.META.get("REMOTE_ADDR", ""),
    )  # fmt: skip
    by = request.actor.person
    party = by.pk in cases.parties_of(one)
    state = Case.State(one.state)
    empty = {Case.State.OPEN: DecisionForm, Case.State.APPEALED: OutcomeForm}.get(state)
    may = not party and not (state == Case.State.APPEALED and one.decided_by_id == by.pk)
    context = {
        "case": one,
        "place": cases.place_of(one),
        "pieces": cases.pieces(one.content),
        "around": cases.around(one),
        "former": cases.former_texts(one),
        "reports": cases.reports_of(one),
        "party": party,
        "form": form or (empty() if empty and may else None),
        "today": home_day(),
        "past": Case.objects.filter(author=one.author).exclude(pk=one.pk).count(),
        "refused": founded(refused) if refused else None,
    }
    bad = refused or (form is not None and bool(form.errors))
    return render(request, "moderation/case.html", context, status=422 if bad else 200)


@require_POST
@allow(access.MODERATORS)
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(cases.seen_cases(request.actor), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form=form)
    data = form.cleaned_data
    verdict = actions.Verdict(data["decision"], data["reason"], data["hides"], data["until"])
    try:
        actions.decide(one, by=request.actor.person, verdict=verdict)
    except Refused as refused:
        return _page(request, one, form=form, refused=refused)
    messages.success(request, _("Решение принято, автору и тем, кто пожаловался, сообщили."))
    return redirect("moderation:queue")


@require_POST
@allow(access.MODERATORS)
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """The answer to an objection: another person's, final."""
    one = get_object_or_404(cases.seen_cases(request.actor), pk=pk)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form=form)
    try:
        actions.answer_appeal(
            one, by=request.actor.person, upheld=form.is_upheld(), outcome=form.cleaned_data["reason"]
        )
    except Refused as refused:
        return _page(request, one, form=form, refused=refused)
    messages.success(request, _("Ответ на возражение отправлен."))
    return redirect("moderation:queue")


@require_GET
@allow(access.MODERATORS)
def person(request: ActorRequest, pk: int) -> HttpResponse:
    """What a moderator knows of a person, and till when it is kept. Nobody opens his own."""
    who = get_object_or_404(cases.people_judged().exclude(pk=request.actor.person.pk), pk=pk)
    context = {"who": who, "rows": cases.history(who), "restriction": settings.restriction_of(who.pk)}
    return render(request, "moderation/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.REPORTERS)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Complain of a message of a chat one is in."""
    message = get_object_or_404(cases.message_to_report(request.actor), pk=pk)
    return _report(request, message)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.POST_REPORTERS)
def report_post(request: ActorRequest, pk: int) -> HttpResponse:
    """Complain of what was said in a question to a teacher."""
    return _report(request, get_object_or_404(cases.post_to_report(request.actor), pk=pk))


def _report(request: ActorRequest, said: cases.Said) -> HttpResponse:
    form = ReportForm(request.POST or None)
    gone = isinstance(said, Message) and (said.deleted_at is not None or said.hidden_at is not None)
    if isinstance(said, Message):
        back, anchor = "conversations:show", f"#m{said.seq}"
        args = [said.conversation_id]
    else:
        assert not isinstance(said, Booking)  # noqa: S101 -- narrows
        back, anchor, args = "consultations:thread", "", [said.thread_id]
    context: dict[str, Any] = {
        "form": form,
        "said": said,
        "text": "" if gone else cases.content_of(said),
        "back": f"{reverse(back, args=args)}{anchor}",
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "moderation/report.html", context, status=422 if form.errors else 200)
    try:
        actions.report(said, by=request.actor.person, **form.cleaned_data)
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "moderation/report.html", context, status=422)
    messages.success(request, _("Жалоба отправлена модератору. Автор не узнает, кто пожаловался."))
    return redirect(context["back"])


@require_GET
@allow(access.ANSWERING, anytime=True)
def mine(request: ActorRequest) -> HttpResponse:
    """Decisions on what one wrote, or a ward wrote; each may be objected to once."""
    return _mine(request)


def _mine(
    request: ActorRequest,
    *,
    about: int | None = None,
    form: ObjectionForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    on = home_day()
    rows = []
    for one in cases.own_cases(request.actor):
        may = one.state == Case.State.DECIDED and one.appeal_until is not None and on <= one.appeal_until
        bound = form if about == one.pk else None
        rows.append((one, cases.place_of(one), (bound or ObjectionForm()) if may else None))
    context = {
        "rows": rows,
        "about": about,
        "me": request.actor.person,
        "today": on,
        "refused": founded(refused) if refused else None,
    }
    return render(request, "moderation/mine.html", context, status=422 if refused else 200)


@require_POST
@allow(access.ANSWERING, anytime=True)
def appeal(request: ActorRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(cases.own_cases(request.actor), pk=pk)
    form = ObjectionForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    try:
        actions.appeal(one, by=request.actor.person, text=text)
    except Refused as refused:
        return _mine(request, about=pk, form=form, refused=refused)
    messages.success(request, _("Возражение отправлено. Его рассмотрит другой человек."))
    return redirect("moderation:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.MODERATORS)
def policy(request: ActorRequest) -> HttpResponse:
    """Own words, whether мат is refused, terms; a phrase can be tried on the checker."""
    may_set = access.may_set_policy(request.actor)
    if request.method == "POST" and not may_set:
        raise PermissionDenied(_("Правила общения меняет специалист или руководитель."))
    row = settings.policy()
    form = PolicyForm(request.POST or None, instance=row) if may_set else None
    attempt = TryForm(request.GET or None)
    phrase = attempt.cleaned_data["phrase"] if attempt.is_bound and attempt.is_valid() else ""
    context = {
        "form": form,
        "row": row,
        "attempt": attempt,
        "phrase": phrase,
        "pieces": cases.pieces(phrase),
    }
    if request.method != "POST" or form is None or not form.is_valid():
        bad = form is not None and form.errors
        return render(request, "moderation/policy.html", context, status=422 if bad else 200)
    actions.set_policy(**form.cleaned_data)
    messages.success(request, _("Правила общения сохранены."))
    return redirect("moderation:policy")
