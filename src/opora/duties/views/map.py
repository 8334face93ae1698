"""The map of responsibility: the uncovered first, who answers for the rest and what shows it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow, open_to
from opora.people.models import Person, Role
from opora.people.queries import home_day, staff_on
from opora.regulations.middleware import founded
from opora.regulations.queries import Show, next_order_number, orders_shown

from .. import actions
from ..access import EDITORS, READERS
from ..forms import AssignForm, BindForm, DutyForm
from ..models import Assignment
from ..queries import Evidence, Known, duties, duty, lines_for_page

Form = AssignForm | BindForm | DutyForm
ORDERS = 20


@require_GET
@allow(READERS)
def listing(request: ActorRequest) -> HttpResponse:
    """Duty ↔ clause ↔ person by order ↔ term ↔ deputy ↔ live evidence."""
    on, role = home_day(), request.actor.role
    lines = lines_for_page(on)
    edits = role in EDITORS
    context = {
        "rows": [(line, address_for(line.evidence, role)) for line in lines],
        "gaps": sum(bool(line.gap) for line in lines),
        "superiors": sorted(
            {
                (owner.person.short_name, owner.superior)
                for line in lines
                for owner in line.owners
                if owner.superior
            }
        ),
        "orders": orders_shown(Show.OPEN)[:ORDERS],
        "today": on,
        "may_edit": edits,
        "closed": [one for one in duties(closed=True).values() if one.closed] if edits else [],
        "bulk_acts": [
            {"url": reverse("duties:assign"), "icon": "gavel", "words": _("Назначить приказом")},
            {"url": reverse("duties:bind"), "icon": "link", "words": _("Привязать к пункту акта")},
        ]
        if edits
        else [],
    }
    return render(request, "duties/map.html", context)


def address_for(evidence: Evidence | None, role: Role) -> str:
    """The page behind the figure, for those whom it lets in."""
    known = open_to(evidence.page) if evidence else None
    if evidence is None or known is None or role not in known[1]:
        return ""
    return f"{known[0]}?{evidence.query}" if evidence.query else known[0]


def _picked(request: ActorRequest) -> list[Known]:
    known = duties()
    return [known[code] for code in dict.fromkeys(request.POST.getlist("pick")) if code in known]


def _many(
    request: ActorRequest, form: Form, done: Callable[[list[str]], None], **context: Any
) -> HttpResponse:
    """A form for the duties marked; the first request only shows it."""
    marked = _picked(request)
    shown = {"form": form, "marked": marked, "back": reverse("duties:map"), **context}
    if "sure" not in request.POST or not marked:
        return render(request, "duties/several.html", shown)
    if not form.is_valid():
        return render(request, "duties/several.html", shown, status=422)
    try:
        done([one.code for one in marked])
    except Refused as refused:
        return render(request, "duties/several.html", {**shown, "refused": founded(refused)}, status=422)
    return redirect("duties:map")


@require_POST
@allow(EDITORS)
def assign(request: ActorRequest) -> HttpResponse:
    """Who answers for the duties marked, by which order, from when till when."""
    on = home_day()
    form = AssignForm(
        request.POST if "sure" in request.POST else None,
        workers=workers(),
        initial={"number": next_order_number(on.year), "on": on, "valid_from": on},
    )

    def done(codes: list[str]) -> None:
        data = form.cleaned_data
        actions.assign(
            codes,
            person=data["person"],
            order=actions.ByOrder(data["number"], data["on"]),
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            deputy=data["deputy"],
        )
        messages.success(request, _("Назначение внесено: {name}.").format(name=data["person"].short_name))

    return _many(request, form, done, title=_("Назначить приказом"), button=_("Назначить"))


@require_POST
@allow(EDITORS)
def bind(request: ActorRequest) -> HttpResponse:
    """The clause of the centre's own act that lays these duties."""
    form = BindForm(request.POST if "sure" in request.POST else None)

    def done(codes: list[str]) -> None:
        actions.bind(codes, **form.cleaned_data)
        messages.success(request, _("Пункт назван."))

    return _many(request, form, done, title=_("Привязать к пункту акта"), button=_("Привязать"))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(EDITORS)
def new(request: ActorRequest) -> HttpResponse:
    return _one(request, None, _("Новая обязанность"))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(EDITORS)
def change(request: ActorRequest, code: str) -> HttpResponse:
    known = duty(code)
    if known is None:
        raise Http404
    return _one(request, known, _("Обязанность"))


def _one(request: ActorRequest, known: Known | None, title: str) -> HttpResponse:
    names = ("words", "act", "clause", "role", "evidence", "proof")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = DutyForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {
        "form": form,
        "title": title,
        "known": known,
        "back": reverse("duties:map"),
        "crumbs": [{"title": _("Карта ответственности"), "url": reverse("duties:map")}, {"title": title}],
    }
    if request.method != "POST":
        return render(request, "duties/duty.html", context)
    if not form.is_valid():
        return render(request, "duties/duty.html", context, status=422)
    try:
        actions.keep_duty(known, **form.cleaned_data)
    except Refused as refused:
        return render(request, "duties/duty.html", {**context, "refused": founded(refused)}, status=422)
    messages.success(request, _("Сохранено."))
    return redirect("duties:map")


@require_POST
@allow(EDITORS)
def close(request: ActorRequest, code: str) -> HttpResponse:
    """Off the map; «Вернуть» keeps it again."""
    known = duty(code)
    if known is None:
        raise Http404
    actions.close_duty(known)
    messages.success(request, _("Обязанность снята с карты. Вернуть её можно внизу страницы."))
    return redirect("duties:map")


@require_POST
@allow(EDITORS)
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """The worker answers no longer, from today."""
    row = get_object_or_404(Assignment.objects.select_related("person"), pk=pk)
    actions.end_assignment(row)
    messages.success(request, _("Назначение закончено: {name}.").format(name=row.person.short_name))
    return redirect("duties:map")


def workers() -> Any:
    return Person.objects.filter(pk__in=staff_on(home_day()).values("person")).order_by("search_name", "pk")
