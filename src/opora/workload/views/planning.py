"""A load plan from a file: upload, a preview row by row, one confirmation, one undo."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.integrations.tables import TableError
from opora.integrations.tables.answers import workbook
from opora.integrations.tables.stored import cell_input, typed_cells
from opora.kernel.errors import Refused
from opora.kernel.times import month_title
from opora.people.access import ActorRequest, allow
from opora.people.forms.reading import Level
from opora.people.models import LoadBasis, Role
from opora.regulations.middleware import founded

from .. import actions, queries
from ..forms.plan_file import PlanFile, PlanRow
from ..models import PlanImport

TONES = {Level.OK: "success", Level.FIXED: "info", Level.ATTENTION: "warning", Level.ERROR: "danger"}
SAMPLE = "ФИО;Должность;Основание;Месяц;План, ч\r\nИванова И. И.;преподаватель;почасовая;ноябрь 2026;12,5\r\n"
SHOWN = 20


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Файл с планом"),
        help_text=gettext_lazy("XLSX, ODS, CSV или таблица Word (DOCX) до 20 МБ."),
        error_messages={
            "required": gettext_lazy("Выберите файл с планом нагрузки."),
            "empty": gettext_lazy("Файл пустой. Проверьте, тот ли файл выбран, и загрузите его ещё раз."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt,.docx"}),
    )


@require_http_methods(["GET", "POST"])
@allow(Role.DEPUTY)
def plan_import(request: ActorRequest) -> HttpResponse:
    """Choose a file; earlier plans below."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = actions.upload_plan(sent.read(), filename=sent.name, by=request.actor.person)
        except TableError as error:
            form.add_error("file", f"{error.message} {error.next_step}")
        else:
            return redirect("workload:plan_preview", pk=kept.pk)
    context = {"form": form, "rows": queries.plan_imports()[:SHOWN], "crumbs": _crumbs()}
    return render(request, "workload/plan_import.html", context, status=422 if form.errors else 200)


def _crumbs(*more: str) -> list[dict[str, str]]:
    first = {"title": _("Учёт часов"), "url": reverse("workload:month")}
    second = {"title": _("План из файла"), "url": reverse("workload:plan_import") if more else ""}
    return [first, second, *({"title": title} for title in more)]


@require_GET
@allow(Role.DEPUTY)
def plan_sample(request: ActorRequest) -> HttpResponse:
    """The columns with a row of an example; BOM, so that Excel opens it right."""
    return HttpResponse(
        SAMPLE.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="load-plan.csv"'},
    )


