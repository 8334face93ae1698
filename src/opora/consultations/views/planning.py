"""Changes of planned sessions: topic, cancelling, substitution, a session beside the график."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.kernel.times import format_when
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Format, Mode, ScheduleLine
from opora.schedule.queries import SHOWN, working_day_after

from .. import access
from ..actions import cancel_session, create_extra_session, set_topic
from ..actions import substitute as give_to_substitute
from ..forms import ExtraForm, ReasonForm, SubstituteForm, TopicForm
from ..models import Kind, Session
from ..queries.sessions import substituted_stretch
from .card import card
from .common import say_regime, session_for
from .running import run_by


@require_POST
@allow(access.RUNNERS)
def topic(request: ActorRequest, pk: int) -> HttpResponse:
    session = run_by(request, pk)
    form = TopicForm(request.POST)
    if not form.is_valid():
        return card(request, session, topic_form=form)
    data = form.cleaned_data
    try:
        set_topic(
            session, topic=data["topic"], basis=data["topic_basis"], scope=data["scope"], kind=data["kind"]
        )
    except Refused as refused:
        return card(request, session, refused=refused, topic_form=form)
    messages.success(request, _("Тема сохранена. Записанные увидят её в кабинете."))
    return redirect("consultations:session", pk=pk)


@require_POST
@allow(access.RUNNERS)
def session_cancel(request: ActorRequest, pk: int) -> HttpResponse:
    session = run_by(request, pk)
    form = ReasonForm(request.POST, auto_id="cancel_%s")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        cancel_session(session, reason=reason)
    except Refused as refused:
        return card(request, session, refused=refused, cancel_form=form)
    messages.success(request, _("Консультация отменена. Записанные получили сообщение и другие даты."))
    return redirect("consultations:session", pk=pk)


@require_POST
@allow(Role.DEPUTY)
def substitute(request: ActorRequest, pk: int) -> HttpResponse:
    session = session_for(request.actor, pk)
    form = SubstituteForm(request.POST, session=session)
    if not form.is_valid():
        return card(request, session, substitute_form=form)
    person, reason = form.cleaned_data["person"], form.cleaned_data["reason"]
    try:
        give_to_substitute(session, person=person, reason=reason)
    except Refused as refused:
        return card(request, session, refused=refused, substitute_form=form)
    messages.success(
        request, _("Консультацию проведёт {who}. Записанным сказали.").format(who=person.short_name)
    )
    _suggest_edition(request, session)
    return redirect("consultations:session", pk=pk)


def _instead(request: ActorRequest) -> dict[str, Any]:
    """``?line=…&instead=…``: what a day off took, on the next working day; one press is left (SCH-08)."""
    day, asked = parse_date(request.GET.get("instead", "")), request.GET.get("line", "")
    if day is None or not asked.isdecimal():
        return {}
    lines = ScheduleLine.objects.select_related("branch", "person").prefetch_related(
        "means", "groups", "parts"
    )
    own = lines.filter(pk=int(asked), schedule__state__in=SHOWN)
    if not access.may_plan_for_others(request.actor):
        own = own.filter(person=request.actor.person)
    line = own.first()
    if line is None:
        return {}
    return {
        "person": line.person_id,
        "branch": line.branch_id,
        "date": working_day_after(line.branch, day),
        "starts": line.time_from,
        "ends": line.time_to,
        "format": line.format,
        "mode": line.mode,
        "capacity": line.capacity,
        "place": line.place,
        **{name: list(getattr(line, name).all()) for name in ("means", "groups", "parts")},
        "reason": _("перенос с нерабочего дня {day}").format(day=f"{day:%d.%m.%Y}"),
    }


def _suggest_edition(request: ActorRequest, session: Session) -> None:
    """More than two weeks of one worker's substitutions are a change of the график (case 6)."""
    session.refresh_from_db()
    if stretch := substituted_stretch(session):
        assert session.substitute_for is not None  # noqa: S101 -- there is a stretch
        words = _(
            "{who} заменяют с {since} по {until}, дольше двух недель. Пора утвердить новую редакцию графика."
        )
        messages.warning(
            request,
            words.format(
                who=session.substitute_for.short_name,
                since=f"{stretch[0]:%d.%m}",
                until=f"{stretch[1]:%d.%m}",
            ),
        )


def act_says(on: date) -> dict[str, Any]:
    """Every form with every mode, and whether the act has the pair: said before it is chosen (CON-02)."""
    provided = in_force(Provision.CONSULT_FORMS, on)
    return {
        "on": on,
        "act_forms": [
            (form.label, [(mode.label, f"{form.value}:{mode.value}" in provided) for mode in Mode])
            for form in Format
        ],
        "act_exam_prep": in_force(Provision.EXAM_PREP_GROUP_ONLY, on),
        "act_exception": in_force(Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION, on),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.PLANNERS)
def extra(request: ActorRequest) -> HttpResponse:
    """A session beside the график, with the reason why (domain.md §8, case 13)."""
    actor = request.actor
    here = home_day()
    for_others = access.may_plan_for_others(actor)
    if request.method != "POST":
        initial = {"date": parse_date(request.GET.get("date", "")) or here, **_instead(request)}
        form = ExtraForm(on=here, author=actor.person, for_others=for_others, initial=initial)
        return render(request, "consultations/extra.html", {"form": form, **act_says(here)})
    form = ExtraForm(request.POST, on=here, author=actor.person, for_others=for_others)
    if not form.is_valid():
        return render(request, "consultations/extra.html", {"form": form, **act_says(here)}, status=422)
    plan = form.plan()
    alone = plan.kind == Kind.EXAM_PREP and plan.format == Format.INDIVIDUAL
    if alone and not access.may_plan_individual_exam_prep(actor):
        raise PermissionDenied(
            _("Индивидуальную консультацию к аттестации назначает заместитель руководителя.")
        )
    try:
        session = create_extra_session(
            form.cleaned_data["person"], plan=plan, reason=form.cleaned_data["reason"]
        )
    except Refused as refused:
        context = {"form": form, "refused": founded(refused), **act_says(here)}
        return render(request, "consultations/extra.html", context, status=422)
    when = format_when(session.starts_at, session.ends_at, session.branch.timezone)
    messages.success(request, _("Консультация назначена: {when}.").format(when=when))
    say_regime(request, session, session.starts_at, session.ends_at)
    return redirect("consultations:session", pk=session.pk)
