"""A list of learners from a file: upload, a preview cell by cell, one confirmation."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.integrations.tables import TableError
from opora.integrations.tables.answers import workbook
from opora.integrations.tables.stored import typed_cells
from opora.kernel.errors import Refused
from opora.people.access import GIVE_ACCOUNTS, ActorRequest, allow
from opora.people.actions.accounts import create_account
from opora.people.forms.values import Level
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import IMPORTERS, may_set_up
from ..forms.fault_list import learner_faults
from ..forms.imports import TermsForm, UploadForm
from ..models import LearnerImport
from .form_page import next_order
from .import_rows import labels, shown_rows
from .long_lists import going, refusal_of

PAGE, CODES = 50, 100
SAMPLE = (
    "№ п/п;ФИО слушателя;Должность;Дата рождения;СНИЛС;Образование (ВО/СПО);E-mail;Телефон;Программа\r\n"
    "1;Иванова Мария Петровна;специалист;14.03.1987;990-000-101 56;ВО;ivanova@mail.example;"
    "+7 921 000-00-00;Охрана труда\r\n"
)


@allow(IMPORTERS)
def upload(request: ActorRequest) -> HttpResponse:
    """Choose a file; earlier lists below."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = actions.receive_learners(sent.read(), filename=sent.name, by=request.actor.person)
        except TableError as error:
            form.add_error("file", f"{error.message} {error.next_step}")
        else:
            return redirect("studies:import_preview", pk=kept.pk)
    history = Paginator(queries.learner_imports(request.actor), 20).get_page(request.GET.get("page"))
    context = {"form": form, "page": history, "crumbs": _crumbs()}
    return render(request, "studies/import.html", context, status=422 if form.errors else 200)


def _crumbs(*more: str) -> list[dict[str, str]]:
    first = {"title": _("Группы"), "url": reverse("studies:groups")}
    second = {"title": _("Загрузка слушателей"), "url": reverse("studies:import") if more else ""}
    return [first, second, *({"title": title} for title in more)]