def _upload(pk: int) -> PlanImport:
    return get_object_or_404(PlanImport.objects.select_related("uploaded_by"), pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
@allow(Role.DEPUTY)
def plan_preview(request: ActorRequest, pk: int) -> HttpResponse:
    """The dry run; a POST checks what was typed anew."""
    upload = _upload(pk)
    if upload.state != PlanImport.State.PREVIEW:
        return render(
            request, "workload/plan_done.html", {"upload": upload, "crumbs": _crumbs(upload.file_name)}
        )
    if request.method == "POST":
        _marked(request, upload)
        return redirect("workload:plan_preview", pk=pk)
    return _page(request, upload)


def _marked(request: ActorRequest, upload: PlanImport) -> bool:
    told = request.POST.dict()
    done = actions.mark_plan(
        upload,
        shown=[int(text) for text in request.POST.get("shown", "").split() if text.isdecimal()],
        taken=[int(text) for text in request.POST.getlist("take") if text.isdecimal()],
        choices={
            name.removeprefix("who-"): value
            for name, value in told.items()
            if name.startswith("who-") and name.removeprefix("who-").isdecimal()
        },
        cells=typed_cells(told),
    )
    if done:
        messages.success(request, _("Исправлено ячеек: {n}. План проверен заново.").format(n=done))
    upload.refresh_from_db()
    return bool(done)


def _page(request: ActorRequest, upload: PlanImport, **more: Any) -> HttpResponse:
    plan = actions.plan_of(upload)
    taken = set(upload.result.get("take", []))
    context = {
        "upload": upload,
        "rows": _rows(plan, taken),
        "lines": " ".join(str(row.line) for row in plan.rows),
        "summary": plan.summary,
        "notices": plan.notices,
        "crumbs": _crumbs(upload.file_name),
    }
    return render(request, "workload/plan_preview.html", context | more, status=422 if more else 200)


def _rows(plan: PlanFile, taken: set[int]) -> list[dict[str, Any]]:
    sources = {row.line: row for row in plan.table.rows}
    contracts = queries.plan_contracts()
    bases = [(str(label), str(label)) for label in LoadBasis.labels]
    rows = []
    for row in plan.rows:
        open_to_edit = row.status in (Level.ATTENTION, Level.ERROR) or row.line in plan.typed
        inputs = [
            cell_input(
                sources[row.line],
                column,
                plan.header.titles.get(column, ""),
                bases if name == "basis" else (),
            )
            for column, name in plan.columns.items()
            if open_to_edit
        ]
        chosen = [(str(pk), contracts[pk].worker) for pk in row.candidates]
        rows.append(
            {
                "row": row,
                "tone": TONES[row.status],
                "level": _level(row),
                "month": month_title(row.month) if row.month else "",
                "basis": LoadBasis(row.basis).label if row.basis else "",
                "inputs": inputs,
                "taken": row.line in taken,
                "asks": row.status is Level.ATTENTION and not row.candidates,
                "candidates": [(pk, f"{worker}, {worker.position}") for pk, worker in chosen],
                "chosen": str(row.contract or ""),
            }
        )
    return rows


def _level(row: PlanRow) -> str:
    return {
        Level.OK: _("без замечаний"),
        Level.FIXED: _("исправлено"),
        Level.ATTENTION: _("требует внимания"),
        Level.ERROR: _("ошибка"),
    }[row.status]


@never_cache
@require_GET
@allow(Role.DEPUTY)
def plan_faults(request: ActorRequest, pk: int) -> HttpResponse:
    """The centre's own table with what to mend."""
    upload = _upload(pk)
    if upload.state != PlanImport.State.PREVIEW:
        return redirect("workload:plan_preview", pk=pk)
    return workbook(actions.plan_of(upload).faults(), upload.file_name)


@require_POST
@allow(Role.DEPUTY)
def plan_apply(request: ActorRequest, pk: int) -> HttpResponse:
    """The confirmation: everything or nothing, and never what was not seen."""
    upload = _upload(pk)
    try:
        if _marked(request, upload):
            messages.warning(request, _("Посмотрите на исправленное и подтвердите ещё раз."))
            return redirect("workload:plan_preview", pk=pk)
        done = actions.apply_plan(upload, by=request.actor.person)
    except Refused as refused:
        if _upload(pk).state != PlanImport.State.PREVIEW:
            raise
        return _page(request, _upload(pk), refused=founded(refused))
    messages.success(
        request,
        _("План записан: строк {written}, уже были {same}, не взято {left}.").format(
            written=done.written, same=done.same, left=done.left
        ),
    )
    return redirect("workload:plan_preview", pk=pk)


@require_POST
@allow(Role.DEPUTY)
def plan_discard(request: ActorRequest, pk: int) -> HttpResponse:
    actions.discard_plan(_upload(pk))
    messages.success(request, _("План не загружен, ничего не изменилось."))
    return redirect("workload:plan_import")


@require_POST
@allow(Role.DEPUTY)
def plan_undo(request: ActorRequest, pk: int) -> HttpResponse:
    returned, stayed = actions.undo_plan(_upload(pk))
    messages.success(request, _("Прежний план возвращён: строк {n}.").format(n=returned))
    if stayed:
        messages.warning(request, _("Потом изменили и оставили как есть: {n}.").format(n=stayed))
    return redirect("workload:plan_preview", pk=pk)
