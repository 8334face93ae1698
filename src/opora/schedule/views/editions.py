"""The list of editions, one edition with its editor and its decisions."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.people.access import STAFF, ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import home_day, organisation
from opora.regulations.middleware import founded
from opora.regulations.models import Provision
from opora.regulations.provisions import ORDER
from opora.regulations.queries import basis_of, in_force, next_order_number

from .. import actions, queries
from ..forms.editions import ApproveForm, DraftForm, ReturnForm, StandForm, VersionForm
from ..models import Schedule
from ..rules import Check, Checks, checks_of
from .steps import ICONS, TONES, steps_of
from .week import off_by_branch, week_of

State = Schedule.State
READERS = STAFF | {Role.AUDITOR}


@allow(READERS)
def list_schedules(request: ActorRequest) -> HttpResponse:
    editions = list(queries.schedules_for(request.actor))
    current = [_listed(one) for one in editions if one.state != State.SUPERSEDED]
    past = [_listed(one) for one in editions if one.state == State.SUPERSEDED]
    context = {"current": current, "past": past, "may_edit": request.actor.role in queries.EDITORS}
    return render(request, "schedule/list.html", context)


def _listed(schedule: Schedule) -> dict[str, Any]:
    state = State(schedule.state)
    return {
        "schedule": schedule,
        "steps": steps_of(schedule),
        "tone": TONES.get(state, ""),
        "icon": ICONS[state],
    }


@allow(queries.EDITORS)
def new(request: ActorRequest) -> HttpResponse:
    form = DraftForm(request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.create_draft(**form.cleaned_data, by=request.actor.person)
        except Refused as error:
            refused = founded(error)
        else:
            messages.success(request, _("Черновик создан. Добавьте строки или загрузите их из файла."))
            return redirect("schedule:show", pk=draft.pk)
    context = {"form": form, "refused": refused, "title": _("Новый график")}
    return render(request, "schedule/draft.html", context, status=422 if refused or form.errors else 200)


@allow(queries.EDITORS)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    initial = {name: getattr(schedule, name) for name in DraftForm.base_fields}
    form = DraftForm(request.POST or None, initial=initial)
    seen = version_seen(request)
    context: dict[str, Any] = {"form": form, "title": _("Название и срок"), "schedule": schedule}
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_draft(schedule, **form.cleaned_data, by=request.actor.person, version=seen)
        except Refused as refused:
            context["refused"] = founded(refused)
            seen = version_after(refused, schedule, seen)
        else:
            messages.success(request, _("Сохранено."))
            return redirect("schedule:show", pk=pk)
    context["version"] = schedule.version if seen is None else seen
    return render(request, "schedule/draft.html", context, status=422 if request.method == "POST" else 200)


def version_seen(request: HttpRequest) -> int | None:
    """The version of the draft that the posted form was made from."""
    form = VersionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else None


def version_after(refused: Refused, schedule: Schedule, seen: int | None) -> int | None:
    """Told of the others' changes, the editor may save over them knowingly; else the version stays."""
    if any(refusal.rule == "SCH-EDIT" for refusal in refused.refusals):
        return Schedule.objects.values_list("version", flat=True).get(pk=schedule.pk)
    return seen


