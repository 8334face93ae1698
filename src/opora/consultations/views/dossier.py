"""The dossier of exam-prep for workers, its materials for learners (S0-5.6, S1-3.8)."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from opora.files.access import as_download
from opora.kernel.clock import now, today
from opora.kernel.errors import Refused
from opora.people.access import Actor, ActorRequest, allow
from opora.people.models import Person, Role
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.studies.queries import groups_for

from .. import access, actions
from ..forms import EvidenceForm, PrepAnswerForm, PrepQuestionForm, WindowForm
from ..models import Booking, Kind, PrepEvidence, PrepQuestion, Session
from ..queries import dossier as queries
from ..rules.dossier import HELD, OFF
from .common import session_for

SHOWN_BACK = timedelta(days=60)
USUAL_WINDOW = timedelta(days=5)
USUAL_ANSWER = timedelta(minutes=10)


@require_GET
@allow(access.PREP_READERS)
def preps(request: ActorRequest) -> HttpResponse:
    """Exam-prep with how full each dossier is; what needs a hand comes first."""
    since = home_day() - SHOWN_BACK
    rows = queries.exam_preps_for(request.actor, since)
    rows.sort(key=lambda row: (row.flag is None, row.waiting == 0))
    return render(request, "consultations/preps.html", {"rows": rows})


def _for_staff(actor: Actor, pk: int) -> Session:
    """An exam-prep this worker sees: his own, the deputy's all, a curator's groups'."""
    session = queries.with_runs(Session.objects.filter(kind=Kind.EXAM_PREP).exclude(state__in=OFF))
    found = get_object_or_404(session, pk=pk)
    if access.may_see_all_names(actor, found):
        return found
    if actor.role is Role.CURATOR and groups_for(actor).filter(sessions=found).exists():
        return found
    raise Http404


def _for_worker(actor: Actor, pk: int) -> Session:
    session = _for_staff(actor, pk)
    if not access.may_run(actor, session):
        raise PermissionDenied(_("Досье ведёт {who}.").format(who=session.person.short_name))
    return session


@require_GET
@allow(access.PREP_READERS)
def dossier(request: ActorRequest, pk: int) -> HttpResponse:
    return _shown(request, _for_staff(request.actor, pk))


def _shown(
    request: ActorRequest, session: Session, *, refused: Refused | None = None, **forms: Any
) -> HttpResponse:
    """The page of a dossier; with ``refused`` or a mistyped form, the answer 422 to a form of it."""
    actor = request.actor
    found = queries.dossier_of(session)
    own = None
    if not access.may_see_all_names(actor, session):
        own = set(groups_for(actor).values_list("code", flat=True))
    answering = forms.pop("answering", None)
    attestation = queries.attestation_of(session)
    bound: PrepAnswerForm | None = forms.pop("answer_form", None)
    context = {
        "session": session,
        "dossier": found,
        "members": [one for one in found.members if own is None or one.group in own],
        "attestation": attestation,
        "flag": queries.out_of_time(session),
        "held": session.state in HELD,
        "begun": session.starts_at <= now(),
        "runs": access.may_run(actor, session),
        "evidence_form": EvidenceForm(),
        "window_form": WindowForm(initial={"until": _usual_until(session, attestation, found.window)}),
        "questions": [
            (one, bound if answering == one.pk and bound else _answer_form(session, one))
            for one in found.questions
        ],
        "refused": founded(refused) if refused else None,
        **forms,
    }
    mistyped = any(
        form.is_bound and not form.is_valid() for form in [*forms.values(), *filter(None, [bound])]
    )
    status = 422 if refused or mistyped else 200
    return render(request, "consultations/dossier.html", context, status=status)


def _usual_until(session: Session, attestation: Any, window: Any) -> Any:
    if window:
        return window.until
    until = today(session.branch.timezone) + USUAL_WINDOW
    return min(until, attestation) if attestation else until


def _answer_form(session: Session, question: PrepQuestion, data: Any = None) -> PrepAnswerForm:
    end = now().replace(second=0, microsecond=0)
    initial = {"work_from": end - USUAL_ANSWER, "work_to": end}
    return PrepAnswerForm(
        data, zone=session.branch.timezone, initial=initial, auto_id=f"answer-{question.pk}-%s"
    )


@require_POST
@allow(access.RUNNERS)
def add_evidence(request: ActorRequest, pk: int) -> HttpResponse:
    session = _for_worker(request.actor, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, session, evidence_form=form)
    try:
        actions.add_evidence(session, by=request.actor.person, **form.cleaned_data)
    except Refused as refused:
        return _shown(request, session, refused=refused, evidence_form=form)
    messages.success(request, _("Материал добавлен."))
    return redirect("consultations:dossier", pk=pk)


@require_POST
@allow(access.RUNNERS)
def drop_evidence(request: ActorRequest, pk: int, evidence: int) -> HttpResponse:
    """Taken away twice is taken away."""
    session = _for_worker(request.actor, pk)
    if row := session.evidence.filter(pk=evidence).first():
        actions.drop_evidence(row)
    messages.success(request, _("Материал убран."))
    return redirect("consultations:dossier", pk=session.pk)


@require_GET
@allow(access.PREP_READERS | access.LEARNING)
def evidence_file(request: ActorRequest, pk: int, file: int) -> HttpResponseBase:
    """To the workers of the dossier and to those it is for."""
    row = get_object_or_404(PrepEvidence.objects.select_related("file", "session"), session=pk, file=file)
    if request.actor.role in access.LEARNING:
        if not queries.own_side_of(request.actor, row.session):
            raise Http404
    else:
        _for_staff(request.actor, pk)
    assert row.file is not None  # noqa: S101 -- found by it
    return as_download(row.file)


