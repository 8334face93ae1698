"""The register of means of communication: the specialist keeps it, staff who draft the график read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.regulations.middleware import founded

from . import actions, queries
from .forms import MeansForm, StateForm
from .models import CommunicationMeans

READERS = frozenset({Role.SPECIALIST, Role.DEPUTY, Role.DIRECTOR, Role.AUDITOR})
TONES = {"allowed": "success", "warn": "warning", "forbidden": "danger", "closed": ""}


@allow(READERS)
def list_means(request: ActorRequest) -> HttpResponse:
    means = list(queries.register())
    context = {
        "rows": [(one, TONES[one.state]) for one in means],
        "may_edit": request.actor.role is Role.SPECIALIST,
    }
    return render(request, "channels/list.html", context)


@allow(Role.SPECIALIST)
def add(request: ActorRequest) -> HttpResponse:
    form = MeansForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "title": _("Новое средство коммуникации")}
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["state_since"] = values.pop("since")
        try:
            means = actions.add_means(**values)
        except Refused as refused:
            return render(request, "channels/form.html", context | {"refused": founded(refused)}, status=422)
        messages.success(request, _("Средство «{title}» добавлено.").format(title=means.title))
        return redirect("channels:list")
    return render(request, "channels/form.html", context, status=422 if form.errors else 200)


@allow(Role.SPECIALIST)
def change(request: ActorRequest, pk: int) -> HttpResponse:
    means = get_object_or_404(queries.register(), pk=pk)
    form = StateForm(request.POST or None, initial=_values(means))
    if request.method == "POST" and form.is_valid():
        actions.change_means_state(means, **form.cleaned_data)
        messages.success(request, _("Состояние изменено: «{title}».").format(title=means.title))
        return redirect("channels:list")
    context = {"form": form, "title": means.title, "means": means}
    return render(request, "channels/form.html", context, status=422 if form.errors else 200)


def _values(means: CommunicationMeans) -> dict[str, Any]:
    return {"state": means.state, "since": means.state_since, "note": means.note}
