"""The same for several learners of a group: words to them, one order about them, codes to log in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.bulk import Outcome, picked, rehearsed
from opora.people.access import ActorRequest, allow, may_give_accounts
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import DRAFT_ORDERS, ENROLLERS, may_enrol
from ..forms.several import KindForm, WordsForm
from ..models import Enrolment, Group


def bulk_acts(request: ActorRequest, group: Group) -> list[dict[str, str]]:
    """What this actor may do to the marked learners of the group."""
    acts = []
    if may_enrol(request.actor, group):
        url = reverse("studies:tell_several", args=[group.pk])
        acts.append({"url": url, "icon": "message-2", "words": _("Сообщить")})
        if request.actor.role in DRAFT_ORDERS and not group.merged_into_id:
            url = reverse("studies:order_several", args=[group.pk])
            acts.append({"url": url, "icon": "gavel", "words": _("Подготовить приказ")})
    if may_give_accounts(request.actor):
        acts.append({"url": reverse("people:codes"), "icon": "key", "words": _("Выдать коды")})
    return acts


def _own_group(request: ActorRequest, pk: int) -> Group:
    group = get_object_or_404(queries.groups_for(request.actor), pk=pk)
    if not may_enrol(request.actor, group):
        raise PermissionDenied(_("Это делает куратор группы."))
    return group


def _marked(request: ActorRequest, group: Group) -> list[Enrolment]:
    rows = group.enrolments.filter(learner__in=picked(request.POST.getlist("pick")))
    return list(rows.select_related("learner").order_by("learner__search_name", "learner_id"))


@require_POST
@allow(ENROLLERS)
def tell(request: ActorRequest, pk: int) -> HttpResponse:
    """Who will be told is seen first, then the words go."""
    group = _own_group(request, pk)
    outcomes = rehearsed(_marked(request, group), actions.may_be_told)
    form = WordsForm(request.POST if "sure" in request.POST else None)
    if form.is_bound and form.is_valid():
        chosen = [one.item.learner_id for one in outcomes if not one.refused]
        told = actions.tell_learners(group, chosen, words=form.cleaned_data["words"], by=request.actor.person)
        messages.success(request, _("Сообщение отправлено: {n}.").format(n=told))
        return redirect("studies:group", pk=pk)
    return _page(
        request, group, outcomes, form,
        title=_("Сообщить слушателям"),
        lead=_("Придёт в кабинет и на почту. Одни и те же слова в один день приходят один раз."),
        button=_("Отправить"),
    )  # fmt: skip


@require_POST
@allow(DRAFT_ORDERS)
def order(request: ActorRequest, pk: int) -> HttpResponse:
    """One draft of an order about the marked ones; whom such an order cannot name is left out in words."""
    group = _own_group(request, pk)
    outcomes = rehearsed(_marked(request, group), lambda _enrolment: None)
    form = KindForm(request.POST if "sure" in request.POST else None)
    if form.is_bound and form.is_valid():
        drafted = actions.draft_order(form.cleaned_data["kind"], group, by=request.actor.person)
        offered = queries.candidates(drafted, "", home_day())
        marked = [str(one.item.learner_id) for one in outcomes]
        chosen = queries.known_ids(offered, marked)
        actions.set_order_learners(drafted, chosen)
        if left := [one.item.learner.short_name for one in outcomes if one.item.learner_id not in chosen]:
            words = _("Не вошли, такой приказ о них не издать: {names}.").format(names=", ".join(left))
            messages.warning(request, words)
        return redirect("studies:order", pk=drafted.pk)
    return _page(
        request, group, outcomes, form,
        title=_("Подготовить приказ"),
        lead=_("Получится проект приказа об отмеченных. Дальше он идёт на согласование и подпись."),
        button=_("Подготовить проект"),
    )  # fmt: skip


def _page(
    request: ActorRequest, group: Group, outcomes: list[Outcome[Enrolment]], form: forms.Form, **words: str
) -> HttpResponse:
    rows = [_row(outcome) for outcome in outcomes]
    context = {
        **words,
        "form": form,
        "rows": rows,
        "good": [row for row in rows if not row["refused"]],
        "bad": [row for row in rows if row["refused"]],
        "back": reverse("studies:group", args=[group.pk]),
    }
    return render(request, "bulk.html", context, status=422 if form.errors else 200)


def _row(outcome: Outcome[Enrolment]) -> dict[str, Any]:
    enrolment = outcome.item
    return {
        "pk": enrolment.learner_id,
        "title": enrolment.learner.full_name,
        "words": enrolment.get_state_display(),
        "refused": founded(outcome.refused) if outcome.refused else None,
    }
