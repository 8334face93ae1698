"""An appeal about a discipline is marked with it: the radar of topics hears it (S1-3.5)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.people.access import STAFF, ActorRequest, allow
from opora.progress.actions import mark_appeal

from ..forms.appeals import MarkForm
from ..queries import appeals as queries
from ..queries.marking import marked, runs_to_mark
from .handling import page_of_appeal


@require_POST
@allow(STAFF)
def mark(request: ActorRequest, pk: int) -> HttpResponse:
    """By who answers it, also after the answer; without a discipline the mark is taken off."""
    found = get_object_or_404(queries.answered_by(request.actor).filter(joined_to=None), pk=pk)
    form = MarkForm(request.POST, runs=runs_to_mark(found), auto_id="mark_%s")
    if not form.is_valid():
        return page_of_appeal(request, found, status=422, mark_form=form)
    kept = mark_appeal(marked(found), by=request.actor.person, **form.cleaned_data)
    words = _("Преподаватель увидит обращение среди тем.") if kept else _("Отметка снята.")
    messages.success(request, words)
    return redirect("website:appeal", pk=pk)
