"""One edition: state and next step, text by pages, bindings, what it changed, the signed paper."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opora.files.access import as_download
from opora.people.access import ActorRequest, allow
from opora.people.models import Person, Role
from opora.people.queries import home_day, staff_on

from ..access import APPROVERS, EDITORS, READERS
from ..actions.approval import CONTROL_DAYS
from ..forms import ApproveForm, OriginalForm, ProtocolForm
from ..models import ActEdition, BodyDecision, Provision
from ..provisions import STAMP, TOPICS
from ..queries import (
    CLAUSES_ON_PAGE,
    Standing,
    bound_to,
    clauses_of,
    differences,
    edition_for,
    founded_rules,
    in_force,
    next_order_number,
    page_of,
    rulebook,
    rules_without_clause,
    standing_of,
    suggested_circle,
)
from .form_page import crumbs_of

CHANGES_ON_PAGE = 50
State = ActEdition.State


def workers() -> QuerySet[Person]:
    """Who works in the centre today, by name."""
    return Person.objects.filter(pk__in=staff_on(home_day()).values("person")).order_by("search_name", "pk")


def found(pk: int) -> ActEdition:
    return get_object_or_404(edition_for(pk))


@require_safe
@allow(READERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    return shown(request, found(pk))


def approve_form(edition: ActEdition, data: Any = None) -> ApproveForm:
    day = home_day()
    return ApproveForm(
        data,
        by_stamp=STAMP in in_force(Provision.ACT_APPROVAL_PATH, day),
        at_once=in_force(Provision.EDITION_EFFECT, day) == "on_approval",
        workers=workers(),
        initial={
            "number": next_order_number(day.year),
            "on": day,
            "control_due": max(edition.effective_from, day) + CONTROL_DAYS,
            "effective_from": max(edition.effective_from, day),
            "concerns": suggested_circle(edition) if edition.state == State.ON_APPROVAL else [],
        },
    )


def shown(request: ActorRequest, edition: ActEdition, **more: Any) -> HttpResponse:
    """The page of an edition; ``more`` is a form that came back with its refusal (422)."""
    role, day = request.actor.role, home_day()
    standing = standing_of(edition, day)
    decisions = list(edition.decisions.all())
    waiting = next((row for row in decisions if not row.decision), None)
    edits = role in EDITORS
    page = request.GET.get("page") or page_of(edition, request.GET.get("clause", ""))
    approved = edition.state == State.APPROVED
    context = {
        "edition": edition,
        "standing": standing,
        "steps": _steps(edition, decisions, standing),
        "page": Paginator(clauses_of(edition), CLAUSES_ON_PAGE).get_page(page),
        "bound": bound_to(edition),
        "decisions": decisions,
        "asked": waiting if edits and edition.state == State.ON_AGREEMENT else None,
        "protocol_form": ProtocolForm(initial={"date": day}),
        "writes": edits and edition.state == State.DRAFT,
        "may_take_back": (edits or role in APPROVERS)
        and edition.state in (State.ON_AGREEMENT, State.ON_APPROVAL),
        "approve_form": approve_form(edition) if role in APPROVERS and not approved else None,
        "ready": edition.state == State.ON_APPROVAL,
        "attach_form": OriginalForm() if edits and approved and not edition.original_id else None,
        "may_revoke": role in APPROVERS and standing in (Standing.IN_FORCE, Standing.UPCOMING),
        "concerned": [Role(role).label for role in edition.concerns],
        "may_ask": (edits or role in APPROVERS) and standing in (Standing.IN_FORCE, Standing.UPCOMING),
        "may_renew": edits and approved,
        "by_order": is_by_order(edition),
        "replaced": edition.replaced.all() if edits and edition.state == State.DRAFT else (),
        "crumbs": crumbs_of(edition),
    }
    return render(request, "regulations/edition.html", context | more, status=422 if more else 200)


def is_by_order(edition: ActEdition) -> bool:
    """Approved, or to be approved, by an order and not by the stamp «УТВЕРЖДАЮ»."""
    if edition.state == State.APPROVED:
        return edition.order is not None
    return STAMP not in in_force(Provision.ACT_APPROVAL_PATH, home_day())


def _steps(edition: ActEdition, decisions: list[BodyDecision], standing: Standing) -> list[dict[str, Any]]:
    approved, draft = edition.state == State.APPROVED, edition.state == State.DRAFT
    steps: list[dict[str, Any]] = [
        {"title": _("Проект"), "words": "", "state": "current" if draft else "done"}
    ]
    current_given = False
    for row in decisions if not draft else ():
        words = (
            _("протокол № {number} от {day}").format(number=row.protocol, day=row.date.strftime("%d.%m.%Y"))
            if row.date
            else _("ждём протокол")
        )
        state = "done" if row.decision else "next" if current_given else "current"
        current_given = current_given or state == "current"
        steps.append({"title": row.get_body_display().capitalize(), "words": words, "state": state})
    ready = edition.state == State.ON_APPROVAL
    steps.append(
        {
            "title": _("Утверждение"),
            "words": _approved_words(edition),
            "state": "done" if approved else "current" if ready else "next",
        }
    )
    steps.append(_last_step(edition, standing))
    return steps


def _approved_words(edition: ActEdition) -> str:
    if edition.order:
        return _("приказ № {number} от {day}").format(
            number=edition.order.number, day=edition.order.date.strftime("%d.%m.%Y")
        )
    if edition.stamped_on:
        return _("гриф «УТВЕРЖДАЮ»: {who}").format(who=edition.stamp_words)
    return ""


def _last_step(edition: ActEdition, standing: Standing) -> dict[str, Any]:
    since = edition.effective_from.strftime("%d.%m.%Y")
    if standing is Standing.REVOKED and edition.revoked_from:
        words = _("отменена с {day}").format(day=edition.revoked_from.strftime("%d.%m.%Y"))
        return {"title": _("Не действует"), "words": words, "state": "done"}
    if standing is Standing.SUPERSEDED:
        return {
            "title": _("Утратила силу"),
            "words": _("действовала с {day}").format(day=since),
            "state": "done",
        }
    done = standing is Standing.IN_FORCE
    words = _("с {day}").format(day=since)
    return {
        "title": _("Действует"),
        "words": words,
        "state": "done" if done else "current" if standing is Standing.UPCOMING else "next",
    }


@require_safe
@allow(READERS)
def changes(request: ActorRequest, pk: int) -> HttpResponse:
    """Against the edition it was written from, or the one asked for by ``with``."""
    edition = found(pk)
    others = edition.act.editions.exclude(pk=pk).order_by("-effective_from", "-id")
    wanted = request.GET.get("with", "")
    old = others.filter(number=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 6 else None
    old = old or edition.based_on or others.filter(effective_from__lt=edition.effective_from).first()
    if old is None:
        raise Http404(_("Сравнивать не с чем."))
    context = {
        "edition": edition,
        "old": old,
        "others": others,
        "page": Paginator(differences(old, edition), CHANGES_ON_PAGE).get_page(request.GET.get("page")),
        "crumbs": crumbs_of(edition, {"title": _("Что изменилось")}),
    }
    return render(request, "regulations/changes.html", context)


@require_safe
@allow(READERS)
def bindings(request: ActorRequest, pk: int) -> HttpResponse:
    """Which clause sets each provision and founds each rule of this edition."""
    edition = found(pk)
    context = {
        "edition": edition,
        "topics": [(TOPICS[topic], lines) for topic, lines in rulebook(edition).items()],
        "founded": founded_rules(edition),
        "uncovered": rules_without_clause(edition),
        "writes": request.actor.role in EDITORS and edition.state == State.DRAFT,
        "crumbs": crumbs_of(edition, {"title": _("Привязки")}),
    }
    return render(request, "regulations/bindings.html", context)


@require_safe
@allow(READERS)
def original(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The signed paper as it was attached."""
    edition = found(pk)
    if edition.original is None:
        raise Http404
    return as_download(edition.original)