@require_GET
@allow(IMPORTERS)
def sample(request: ActorRequest) -> HttpResponse:
    """A list that goes in without a remark; BOM, so that Excel opens it right."""
    return HttpResponse(
        SAMPLE.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="learners.csv"'},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@allow(IMPORTERS)
def preview(request: ActorRequest, pk: int) -> HttpResponse:
    """The dry run; a POST remembers ticks and what was typed, then turns the page or the filter."""
    imported = _visible(request, pk)
    if imported.state in (LearnerImport.State.READING, LearnerImport.State.WRITING):
        return going(request, imported)
    if imported.state != LearnerImport.State.PREVIEW:
        return _settled(request, imported)
    if request.method == "POST":
        _remember(request, imported)
        _correct(request, imported)
        asked = {name: request.POST[name] for name in ("show", "page") if request.POST.get(name)}
        asked.setdefault("show", request.POST.get("shown-as", ""))
        url = reverse("studies:import_preview", args=[imported.pk])
        return redirect(f"{url}?{urlencode(asked)}")
    return _page(request, imported)


def _visible(request: ActorRequest, pk: int) -> LearnerImport:
    return get_object_or_404(queries.learner_imports(request.actor), pk=pk)


def _lines(request: HttpRequest, name: str) -> set[int]:
    return {int(text) for text in request.POST.getlist(name) if text.isdecimal()}


def _remember(request: ActorRequest, imported: LearnerImport) -> LearnerImport:
    shown = {int(text) for text in request.POST.get("shown", "").split() if text.isdecimal()}
    told = request.POST.dict()
    chosen = {name.removeprefix("who-"): value for name, value in told.items() if name.startswith("who-")}
    fields = ("order_", "contract_", "customer", "group-", "take_all")
    typed = {name: value for name, value in told.items() if name.startswith(fields)}
    return actions.mark_rows(
        imported,
        shown=shown,
        taken=_lines(request, "take") & shown,
        choices={line: value for line, value in chosen.items() if line.isdecimal()},
        typed=typed,
    )


def _correct(request: ActorRequest, imported: LearnerImport) -> bool:
    """Take cells typed in the preview; the answer is whether any differed from what was there."""
    lines = _lines(request, "remember") if may_set_up(request.actor) else set()
    done, behind = actions.correct_rows(
        imported, cells=typed_cells(request.POST.dict()), remember=lines, by=request.actor.person
    )
    if done and not behind:
        messages.success(request, _("Исправлено ячеек: {n}. Список проверен заново.").format(n=done))
    return bool(done)


def _page(request: ActorRequest, imported: LearnerImport, **more: Any) -> HttpResponse:
    checked = actions.preview_of(imported)
    taken = set((imported.result or {}).get("take", []))
    rows = checked.learners.rows
    show = request.GET.get("show", "") or request.POST.get("shown-as", "")
    wanted = [row for row in rows if show not in set(Level) or row.status == show]
    page = Paginator(wanted, PAGE).get_page(request.GET.get("page"))
    kept = actions.cells_kept(imported)
    shown = shown_rows(list(page), checked, taken, teaches=may_set_up(request.actor), kept=kept)
    form = more.pop("form", None) or _terms_form(request, imported, checked)
    summary = checked.learners.summary
    context = {
        "imported": imported,
        "page": page,
        "rows": shown,
        "lines": " ".join(str(row.line) for row in shown),
        "total": len(rows),
        "summary": summary,
        "show": show,
        "filters": [(level, label, summary[level]) for level, label in labels().items()],
        "people": _counted(checked),
        "notices": checked.learners.notices,
        "skipped": checked.learners.skipped,
        "kept": kept,
        "again": LearnerImport.objects.filter(
            digest=imported.digest, state=LearnerImport.State.APPLIED
        ).first(),
        "form": form,
        "groups_asked": [form[name] for name in form.asked],
        "crumbs": _crumbs(imported.file_name),
    }
    if not more:
        context["refused"] = refusal_of(imported)
    return render(request, "studies/import_preview.html", context | more, status=422 if more else 200)


def _counted(checked: queries.Preview) -> dict[str, int]:
    """How many people are new, known, and how many enrolments are asked for that do not exist yet."""
    matches = checked.matches.values()
    fresh = [
        row
        for row in checked.learners.rows
        if row.status is not Level.ERROR and row.repeats is None and not checked.group_of(row)
    ]
    new = sum(match.person is None and not match.candidates for match in matches)
    return {"new": new, "known": sum(match.person is not None for match in matches), "fresh": len(fresh)}


def _terms_form(request: ActorRequest, imported: LearnerImport, checked: queries.Preview) -> TermsForm:
    groups = list(queries.target_groups(request.actor, home_day()))
    named = {group.code for group in groups}
    asked = {
        row.programme
        for row in checked.learners.rows
        if row.status is not Level.ERROR and not checked.group_of(row) and row.group not in named
    }
    typed = (imported.result or {}).get("typed")
    initial = typed if typed is not None else _guessed(checked, groups)
    posted = request.POST if request.method == "POST" else None
    fresh = bool(_counted(checked)["fresh"])
    return TermsForm(posted, initial=initial, programmes=sorted(asked), groups=groups, fresh=fresh)


def _guessed(checked: queries.Preview, groups: Sequence[Any]) -> dict[str, object]:
    """The contract of the title row, the next order; the term ends with the last group."""
    told: dict[str, object] = next_order()
    if checked.contract is not None:
        codes = {row.programme for row in checked.learners.rows}
        ends = [group.ends_on for group in groups if group.programme.code in codes]
        told |= {
            "contract_number": checked.contract.number,
            "contract_date": checked.contract.date,
            "contract_from": checked.contract.date,
            "contract_to": max(ends, default=None),
        }
    firms = {row.organisation for row in checked.learners.rows if row.organisation}
    if len(firms) == 1:
        told["customer"] = firms.pop()
    return told


@never_cache
@require_GET
@allow(IMPORTERS)
def faults(request: ActorRequest, pk: int) -> HttpResponse:
    """The customer's own table with what to mend, to send back and load again."""
    imported = _visible(request, pk)
    if imported.state != LearnerImport.State.PREVIEW:
        return redirect("studies:import_preview", pk=pk)
    return workbook(learner_faults(actions.preview_of(imported).learners), imported.file_name)


@require_POST
@allow(IMPORTERS)
def apply(request: ActorRequest, pk: int) -> HttpResponse:
    """The confirmation: everything or nothing."""
    imported = _visible(request, pk)
    try:
        imported = _remember(request, imported)
        if _correct(request, imported):
            messages.warning(request, _("Посмотрите на исправленное и подтвердите ещё раз."))
            return redirect("studies:import_preview", pk=imported.pk)
        checked = actions.preview_of(imported)
        form = _terms_form(request, imported, checked)
        if not form.is_valid():
            return _page(request, imported, form=form, invalid=True)
        values = {name: value for name, value in form.cleaned_data.items() if not name.startswith("group-")}
        groups = queries.target_groups(request.actor, home_day())
        terms = actions.Terms(groups=form.groups(), named={group.code: group for group in groups}, **values)
        if len(checked.learners.rows) > actions.LONG:
            rows = len(checked.learners.rows)
            actions.start_writing(imported, terms=terms, rows=rows, by=request.actor.person)
            return redirect("studies:import_preview", pk=imported.pk)
        actions.apply_learner_import(imported, terms=terms, by=request.actor.person)
    except Refused as refused:
        imported = _visible(request, pk)
        if imported.state != LearnerImport.State.PREVIEW:
            return _settled(request, imported, refused=founded(refused))
        return _page(request, imported, refused=founded(refused))
    messages.success(request, _("Список «{file}» загружен.").format(file=imported.file_name))
    return redirect("studies:import_preview", pk=imported.pk)


@require_POST
@allow(IMPORTERS)
def discard(request: ActorRequest, pk: int) -> HttpResponse:
    imported = _visible(request, pk)
    actions.discard_learner_import(imported)
    messages.success(request, _("Список «{file}» не загружен, в базе ничего не изменилось.").format(
        file=imported.file_name
    ))  # fmt: skip
    return redirect("studies:import")


def _settled(request: ActorRequest, imported: LearnerImport, **more: Any) -> HttpResponse:
    """What became of a list."""
    applied = imported.state == LearnerImport.State.APPLIED
    waiting = queries.imported_without_accounts(imported).count() if applied else 0
    context = {
        "imported": imported,
        "applied": applied,
        "refused": refusal_of(imported),
        "told": imported.result or {},
        "waiting": waiting,
        "may_give": request.actor.role in GIVE_ACCOUNTS,
        "batch": min(waiting, CODES),
        "crumbs": _crumbs(imported.file_name),
    }
    return render(request, "studies/import_done.html", context | more, status=422 if more else 200)


@never_cache
@require_POST
@allow(GIVE_ACCOUNTS)
def codes(request: ActorRequest, pk: int) -> HttpResponse:
    """Logins with one-time codes to print, a hundred at a time; nothing is mailed (case 31)."""
    imported = _visible(request, pk)
    given = [create_account(person) for person in queries.imported_without_accounts(imported)[:CODES]]
    context = {
        "imported": imported,
        "rows": given,
        "waiting": queries.imported_without_accounts(imported).count(),
        "crumbs": _crumbs(imported.file_name),
    }
    return render(request, "studies/import_codes.html", context)
