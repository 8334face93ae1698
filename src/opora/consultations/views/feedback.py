"""«Помогла ли консультация?»: one press, of a meeting or of a closed question (S1-4.1)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Person, Role

from .. import access, actions
from ..forms import FeedbackForm
from ..models import Booking, Thread
from ..queries.sessions import booking_of_side, learners_of
from ..queries.threads import seen_threads
from .card import card
from .common import back, session_for
from .threads import page_of_thread


@require_POST
@allow(access.LEARNING)
def feedback(request: ActorRequest, pk: int) -> HttpResponse:
    """Of a meeting, by its learner or his representative."""
    found = booking_of_side(pk, [learner.pk for learner in learners_of(request.actor)])
    if not found:
        raise Http404
    booking = found[0]
    form = FeedbackForm(request.POST)
    refused = _said(request, booking, form)
    if refused or not form.is_valid():
        one = session_for(request.actor, booking.session_id)
        return card(request, one, refused=refused, feedback_form=form)
    if form.cleaned_data["wants_more"]:
        return _to_another(request, booking.learner)
    return back(request, booking.session, _ward(request, booking.learner))


@require_POST
@allow(access.LEARNING)
def feedback_thread(request: ActorRequest, pk: int) -> HttpResponse:
    """Of a closed question, by whose question it was."""
    learners = learners_of(request.actor)
    one = get_object_or_404(seen_threads(request.actor).filter(learner__in=learners), pk=pk)
    form = FeedbackForm(request.POST)
    refused = _said(request, one, form)
    if refused or not form.is_valid():
        return page_of_thread(request, one, refused=refused, feedback_form=form)
    if form.cleaned_data["wants_more"]:
        return _to_another(request, one.learner)
    return redirect("consultations:thread", pk=pk)


def _said(request: ActorRequest, about: Booking | Thread, form: FeedbackForm) -> Refused | None:
    """Keep the answer; what is against it, for the same page with what was typed."""
    if not form.is_valid():
        return None
    data: dict[str, Any] = form.cleaned_data
    try:
        actions.give_feedback(about, opinion=actions.Opinion(**data), by=request.actor.person)
    except Refused as refused:
        return refused
    messages.success(request, _("Спасибо, ответ записан."))
    return None


def _to_another(request: ActorRequest, learner: Person) -> HttpResponse:
    """Who needs another meeting chooses its time, or asks for one outside the график."""
    ward = _ward(request, learner)
    messages.info(request, _("Выберите время. Нет подходящего — попросите о встрече."))
    address = reverse("consultations:week")
    return redirect(f"{address}?ward={ward.pk}" if ward else address)


def _ward(request: ActorRequest, learner: Person) -> Person | None:
    return learner if request.actor.role is Role.REPRESENTATIVE else None
