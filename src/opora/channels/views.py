"""The register of means of communication: the specialist keeps it, staff who draft the график read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import home_day, organisation
from opora.regulations.middleware import founded

from . import actions, queries
from .forms import CardForm, MeansForm, StateForm, card_values

READERS = frozenset({Role.SPECIALIST, Role.DEPUTY, Role.DIRECTOR, Role.AUDITOR})
TONES = {"allowed": "success", "warn": "warning", "forbidden": "danger", "closed": ""}


@allow(READERS)
def list_means(request: ActorRequest) -> HttpResponse:
    day, sector = home_day(), organisation().sector
    rows = [(one, one.standing_on(day)) for one in queries.register()]
    may_edit = request.actor.role is Role.SPECIALIST
    context = {
        "rows": [(one, standing, TONES[standing.state]) for one, standing in rows],
        "day": day,
        "may_edit": may_edit,
        "offers": len(queries.offers(sector, day)) if may_edit else 0,
    }
    return render(request, "channels/list.html", context)


@allow(READERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """One means: how it stands, how it stood before, what is decided ahead."""
    means = get_object_or_404(queries.register(), pk=pk)
    day = home_day()
    standing = means.standing_on(day)
    context = {
        "means": means,
        "standing": standing,
        "tone": TONES[standing.state],
        "planned": means.next_since is not None and means.next_since > day,
        "statuses": [(one, TONES[one.state]) for one in queries.statuses_of(means)],
        "may_edit": request.actor.role is Role.SPECIALIST,
    }
    return render(request, "channels/show.html", context)


@allow(Role.SPECIALIST)
def add(request: ActorRequest) -> HttpResponse:
    form = MeansForm(request.POST or None, initial={"personal_data": True})
    context: dict[str, Any] = {"form": form, "title": _("Новое средство коммуникации")}
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["state_since"] = values.pop("since")
        try:
            means = actions.add_means(**values, by=request.actor.person)
        except Refused as refused:
            return render(request, "channels/form.html", context | {"refused": founded(refused)}, status=422)
        messages.success(request, _("Средство «{title}» добавлено.").format(title=means.title))
        return redirect("channels:list")
    return render(request, "channels/form.html", context, status=422 if form.errors else 200)


@allow(Role.SPECIALIST)
def card(request: ActorRequest, pk: int) -> HttpResponse:
    means = get_object_or_404(queries.register(), pk=pk)
    form = CardForm(request.POST or None, initial=card_values(means), but=means)
    context: dict[str, Any] = {"form": form, "title": means.title, "means": means}
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_card(means, form.card())
        except Refused as refused:
            return render(request, "channels/form.html", context | {"refused": founded(refused)}, status=422)
        messages.success(request, _("Сохранено."))
        return redirect("channels:show", pk=pk)
    return render(request, "channels/form.html", context, status=422 if form.errors else 200)


@allow(Role.SPECIALIST)
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Another state, from today or from a day ahead; after a ban, on to what still names it."""
    means = get_object_or_404(queries.register(), pk=pk)
    form = StateForm(request.POST or None, initial={"state": means.standing_on(home_day()).state})
    context: dict[str, Any] = {"form": form, "title": means.title, "means": means}
    if request.method == "POST" and form.is_valid():
        try:
            means = actions.change_means_state(means, **form.cleaned_data, by=request.actor.person)
        except Refused as refused:
            return render(request, "channels/form.html", context | {"refused": founded(refused)}, status=422)
        messages.success(request, _("Состояние изменено: «{title}».").format(title=means.title))
        barred = form.cleaned_data["state"] in ("forbidden", "closed")
        return redirect("consultations:means" if barred else "channels:show", pk=pk)
    return render(request, "channels/form.html", context, status=422 if form.errors else 200)


@require_POST
@allow(Role.SPECIALIST)
def call_off(request: ActorRequest, pk: int) -> HttpResponse:
    actions.call_off_change(get_object_or_404(queries.register(), pk=pk))
    messages.success(request, _("Назначенная перемена отменена."))
    return redirect("channels:show", pk=pk)


@require_POST
@allow(Role.SPECIALIST)
def checked(request: ActorRequest, pk: int) -> HttpResponse:
    actions.mark_checked(get_object_or_404(queries.register(), pk=pk))
    messages.success(request, _("Отмечено: сегодня проверено."))
    return redirect("channels:show", pk=pk)


@allow(Role.SPECIALIST)
def sample(request: ActorRequest) -> HttpResponse:
    """What the sample offers beyond the register: shown with its reasons, taken by what is marked."""
    centre = organisation()
    if request.method == "POST":
        n = actions.take_sample(request.POST.getlist("pick"), sector=centre.sector, by=request.actor.person)
        messages.success(request, _("По образцу добавлено и изменено: {n}.").format(n=n))
        return redirect("channels:list")
    day = home_day()
    rows = []
    for offer in queries.offers(centre.sector, day):
        standing = offer.way.standing(centre.sector)
        held = offer.means.standing_on(day) if offer.means else None
        rows.append((offer, standing, TONES[standing.state], held, TONES[held.state] if held else ""))
    context = {"rows": rows, "centre": centre}
    return render(request, "channels/sample.html", context)
