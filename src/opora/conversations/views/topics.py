"""Topics: opened by a message, resolved, opened again, written down as a consultation."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.consultations.access import ANSWERERS
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import access, actions, rules
from ..forms import RecordForm
from ..models import Topic
from ..queries import topics
from ..queries.registering import topic_proposal
from .common import chat_of, message_of, url_of


@require_POST
@allow(access.TALKERS)
def open_topic(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    found = message_of(request, pk, seq)
    topic = actions.open_topic(found, by=request.actor.person, title=request.POST.get("title", ""))
    return redirect(url_of(found.conversation, topic=topic))


def _topic(request: ActorRequest, pk: int, topic: int) -> Topic:
    return get_object_or_404(topics.topics_of(chat_of(request, pk)), pk=topic)


@require_POST
@allow(access.TALKERS)
def resolve(request: ActorRequest, pk: int, topic: int) -> HttpResponse:
    """Resolved; ``off`` opens it again."""
    found = _topic(request, pk, topic)
    if not access.may_lead_topics(request.actor, found):
        raise PermissionDenied(_("Тему решает работник или тот, кто её открыл."))
    if "off" in request.POST:
        actions.reopen(found)
    else:
        actions.resolve(found, by=request.actor.person)
    return redirect(url_of(found.conversation, topic=found))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANSWERERS)
def register(request: ActorRequest, pk: int, topic: int) -> HttpResponse:
    """The whole topic as one consultation: who, what and how long are proposed from the exchange."""
    found, by = _topic(request, pk, topic), request.actor.person
    if not access.may_register_topic(request.actor, found):
        raise PermissionDenied(_("Консультацию оформляет преподаватель дисциплины."))
    proposed, learners, runs = topic_proposal(found, by)
    form = RecordForm(request.POST or None, runs=runs, learners=learners, initial=asdict(proposed))
    context: dict[str, Any] = {
        "form": form,
        "topic": found,
        "back": url_of(found.conversation, topic=found),
    }
    try:
        enforce(rules.question_is_of_own_learner(runs))
        if request.method != "POST" or not form.is_valid():
            return render(request, "conversations/register.html", context, status=422 if form.errors else 200)
        data = dict(form.cleaned_data)
        chosen = list(data.pop("learners"))
        made = actions.register_topic(found, by=by, record=actions.Record(**data), learners=chosen)
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "conversations/register.html", context, status=422)
    notes.success(
        request, _("Консультация оформлена. В учёт записано {n} мин.").format(n=form.cleaned_data["minutes"])
    )
    return redirect("consultations:thread", pk=made[0].thread_id)