@allow(READERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    return page(request, get_object_or_404(queries.schedules_for(request.actor), pk=pk))


def page(
    request: ActorRequest,
    schedule: Schedule,
    *,
    refused: Refused | None = None,
    forms: dict[str, Form] | None = None,
    again: dict[str, Any] | None = None,
) -> HttpResponse:
    """The edition as its state and the reader's role show it; ``forms`` are those that came back.

    ``again`` is a move of the grid that met another editor's change: it is offered over the fresh lines.
    """
    lines = queries.lines_of(schedule)
    open_states = (State.DRAFT, State.ON_APPROVAL)
    checks = checks_of(schedule, lines) if schedule.state in open_states else Checks([], [])
    rights = _rights(request, schedule)
    publications = list(schedule.publications.select_related("by"))
    context: dict[str, Any] = {
        "schedule": schedule,
        "lines": lines,
        "rows": [_row(line) for line in lines],
        "steps": steps_of(schedule, blocking=len(checks.blocking), places=_places(publications)),
        "tone": TONES.get(State(schedule.state), ""),
        "icon": ICONS[State(schedule.state)],
        "blocking": [_founded(check) for check in checks.blocking],
        "notes": [_founded(check) for check in checks.notes],
        "line_states": checks.states(),
        "view": "lines" if request.GET.get("view") == "lines" else "week",
        "publications": publications,
        "stand_expected": _stand_expected(schedule, publications),
        "refused": founded(refused) if refused else None,
        "again": again,
        **rights,
        **_forms(rights, forms or {}),
    }
    if schedule.state == State.DRAFT:
        context["last_change"] = queries.last_change(schedule)
        context["waiting_proposals"] = schedule.proposals.filter(state="waiting").count()
    if schedule.previous and schedule.state in (State.DRAFT, State.ON_APPROVAL, State.APPROVED):
        before = queries.lines_of(schedule.previous)
        context["comparison"] = queries.compared(schedule.previous, schedule, before, lines)
    if context["view"] == "week":
        home = organisation().timezone
        off = off_by_branch(schedule, lines) if rights["may_edit"] else []
        context["week"] = week_of(lines, checks.states(), zone=home, on=schedule.period_from, off=off)
        context["home_zone"] = home
    return render(request, "schedule/show.html", context, status=422 if refused else 200)


def _rights(request: ActorRequest, schedule: Schedule) -> dict[str, bool]:
    edits, role = request.actor.role in queries.EDITORS, request.actor.role
    decides = role is Role.DIRECTOR or role is queries.approver(home_day())
    return {
        "may_edit": edits and schedule.state == State.DRAFT,
        "may_decide": decides and schedule.state == State.ON_APPROVAL,
        "may_approve": decides and role is queries.approver(home_day()),
        "may_publish": edits and schedule.state == State.APPROVED,
        "may_stand": edits and schedule.state == State.PUBLISHED,
        "may_compare": request.actor.role in queries.COMPARERS,
        "may_copy": edits and schedule.state in (State.APPROVED, State.PUBLISHED),
    }


def _forms(rights: dict[str, bool], given: dict[str, Form]) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    day = home_day()
    if rights["may_decide"]:
        initial = {"number": next_order_number(day.year), "date": day}
        forms["approve_form"] = ApproveForm(initial=initial, by_order=_by_order())
        forms["return_form"] = ReturnForm()
    if rights["may_stand"]:
        forms["stand_form"] = StandForm(initial={"on": day})
    return forms | given


def _by_order() -> bool:
    return queries.approval_way(home_day()) == ORDER


def _row(line: Any) -> dict[str, Any]:
    return {
        "line": line,
        "days": queries.days_text(line),
        "time": queries.time_text(line),
        "means": queries.means_text(line),
    }


def _founded(check: Check) -> dict[str, Any]:
    return {
        "refusal": check.refusal,
        "line": check.line,
        "title": actions.told(check.line) if check.line else "",
        "basis": basis_of(check.refusal.rule, home_day()),
    }


def _places(publications: list[Any]) -> str:
    return ", ".join(dict.fromkeys(row.get_place_display() for row in publications))


def _stand_expected(schedule: Schedule, publications: list[Any]) -> bool:
    """The act asks for a stand, and none is noted yet (S1-3.4b)."""
    if schedule.state != State.PUBLISHED or any(row.place == "stand" for row in publications):
        return False
    return "stand" in in_force(Provision.SCHEDULE_PUBLICATION, home_day())


def _acted(request: HttpRequest, schedule: Schedule, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("schedule:show", pk=schedule.pk)


@require_POST
@allow(queries.EDITORS)
def submit(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    try:
        actions.submit(schedule, by=request.actor.person, version=version_seen(request))
    except Refused as refused:
        return page(request, schedule, refused=refused)
    return _acted(request, schedule, _("График отправлен руководителю."))


@require_POST
@allow(Role.DIRECTOR, Role.DEPUTY)
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    form = ApproveForm(request.POST, by_order=_by_order())
    if not form.is_valid():
        return _with_errors(request, schedule, {"approve_form": form})
    given = form.cleaned_data
    try:
        actions.approve(
            schedule,
            number=given.get("number", ""),
            on=given["date"],
            signer=request.actor.person,
            role=request.actor.role,
        )
    except Refused as refused:
        return page(request, schedule, refused=refused, forms={"approve_form": form})
    return _acted(request, schedule, _("График утверждён. Его опубликует специалист или заместитель."))


def _with_errors(request: ActorRequest, schedule: Schedule, forms: dict[str, Form]) -> HttpResponse:
    """The page with a form that came back with errors of shape."""
    response = page(request, schedule, forms=forms)
    response.status_code = 422
    return response


@require_POST
@allow(Role.DIRECTOR, Role.DEPUTY)
def send_back(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _with_errors(request, schedule, {"return_form": form})
    try:
        actions.return_with_remark(schedule, remark=form.cleaned_data["remark"], role=request.actor.role)
    except Refused as refused:
        return page(request, schedule, refused=refused, forms={"return_form": form})
    messages.success(request, _("График возвращён с замечанием."))
    return redirect("schedule:list")


@require_POST
@allow(queries.EDITORS)
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    try:
        actions.publish(schedule, by=request.actor.person)
    except Refused as refused:
        return page(request, schedule, refused=refused)
    return _acted(request, schedule, _("График опубликован, запись открыта."))


@require_POST
@allow(queries.EDITORS)
def copy(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    try:
        draft = actions.copy_as_new_edition(schedule, by=request.actor.person)
    except Refused as refused:
        return page(request, schedule, refused=refused)
    return _acted(request, draft, _("Новая редакция создана. Прежняя действует, пока новую не опубликуют."))


@require_POST
@allow(queries.EDITORS)
def stand(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    form = StandForm(request.POST)
    if not form.is_valid():
        return _with_errors(request, schedule, {"stand_form": form})
    try:
        actions.record_stand(schedule, **form.cleaned_data, by=request.actor.person)
    except Refused as refused:
        return page(request, schedule, refused=refused, forms={"stand_form": form})
    return _acted(request, schedule, _("Размещение на стенде отмечено."))
