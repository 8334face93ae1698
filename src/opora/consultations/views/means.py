"""Where a means of communication is named, and its replacement everywhere ahead at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from opora.channels.models import CommunicationMeans
from opora.channels.queries import choosable, clauses_naming, register
from opora.kernel.bulk import picked
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.schedule.queries import EDITORS

from ..actions import replace_means, undo_replacement
from ..models import MeansReplacement
from ..queries.means import editions_naming, judged, last_replacement, seats_of, sessions_naming

READERS = EDITORS | {Role.DIRECTOR, Role.AUDITOR}
SHOWN = 20


class ReplaceForm(forms.Form):
    new = forms.ModelChoiceField(
        label=gettext_lazy("Чем заменить"),
        queryset=CommunicationMeans.objects.none(),
        empty_label=gettext_lazy("выберите"),
    )

    def __init__(self, *args: Any, old: CommunicationMeans, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["new"]
        field.queryset = choosable().exclude(pk=old.pk)


@require_GET
@allow(READERS)
def means(request: ActorRequest, pk: int) -> HttpResponse:
    """Acts, editions of the график and planned meetings that name it."""
    old = get_object_or_404(register(), pk=pk)
    form = ReplaceForm(old=old, initial={"new": old.replaced_by_id})
    return render(request, "consultations/means.html", _context(request, old, form))


@require_POST
@allow(EDITORS)
def means_replace(request: ActorRequest, pk: int) -> HttpResponse:
    """First what will change and for whom, then, with «sure», the change itself."""
    old = get_object_or_404(register(), pk=pk)
    form = ReplaceForm(request.POST, old=old)
    context = _context(request, old, form)
    if not form.is_valid():
        return render(request, "consultations/means.html", context, status=422)
    new: CommunicationMeans = form.cleaned_data["new"]
    schedules, with_sessions = picked(request.POST.getlist("pick")), "sessions" in request.POST
    if "sure" not in request.POST:
        good, bad = judged(sessions_naming(old, context["since"]), old, new) if with_sessions else ([], [])
        context |= {
            "new": new,
            "editions": [one for one in context["editions"] if one.schedule.pk in schedules],
            "with_sessions": with_sessions,
            "good": len(good),
            "seats": seats_of(good),
            "bad": bad,
        }
        return render(request, "consultations/means_preview.html", context)
    try:
        done = replace_means(old, new, schedules=schedules, sessions=with_sessions, by=request.actor.person)
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "consultations/means.html", context, status=422)
    messages.success(
        request,
        _("Заменено. Строк: {lines}, консультаций: {sessions}.").format(
            lines=done.lines, sessions=done.sessions
        ),
        extra_tags=reverse("consultations:means_undo", kwargs={"pk": done.pk}),
    )
    return redirect("consultations:means", pk=pk)


@require_POST
@allow(EDITORS)
def means_undo(request: ActorRequest, pk: int) -> HttpResponse:
    replacement = get_object_or_404(MeansReplacement, pk=pk)
    undo_replacement(replacement, by=request.actor.person)
    messages.success(request, _("Возвращено, как было."))
    return redirect("consultations:means", pk=replacement.old_id)


def _context(request: ActorRequest, old: CommunicationMeans, form: ReplaceForm) -> dict[str, Any]:
    day = home_day()
    since = old.barred_from(day)
    sessions = sessions_naming(old, since)
    return {
        "means": old,
        "standing": old.standing_on(day),
        "acts": clauses_naming(old, day),
        "editions": editions_naming(old, since),
        "since": since,
        "ahead": since > day,
        "sessions": list(sessions[:SHOWN]),
        "session_count": sessions.count(),
        "form": form,
        "may_replace": request.actor.role in EDITORS,
        "last": last_replacement(old),
    }