@require_POST
@allow(access.RUNNERS)
def paper(request: ActorRequest, pk: int) -> HttpResponse:
    """Signatures gathered on the printed sheet."""
    session = _for_worker(request.actor, pk)
    chosen = set(request.POST.getlist("learner"))
    members = [one.learner for one in queries.dossier_of(session).members if str(one.learner.pk) in chosen]
    try:
        n = actions.acknowledge_on_paper(session, learners=members, by=request.actor.person)
    except Refused as refused:
        return _shown(request, session, refused=refused)
    if n:
        words = ngettext("Отмечена {n} подпись.", "Отмечено подписей: {n}.", n).format(n=n)
        messages.success(request, words)
    else:
        messages.warning(request, _("Никого не отметили: выберите, чьи подписи стоят на листе."))
    return redirect("consultations:dossier", pk=pk)


@require_POST
@allow(access.RUNNERS)
def window(request: ActorRequest, pk: int) -> HttpResponse:
    session = _for_worker(request.actor, pk)
    form = WindowForm(request.POST)
    if not form.is_valid():
        return _shown(request, session, window_form=form)
    try:
        actions.open_window(session, until=form.cleaned_data["until"], by=request.actor.person)
    except Refused as refused:
        return _shown(request, session, refused=refused, window_form=form)
    messages.success(request, _("Пропустившие получили материалы и могут задать вопросы."))
    return redirect("consultations:dossier", pk=pk)


@require_POST
@allow(access.RUNNERS)
def prep_answer(request: ActorRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(PrepQuestion, pk=pk)
    session = _for_worker(request.actor, question.session_id)
    form = _answer_form(session, question, request.POST)
    if not form.is_valid():
        return _shown(request, session, answering=pk, answer_form=form)
    try:
        actions.answer_prep_question(question, by=request.actor.person, **form.cleaned_data)
    except Refused as refused:
        return _shown(request, session, refused=refused, answering=pk, answer_form=form)
    messages.success(request, _("Ответ отправлен, время записано в учёт часов."))
    return redirect("consultations:dossier", pk=session.pk)


@require_POST
@allow(Role.DEPUTY)
def keep_exception(request: ActorRequest, pk: int) -> HttpResponse:
    """The deputy's mark beside a place whose document has ended (case 25)."""
    booking = get_object_or_404(Booking, pk=pk)
    reason = request.POST.get("reason", "")[:300]
    actions.keep_exception(booking, by=request.actor.person, reason=reason)
    messages.success(request, _("Запись сохраняется, отметка поставлена."))
    return redirect("consultations:session", pk=booking.session_id)


def _for_side(request: ActorRequest, pk: int) -> tuple[Session, list[Person]]:
    session = session_for(request.actor, pk)
    learners = queries.own_side_of(request.actor, session)
    if not learners:
        raise Http404
    return session, learners


@require_GET
@allow(access.LEARNING, archive=True)
def materials(request: ActorRequest, pk: int) -> HttpResponse:
    session, learners = _for_side(request, pk)
    return _materials(request, session, learners)


def _materials(
    request: ActorRequest,
    session: Session,
    learners: list[Person],
    *,
    refused: Refused | None = None,
    form: PrepQuestionForm | None = None,
) -> HttpResponse:
    found = queries.dossier_of(session)
    own = {who.pk for who in learners}
    on = today(session.branch.timezone)
    context = {
        "session": session,
        "dossier": found,
        "own": [one for one in found.members if one.learner.pk in own],
        "named": request.actor.role is Role.REPRESENTATIVE,
        "held": session.state in HELD,
        "may_ask": found.window is not None and on <= found.window.until,
        "questions": [one for one in found.questions if one.learner_id in own],
        "form": form or PrepQuestionForm(),
        "refused": founded(refused) if refused else None,
    }
    mistyped = form is not None and not form.is_valid()
    status = 422 if refused or mistyped else 200
    return render(request, "consultations/materials.html", context, status=status)


def _chosen(request: ActorRequest, learners: list[Person]) -> Person:
    """Whom ``learner=`` names; the only one may stay unnamed."""
    wanted = request.POST.get("learner", "")
    for who in learners:
        if str(who.pk) == wanted or (not wanted and len(learners) == 1):
            return who
    raise Http404


@require_POST
@allow(access.LEARNING)
def acknowledge(request: ActorRequest, pk: int) -> HttpResponse:
    """«Ознакомлен(а) с процедурой и критериями»: the learner, or the representative."""
    session, learners = _for_side(request, pk)
    who = _chosen(request, learners)
    try:
        actions.acknowledge(session, learner=who, by=request.actor.person)
    except Refused as refused:
        return _materials(request, session, learners, refused=refused)
    messages.success(request, _("Спасибо, отметка сохранена."))
    return redirect(reverse("consultations:materials", args=[pk]))


@require_POST
@allow(access.LEARNING)
def prep_ask(request: ActorRequest, pk: int) -> HttpResponse:
    session, learners = _for_side(request, pk)
    who = _chosen(request, learners)
    form = PrepQuestionForm(request.POST)
    if not form.is_valid():
        return _materials(request, session, learners, form=form)
    try:
        actions.ask_prep_question(
            session, learner=who, asked_by=request.actor.person, text=form.cleaned_data["text"]
        )
    except Refused as refused:
        return _materials(request, session, learners, refused=refused, form=form)
    messages.success(request, _("Вопрос отправлен. Ответ придёт в уведомления и останется здесь."))
    return redirect(reverse("consultations:materials", args=[pk]))
