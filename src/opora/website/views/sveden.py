"""«Сведения об образовательной организации»: the public pages and the table they are kept in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.files.access import as_download
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow, public
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.studies.models import Programme
from opora.studies.queries import tree

from ..access import KEEPERS, READERS
from ..actions import sveden as actions
from ..forms.sveden import RowForm
from ..middleware import for_everybody
from ..models import SvedenRow
from ..queries import sveden as queries
from ..queries.applications import open_admissions, places_left
from ..queries.marked import to_html
from ..queries.state import site_state


@for_everybody(site_state)
@public
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "website/sveden.html", {"sections": queries.layout().values()})


@for_everybody(site_state)
@public
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    section = _section(code)
    context = {
        "section": section,
        "sections": queries.layout().values(),
        "rows": [(row, to_html(row.value)) for row in queries.visible(section)],
        "table": queries.table_of(section),
    }
    return render(request, "website/sveden_section.html", context)


@public
@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """What a programme gives, on what conditions, of which parts it is (S1-2.2)."""
    found = get_object_or_404(Programme.objects.select_related("outline"), pk=pk)
    context = {
        "programme": found,
        "outline": getattr(found, "outline", None),
        "nodes": tree(found),
        "e_learning": queries.e_learning(found),
        "rows": [
            (row, places_left(row)) for row in open_admissions(home_day()).filter(group__programme=found)
        ],
    }
    return render(request, "website/programme.html", context)


@public
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    rows = SvedenRow.objects.filter(is_hidden=False, file__isnull=False).select_related("file")
    row = get_object_or_404(rows, pk=pk)
    assert row.file is not None  # noqa: S101 -- the filter says so
    return as_download(row.file)


@require_safe
@allow(READERS)
def keep(request: ActorRequest) -> HttpResponse:
    """Sub-sections with what each lacks."""
    lacking = queries.defects()
    context = {
        "rows": [(section, lacking[code]) for code, section in queries.layout().items()],
        "lacking": sum(lacking.values()),
    }
    return render(request, "website/sveden_keep.html", context)


@require_safe
@allow(READERS)
def table(request: ActorRequest, code: str) -> HttpResponse:
    section = _section(code)
    context = {
        "section": section,
        "rows": queries.rows_of(section),
        "table": queries.table_of(section),
        "may_edit": request.actor.role in KEEPERS,
    }
    return render(request, "website/sveden_table.html", context)


@require_http_methods(["GET", "POST"])
@allow(KEEPERS)
def add(request: ActorRequest, code: str) -> HttpResponse:
    section = _section(code)
    form = RowForm(request.POST or None, request.FILES or None)
    return _edited(request, section, "", None, form)


@require_http_methods(["GET", "POST"])
@allow(KEEPERS)
def edit(request: ActorRequest, code: str, key: str) -> HttpResponse:
    section = _section(code)
    row = next((row for row in queries.rows_of(section) if row.key == key), None)
    if row is None:
        raise Http404
    form = RowForm(request.POST or None, request.FILES or None, initial=queries.values_of(row))
    return _edited(request, section, key, row, form)


@require_POST
@allow(KEEPERS)
def reset(request: ActorRequest, code: str, key: str) -> HttpResponse:
    actions.reset_row(get_object_or_404(SvedenRow, section=_section(code).code, key=key))
    messages.success(request, _("Строка возвращена к обычной."))
    return redirect("website:sveden_table", code=code)


def _edited(
    request: ActorRequest, section: queries.Section, key: str, row: queries.Shown | None, form: RowForm
) -> HttpResponse:
    context: dict[str, Any] = {"section": section, "row": row, "form": form}
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        upload = values.pop("file")
        try:
            actions.write_row(section.code, key, **values, upload=upload, by=request.actor.person)
        except Refused as refused:
            context["refused"] = founded(refused)
            return render(request, "website/sveden_row.html", context, status=422)
        messages.success(request, _("Строка сохранена."))
        return redirect("website:sveden_table", code=section.code)
    return render(request, "website/sveden_row.html", context, status=422 if form.errors else 200)


def _section(code: str) -> queries.Section:
    found = queries.layout().get(code)
    if found is None:
        raise Http404
    return found
