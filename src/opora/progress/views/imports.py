"""A file of results from a СДО: upload, check, apply, take back."""

from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.integrations.tables import TableError
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import branches
from opora.regulations.middleware import founded

from .. import access, actions
from ..forms import UploadForm
from ..models import ResultImport
from ..queries.preview import preview_of
from ..queries.results import imports_for

SHOWN, EARLIER = 500, 30
ANSWERS = ("who:", "part:", "max:")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.IMPORTERS)
def upload(request: ActorRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = actions.upload_results(sent.read(), filename=sent.name, by=request.actor.person)
        except TableError as error:
            form.add_error("file", f"{error.message} {error.next_step}")
        else:
            return redirect("progress:import_preview", pk=kept.pk)
    context = {"form": form, "history": imports_for(request.actor)[:EARLIER]}
    return render(request, "progress/import.html", context, status=422 if form.errors else 200)


def _import(request: ActorRequest, pk: int) -> ResultImport:
    return get_object_or_404(imports_for(request.actor).defer(None), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.IMPORTERS)
def preview(request: ActorRequest, pk: int) -> HttpResponse:
    """Line by line; a POST remembers the answers and shows what they change."""
    imported = _import(request, pk)
    if request.method == "POST":
        try:
            actions.choose(imported, choices=_answers(request))
        except Refused as refused:
            return _shown(request, imported, refused)
        return redirect("progress:import_preview", pk=pk)
    return _shown(request, imported)


def _answers(request: ActorRequest) -> dict[str, str]:
    answers = {key: str(value)[:50] for key, value in request.POST.items() if key.startswith(ANSWERS)}
    zone = str(request.POST.get("zone", ""))
    return answers | {"zone": zone if zone in available_timezones() else ""}


def _shown(request: ActorRequest, imported: ResultImport, refused: Refused | None = None) -> HttpResponse:
    found = preview_of(imported, request.actor)
    zones = dict.fromkeys([*(branch.timezone for branch in branches()), "Europe/Moscow", "UTC"])
    context = {
        "imported": imported,
        "preview": found,
        "lines": found.lines[:SHOWN],
        "counts": found.counts,
        "zones": list(zones),
        "waits": imported.state == ResultImport.State.PREVIEW,
        "refused": founded(refused) if refused else None,
    }
    return render(request, "progress/import_preview.html", context, status=422 if refused else 200)


@require_POST
@allow(access.IMPORTERS)
def apply(request: ActorRequest, pk: int) -> HttpResponse:
    imported = _import(request, pk)
    try:
        done = actions.apply_import(imported, actor=request.actor)
    except Refused as refused:
        return _shown(request, imported, refused)
    messages.success(request, _("Результатов добавлено: {n}.").format(n=done.added))
    return redirect("progress:import_preview", pk=pk)


@require_POST
@allow(access.IMPORTERS)
def undo(request: ActorRequest, pk: int) -> HttpResponse:
    imported = _import(request, pk)
    try:
        n = actions.undo_import(imported)
    except Refused as refused:
        return _shown(request, imported, refused)
    messages.success(request, _("Загрузка отменена, результатов убрано: {n}.").format(n=n))
    return redirect("progress:import")


@require_POST
@allow(access.IMPORTERS)
def discard(request: ActorRequest, pk: int) -> HttpResponse:
    imported = _import(request, pk)
    try:
        actions.discard_import(imported)
    except Refused as refused:
        return _shown(request, imported, refused)
    messages.success(request, _("Файл убран, ничего не загружено."))
    return redirect("progress:import")
