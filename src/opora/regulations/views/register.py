"""The register of acts, a new act or draft; what the order in force permits and demands."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day, organisation

from .. import actions
from ..access import EDITORS, READERS
from ..forms import EMPTY, SAMPLES, ActForm, DraftForm
from ..presets import Preset, load_preset
from ..provisions import TOPICS
from ..queries import (
    HELP_ACT,
    State,
    acts,
    acts_with_standing,
    edition_in_force,
    rulebook,
    rules_without_clause,
)
from ..writing.cases import declined
from .editions import workers
from .form_page import crumbs, form_page


@require_safe
@allow(READERS)
def register(request: ActorRequest) -> HttpResponse:
    """Acts with all their editions: which is in force, since when, by what order (ACT-02, ACT-03)."""
    rows = [
        (act, editions, bool(editions) and editions[0][0].state != "approved")
        for act, editions in acts_with_standing(home_day())
    ]
    context = {"rows": rows, "may_edit": request.actor.role in EDITORS}
    return render(request, "regulations/list.html", context)


@require_safe
@allow(READERS)
def rules(request: ActorRequest) -> HttpResponse:
    """Provision ↔ clause ↔ where it acts in the system, and what no clause covers."""
    edition = edition_in_force(home_day())
    book = rulebook(edition)
    lines = [line for topic in book.values() for line in topic]
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in list(State) else ""
    asked = request.GET.get("rule", "")
    chosen = _chosen(asked, lines)
    context: dict[str, Any] = {
        "edition": edition,
        "act": edition.act if edition else acts().filter(code=HELP_ACT).first(),
        "topics": [
            (TOPICS[topic], [line for line in rows if not wanted or line.state == wanted])
            for topic, rows in book.items()
        ],
        "wanted": wanted,
        "all": len(lines),
        "counts": {state.value: sum(line.state is state for line in lines) for state in State},
        "asked": asked,
        "chosen": chosen,
        "around": _around(chosen),
        "uncovered": rules_without_clause(edition),
        "may_edit": request.actor.role in EDITORS,
    }
    return render(request, "regulations/rules.html", context)


def _chosen(key: str, lines: list[Any]) -> Any:
    asked = next((line for line in lines if line.provision.value == key), None)
    return asked or next((line for line in lines if line.clause), None)


def _around(line: Any) -> Any:
    """The clause with its neighbours, so that it is read in its place."""
    if line is None or line.clause is None:
        return []
    place = line.clause.position
    return line.clause.edition.clauses.filter(position__range=(place - 1, place + 1))


@allow(EDITORS)
def new_act(request: ActorRequest) -> HttpResponse:
    def create(form: ActForm) -> HttpResponse:
        act = actions.register_act(**form.cleaned_data)
        return redirect("regulations:draft", code=act.code)

    return form_page(
        request,
        ActForm(request.POST if request.method == "POST" else None, workers=workers()),
        create,
        title=_("Новый локальный акт"),
        button=_("Дальше: проект редакции"),
        back=reverse("regulations:list"),
        crumbs=crumbs({"title": _("Новый акт")}),
    )


@allow(EDITORS)
def new_draft(request: ActorRequest, code: str) -> HttpResponse:
    act = get_object_or_404(acts(), code=code)

    def create(form: DraftForm) -> HttpResponse:
        begin = form.cleaned_data["begin"]
        draft = actions.start_draft(
            act,
            effective_from=form.cleaned_data["effective_from"],
            empty=begin == EMPTY,
            sample=_sample(begin),
        )
        target = "regulations:edition" if draft.clauses.exists() else "regulations:text"
        return redirect(target, pk=draft.pk)

    return form_page(
        request,
        DraftForm(request.POST if request.method == "POST" else None),
        create,
        title=_("Новая редакция"),
        lead=act.title,
        button=_("Начать проект"),
        back=reverse("regulations:list"),
        crumbs=crumbs({"title": act.short_title}),
    )


def _sample(code: str) -> Preset | None:
    if code not in dict(SAMPLES):
        return None
    return load_preset(code, organisation_genitive=declined(organisation().full_name))
