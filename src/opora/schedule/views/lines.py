"""Lines of a draft: form, removal with undo, moves of the week grid."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import branches, organisation
from opora.regulations.middleware import founded

from .. import actions, queries
from ..forms.editions import MoveForm, PlaceForm
from ..forms.lines import LineForm, initial_of
from ..models import Schedule, ScheduleChange, ScheduleLine
from .editions import page, version_after, version_seen
from .week import shifted


@allow(queries.EDITORS)
def new(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    values = _drawn(request)
    form = LineForm(
        request.POST or None, schedule=schedule, initial=initial_of(values, version=schedule.version)
    )
    return _answer(request, schedule, form, None)


def _drawn(request: ActorRequest) -> actions.LineValues:
    """A place drawn on the week grid is filled in, by the clock of the organisation."""
    form = PlaceForm(request.GET)
    if not form.is_valid():
        return actions.LineValues()
    given, home = form.cleaned_data, organisation().timezone
    return actions.LineValues(
        weekdays=[given["day"]],
        time_from=given["from"],
        time_to=given["to"],
        branch=next((one for one in branches() if one.timezone == home), None),
    )


@allow(queries.EDITORS)
def change(request: ActorRequest, pk: int, line_pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    line = _line(schedule, line_pk)
    initial = initial_of(actions.values_of(line), version=schedule.version)
    form = LineForm(request.POST or None, schedule=schedule, line=line, initial=initial)
    return _answer(request, schedule, form, line)


def _line(schedule: Schedule, pk: int) -> ScheduleLine:
    try:
        return queries.line_of(schedule, pk)
    except ScheduleLine.DoesNotExist as missing:
        raise Http404(_("Этой строки в графике нет.")) from missing


def _answer(
    request: ActorRequest, schedule: Schedule, form: LineForm, line: ScheduleLine | None
) -> HttpResponse:
    seen = form["version"].value() or schedule.version
    context: dict[str, Any] = {"schedule": schedule, "form": form, "line": line, "version": seen}
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, schedule, form, line)
        except Refused as refused:
            context["refused"] = founded(refused)
            context["version"] = version_after(refused, schedule, form.cleaned_data["version"])
            return render(request, "schedule/line.html", context, status=422)
        return redirect("schedule:show", pk=schedule.pk)
    return render(request, "schedule/line.html", context, status=422 if form.errors else 200)


def _save(request: ActorRequest, schedule: Schedule, form: LineForm, line: ScheduleLine | None) -> None:
    version, person = form.cleaned_data["version"], request.actor.person
    if line is None:
        saved = actions.add_line(schedule, values=form.values(), by=person, version=version)
        messages.success(request, _("Строка добавлена: {line}.").format(line=actions.told(saved)))
        return
    actions.change_line(line, values=form.values(), by=person, version=version)
    messages.success(request, _("Сохранено: {line}.").format(line=actions.told(line)))


@require_POST
@allow(queries.EDITORS)
def delete(request: ActorRequest, pk: int, line_pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    line = _line(schedule, line_pk)
    words = actions.told(line)
    try:
        change = actions.remove_line(line, by=request.actor.person, version=version_seen(request))
    except Refused as refused:
        return page(request, _fresh(request, schedule), refused=refused)
    undo = reverse("schedule:line_restore", kwargs={"pk": change.pk})
    messages.success(request, _("Строка удалена: {line}.").format(line=words), extra_tags=undo)
    return redirect("schedule:show", pk=pk)


def _fresh(request: ActorRequest, schedule: Schedule) -> Schedule:
    return queries.schedules_for(request.actor).get(pk=schedule.pk)


@require_POST
@allow(queries.EDITORS)
def restore(request: ActorRequest, pk: int) -> HttpResponse:
    seen = queries.schedules_for(request.actor).values("pk")
    changes = ScheduleChange.objects.filter(schedule__in=seen, removed__isnull=False)
    change = get_object_or_404(changes.select_related("schedule"), pk=pk)
    actions.restore_line(change, by=request.actor.person)
    messages.success(request, _("Строка на месте."))
    return redirect("schedule:show", pk=change.schedule_id)


@require_POST
@allow(queries.EDITORS)
def undo(request: ActorRequest, pk: int) -> HttpResponse:
    """What one save changed in a line is put back; the answer can be undone in its turn."""
    seen = queries.schedules_for(request.actor).values("pk")
    changes = ScheduleChange.objects.filter(schedule__in=seen, before__isnull=False)
    change = get_object_or_404(changes.select_related("schedule"), pk=pk)
    try:
        back = actions.undo_change(change, by=request.actor.person)
    except Refused as refused:
        return page(request, _fresh(request, change.schedule), refused=refused)
    messages.success(request, _("Строка на прежнем месте."), extra_tags=_way_back(back))
    return redirect(_at_line(change))


def _way_back(change: ScheduleChange) -> str:
    return reverse("schedule:change_undo", kwargs={"pk": change.pk})


def _at_line(change: ScheduleChange) -> str:
    """The week, with the focus on the line of a change."""
    own = ScheduleLine.objects.filter(schedule=change.schedule_id)
    line = own.filter(key=change.line_key).first() if change.line_key else None
    spot = f"#line-{line.pk}-{line.weekdays[0]}" if line and line.weekdays else ""
    return f"{reverse('schedule:show', kwargs={'pk': change.schedule_id})}{spot}"


@require_POST
@allow(queries.EDITORS)
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """From the week grid: a line of one weekday goes to another day and time of the organisation's clock."""
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Так переставить нельзя. Измените день и время в строке."))
        return redirect("schedule:show", pk=pk)
    given = form.cleaned_data
    line_pk, _colon, from_day = given["line"].partition(":")
    line = _line(schedule, int(line_pk))
    home, own = organisation().timezone, line.branch.timezone
    on = schedule.period_from
    to_day, starts = shifted(given["day"], given["from"], frm=home, to=own, on=on)
    last_day, ends = shifted(given["day"], given["to"], frm=home, to=own, on=on)
    if last_day != to_day or ends <= starts:
        messages.warning(request, _("По часам площадки строка перейдёт за полночь. Выберите другое время."))
        return redirect("schedule:show", pk=pk)
    try:
        change = actions.move_line(
            line,
            from_day=int(from_day),
            to_day=to_day,
            time_from=starts,
            time_to=ends,
            by=request.actor.person,
            version=given["version"],
        )
    except Refused as refused:
        stale = any(refusal.rule == "SCH-EDIT" for refusal in refused.refusals)
        again = {name: form[name].value() for name in ("line", "day", "from", "to")} if stale else None
        return page(request, _fresh(request, schedule), refused=refused, again=again)
    words = _("Переставлено: {line}.").format(line=actions.told(line))
    messages.success(request, words, extra_tags=_way_back(change))
    return redirect(f"{reverse('schedule:show', kwargs={'pk': pk})}#line-{line.pk}-{to_day}")
