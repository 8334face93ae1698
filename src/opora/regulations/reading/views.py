"""«Начать со своего Порядка», and the register of norms."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import home_day

from ..middleware import founded
from ..models import LocalAct
from ..queries import HELP_ACT
from . import actions, queries
from .draft import confirmed, draft_from_reading
from .forms import CONFIRM, REFUSE, ActForm, AnswerForm, DraftForm, NewNormForm, NormForm
from .lint import KINDS, lint
from .models import ActReading
from .names import provision_words, value_words
from .norms import Norm
from .source import UnreadableAct

DRAFTERS = frozenset({Role.SPECIALIST, Role.DEPUTY, Role.TRAINING_HEAD})
WATCHERS = DRAFTERS | {Role.DIRECTOR, Role.AUDITOR}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(DRAFTERS)
def begin(request: ActorRequest) -> HttpResponse:
    """An act is loaded or pasted; readings made before stand below."""
    form = ActForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read() if file else form.cleaned_data["text"].encode()
        try:
            reading = actions.begin_reading(content, file.name if file else "", by=request.actor.person)
        except UnreadableAct as error:
            form.add_error("file" if file else "text", error.words)
        else:
            return redirect("regulations:reading", reading.pk)
    context = {"form": form, "readings": queries.readings()[:30]}
    return render(request, "regulations/reading/begin.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(DRAFTERS)
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """Each proposal with its clause: a person confirms, corrects or refuses it."""
    reading = get_object_or_404(queries.readings(), pk=pk)
    forms = [
        AnswerForm(proposal, request.POST if request.method == "POST" else None)
        for proposal in reading.proposals.all()
    ]
    if request.method == "POST":
        said, refused, wrong = _answers(forms)
        actions.decide(reading, said, refused)
        if not wrong:
            messages.success(request, _("Ответы сохранены."))
            return redirect("regulations:reading", reading.pk)
        reading.refresh_from_db()
    return _check_page(request, reading, forms, status=422 if request.method == "POST" else 200)


def _answers(forms: list[AnswerForm]) -> tuple[dict[int, Any], list[int], bool]:
    """What was said, what was turned down, and whether something typed does not fit."""
    said: dict[int, Any] = {}
    refused: list[int] = []
    wrong = False
    for form in forms:
        fits = form.is_valid()
        decision = form.cleaned_data.get("decision")
        if decision == REFUSE:
            refused.append(form.proposal.pk)
        elif decision == CONFIRM and fits:
            said[form.proposal.pk] = form.said()
        elif decision == CONFIRM:
            wrong = True
    return said, refused, wrong


@require_POST
@allow(DRAFTERS)
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """All that the act says outright, at once."""
    reading = get_object_or_404(queries.readings(), pk=pk)
    count = actions.confirm_certain(reading)
    words = ngettext("Подтверждено {n} положение.", "Подтверждено положений: {n}.", count)
    messages.success(request, words.format(n=count))
    return redirect("regulations:reading", reading.pk)


@require_POST
@allow(DRAFTERS)
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    reading = get_object_or_404(queries.readings(), pk=pk)
    try:
        actions.finish_reading(reading)
    except Refused as refused:
        forms = [AnswerForm(proposal) for proposal in reading.proposals.all()]
        return _check_page(request, reading, forms, refused=refused, status=422)
    messages.success(request, _("Проверка закончена."))
    return redirect("regulations:reading", reading.pk)


@require_POST
@allow(DRAFTERS)
def draft(request: ActorRequest, pk: int) -> HttpResponse:
    """What was confirmed becomes a draft edition, to be agreed and approved as any other."""
    reading = get_object_or_404(queries.readings(), pk=pk)
    form = DraftForm(request.POST)
    refused = None
    if form.is_valid():
        try:
            edition = draft_from_reading(reading, **form.cleaned_data)
        except Refused as no:
            refused = no
        else:
            messages.success(
                request, _("Черновик редакции готов: проверьте его и отправьте на согласование.")
            )
            return redirect("regulations:edition", edition.pk)
    forms = [AnswerForm(proposal) for proposal in reading.proposals.all()]
    return _check_page(request, reading, forms, refused=refused, draft=form, status=422)


def _check_page(
    request: ActorRequest,
    reading: ActReading,
    forms: list[AnswerForm],
    *,
    refused: Refused | None = None,
    draft: DraftForm | None = None,
    status: int = 200,
) -> HttpResponse:
    findings = lint(reading.act, home_day(), queries.norms(), queries.own_acts())
    asked = [(form, provision_words(form.proposal.provision), _words(form)) for form in forms]
    context = {
        "reading": reading,
        "forms": asked,
        "waiting": sum(not form.proposal.decision for form in forms),
        "outright": sum(form.proposal.certain and not form.proposal.decision for form in forms),
        "findings": [(finding, KINDS[finding.kind]) for finding in findings],
        "ready": confirmed(reading) if reading.state == ActReading.State.DONE else None,
        "draft": draft or DraftForm(initial=_usual_draft()),
        "refused": founded(refused) if refused else None,
    }
    return render(request, "regulations/reading/check.html", context, status=status)


def _usual_draft() -> dict[str, Any]:
    """The help act, if there is one, and tomorrow."""
    act = LocalAct.objects.filter(code=HELP_ACT).first()
    return {"act": act, "effective_from": home_day() + timedelta(days=1)}


def _words(form: AnswerForm) -> str:
    proposal = form.proposal
    return value_words(proposal.provision, proposal.value if proposal.said is None else proposal.said)


@require_safe
@allow(WATCHERS)
def norms(request: ActorRequest) -> HttpResponse:
    """ACT-06: own acts that cite what has lapsed, with a phrase for the next edition; the register below."""
    on, register = home_day(), queries.norms()
    rows = sorted(register.values(), key=lambda norm: (not norm.has_lapsed(on), -norm.dated.toordinal()))
    context = {
        "stale": queries.stale_citations(on, register),
        "rows": [(norm, norm.has_lapsed(on), register.get(norm.successor)) for norm in rows],
        "may_edit": request.actor.role is Role.SPECIALIST,
    }
    return render(request, "regulations/reading/norms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.SPECIALIST)
def norm(request: ActorRequest, code: str) -> HttpResponse:
    register = queries.norms()
    known = register.get(code)
    if known is None:
        raise Http404
    form = NormForm(request.POST or None, initial=asdict(known), norms=register, own=code)
    context = {"form": form, "title": known.short, "words": known.title}
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_norm(known, **form.cleaned_data)
        except Refused as refused:
            return render(
                request, "regulations/reading/norm.html", context | {"refused": founded(refused)}, status=422
            )
        messages.success(request, _("Запись изменена."))
        return redirect("regulations:norms")
    return render(request, "regulations/reading/norm.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.SPECIALIST)
def new_norm(request: ActorRequest) -> HttpResponse:
    form = NewNormForm(request.POST or None, norms=queries.norms(), own="")
    context = {"form": form, "title": _("Новый внешний акт")}
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_norm(Norm(**form.cleaned_data))
        except Refused as refused:
            return render(
                request, "regulations/reading/norm.html", context | {"refused": founded(refused)}, status=422
            )
        messages.success(request, _("Акт добавлен."))
        return redirect("regulations:norms")
    return render(request, "regulations/reading/norm.html", context, status=422 if form.errors else 200)
