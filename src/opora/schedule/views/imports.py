"""A график from a file: upload, a preview row by row, one confirmation."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.channels.queries import register
from opora.integrations.tables import TableError
from opora.integrations.tables.answers import workbook
from opora.integrations.tables.stored import cell_input, typed_cells
from opora.kernel.errors import Refused
from opora.kernel.text import plural
from opora.people.access import ActorRequest, allow
from opora.people.forms.reading import Level
from opora.people.models import Person
from opora.regulations.middleware import founded

from .. import actions, queries
from ..forms.editions import UploadForm
from ..forms.schedule_file import ScheduleFile, ScheduleRow
from ..models import ScheduleImport
from ..queries import parity_text, weekdays_text

TONES = {"ok": "success", "fixed": "info", "attention": "warning", "error": "danger"}


@allow(queries.EDITORS)
def upload(request: ActorRequest, pk: int) -> HttpResponse:
    schedule = get_object_or_404(queries.schedules_for(request.actor), pk=pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    earlier = schedule.imports.filter(state=ScheduleImport.State.APPLIED).select_related("uploaded_by")
    context: dict[str, Any] = {"schedule": schedule, "form": form, "earlier": earlier.order_by("-id")[:20]}
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = actions.start_import(
                schedule, file_name=sent.name, content=sent.read(), by=request.actor.person
            )
        except TableError as error:
            _say(form, error)
        except Refused as refused:
            context["refused"] = founded(refused)
        else:
            return redirect("schedule:import_preview", pk=kept.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "schedule/import_upload.html", context, status=status)


def _say(form: Form, error: TableError) -> None:
    form.add_error("file", f"{error.message} {error.next_step}")


@allow(queries.EDITORS)
def preview(request: ActorRequest, pk: int) -> HttpResponse:
    kept = _import(request, pk)
    if kept.state != ScheduleImport.State.PREVIEW:
        return _settled(request, kept)
    refused = None
    if request.method == "POST":
        try:
            corrected = _correct(request, kept)
            if corrected or "check" in request.POST:
                return redirect("schedule:import_preview", pk=pk)
            return _applied(request, kept)
        except Refused as error:
            refused = founded(error)
    read = actions.read_upload(kept)
    context = {
        "import": kept,
        "schedule": kept.schedule,
        "rows": _rows(read, actions.chosen_workers(kept)),
        "summary": read.summary,
        "notices": read.notices,
        "refused": refused,
    }
    return render(request, "schedule/import_preview.html", context, status=422 if refused else 200)


def _correct(request: ActorRequest, kept: ScheduleImport) -> bool:
    """Take cells typed anew and workers chosen; what was not seen corrected is never written."""
    told = request.POST.dict()
    done = actions.correct_schedule_rows(kept, cells=typed_cells(told), chosen=_chosen(request))
    if done:
        messages.success(
            request,
            _("Исправлено ячеек: {n}. Файл проверен заново, посмотрите и подтвердите.").format(n=done),
        )
    return bool(done)


def _chosen(request: ActorRequest) -> dict[int, int]:
    return {
        int(name[4:]): int(str(value))
        for name, value in request.POST.items()
        if name.startswith("row-") and name[4:].isdecimal() and str(value).isdecimal()
    }


@require_GET
@allow(queries.EDITORS)
def faults(request: ActorRequest, pk: int) -> HttpResponse:
    """The centre's own table with what to mend."""
    kept = _import(request, pk)
    if kept.state != ScheduleImport.State.PREVIEW:
        return _settled(request, kept)
    return workbook(actions.read_upload(kept).faults(), kept.file_name)


@require_POST
@allow(queries.EDITORS)
def undo(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the lines of a file out of the draft again."""
    kept = _import(request, pk)
    gone, stayed = actions.undo_import(kept, by=request.actor.person)
    messages.success(request, _("Загрузка файла возвращена, удалено строк: {n}.").format(n=gone))
    if stayed:
        messages.warning(request, _("Строки, которые потом изменили, остались: {n}.").format(n=stayed))
    return redirect("schedule:show", pk=kept.schedule_id)


def _import(request: ActorRequest, pk: int) -> ScheduleImport:
    seen = queries.schedules_for(request.actor).values("pk")
    return get_object_or_404(
        ScheduleImport.objects.filter(schedule__in=seen).select_related("schedule"), pk=pk
    )


def _settled(request: ActorRequest, kept: ScheduleImport) -> HttpResponse:
    """A second press of the button finds the file already dealt with."""
    messages.info(request, _("С этим файлом уже закончили: {state}.").format(state=kept.get_state_display()))
    return redirect("schedule:show", pk=kept.schedule_id)


def _rows(read: ScheduleFile, chosen: dict[int, int]) -> list[dict[str, Any]]:
    ids = {pk for row in read.rows for pk in row.candidates}
    people = {person.pk: person for person in Person.objects.filter(pk__in=ids)}
    titles = {means.code: means.title for means in register()}
    sources = {row.line: row for row in read.table.rows}
    faulty = {row.line for row in read.rows if row.status in (Level.ATTENTION, Level.ERROR)}
    asked: set[int] = set()
    rows = []
    for row in read.rows:
        candidates = [people[pk] for pk in row.candidates if pk in people]
        first = row.line not in asked
        asked.add(row.line)
        rows.append({"row": row, "tone": TONES[row.status], "days": _days(row), "time": _time(row)})
        rows[-1]["candidates"] = candidates if first else []
        rows[-1]["chosen"] = chosen.get(row.line)
        edited = first and (row.line in faulty or row.line in read.typed)
        rows[-1]["inputs"] = [
            cell_input(sources[row.line], column, title) for column, title in read.columns.items() if edited
        ]
        rows[-1]["means"] = ", ".join(titles.get(code, code) for code in row.means)
    return rows


def _days(row: ScheduleRow) -> str:
    weeks = parity_text(row.parity)
    days = weekdays_text(row.weekdays)
    return f"{days} ({weeks})" if weeks else days


def _time(row: ScheduleRow) -> str:
    return f"{row.start:%H:%M}–{row.end:%H:%M}" if row.start and row.end else ""


def _applied(request: ActorRequest, kept: ScheduleImport) -> HttpResponse:
    done = actions.apply_import(kept, chosen=_chosen(request), by=request.actor.person)
    words = [_("Добавлено строк: {count}.").format(count=done.added)]
    if done.same:
        words.append(
            _("Уже были: {count} {lines}.").format(
                count=done.same, lines=plural(done.same, _("строка"), _("строки"), _("строк"))
            )
        )
    if done.left:
        words.append(_("Не загружены с ошибками: {count}.").format(count=done.left))
    undo_url = reverse("schedule:import_undo", args=[kept.pk]) if done.added else ""
    messages.success(request, " ".join(words), extra_tags=undo_url)
    return redirect("schedule:show", pk=kept.schedule_id)


@require_POST
@allow(queries.EDITORS)
def discard(request: ActorRequest, pk: int) -> HttpResponse:
    kept = _import(request, pk)
    if kept.state != ScheduleImport.State.PREVIEW:
        return _settled(request, kept)
    actions.discard_import(kept)
    messages.success(request, _("Файл отложен, в графике ничего не изменилось."))
    return redirect("schedule:show", pk=kept.schedule_id)
