"""«О чём провести консультацию»: proposals, their evidence, decisions (S0-5.3b, S1-3.5)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.consultations.models import Session
from opora.kernel.errors import Refused
from opora.kernel.times import format_when
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.regulations.queries import basis_of
from opora.studies.models import GroupPart

from .. import access, actions
from ..models import TopicDecision
from ..queries import proposals
from ..queries import radar as queries
from ..queries.help import runs_for
from ..queries.sessions import sessions_ahead

SHOWN_TOPICS, SHOWN_RUNS = 3, 100
FOUNDED_ON = "CON-04"


@require_GET
@allow(access.KEEPERS)
def topics(request: ActorRequest) -> HttpResponse:
    """Disciplines studied now with their first topics; ``?session=`` leaves those it serves."""
    on = home_day()
    runs = runs_for(request.actor, on)
    session = _session(request)
    if session:
        runs = runs.filter(group__in=session.groups.all()) if session.groups.exists() else runs
        if session.parts.exists():
            runs = runs.filter(part__in=session.parts.all())
    found = queries.radars(list(runs[:SHOWN_RUNS]))
    found.sort(key=lambda one: -(one.proposals[0].score if one.proposals else 0))
    context = {
        "rows": [(one, one.proposals[:SHOWN_TOPICS]) for one in found if one.proposals],
        "quiet": [one for one in found if not one.proposals],
        "session": session,
        "may_import": request.actor.role in access.IMPORTERS,
        "basis": basis_of(FOUNDED_ON, on),
    }
    return render(request, "progress/topics.html", context)


def _session(request: ActorRequest) -> Session | None:
    """The session one came from, if it is still ahead."""
    wanted = request.GET.get("session", "") or request.POST.get("session", "")
    if not wanted.isdigit():
        return None
    planned = Session.objects.filter(pk=wanted, state=Session.State.PLANNED)
    return planned.select_related("branch", "person").first()


def _run(request: ActorRequest, pk: int) -> GroupPart:
    on = home_day()
    return get_object_or_404(runs_for(request.actor, on, everything=True), pk=pk)


def _own_run(request: ActorRequest, pk: int) -> GroupPart:
    run = _run(request, pk)
    if not access.may_decide(request.actor, run):
        raise PermissionDenied(_("Темы выбирает преподаватель дисциплины."))
    return run


@require_GET
@allow(access.KEEPERS)
def radar(request: ActorRequest, pk: int) -> HttpResponse:
    return _shown(request, _run(request, pk))


def _shown(request: ActorRequest, run: GroupPart, refused: Refused | None = None) -> HttpResponse:
    found = queries.radar_of(run)
    ahead = sessions_ahead([run])
    may_decide = access.may_decide(request.actor, run)
    typed = request.POST if refused else {}
    context: dict[str, Any] = {
        "run": run,
        "radar": found,
        "sessions": list(ahead[:20]) if may_decide else [],
        "chosen": _session(request),
        "may_decide": may_decide,
        "opens_appeals": request.actor.role in access.OPEN_APPEALS,
        "weights": {
            "weak": proposals.WEAK, "asked": proposals.ASKED, "unhelped": proposals.UNHELPED,
            "spread": proposals.SPREAD, "worse": proposals.WORSE,
        },
        "basis": basis_of(FOUNDED_ON, home_day()),
        "refused": founded(refused) if refused else None,
        "typed": typed,
    }  # fmt: skip
    return render(request, "progress/radar.html", context, status=422 if refused else 200)


@require_POST
@allow(access.DECIDERS)
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    """The topic goes to a session ahead with its basis and facts."""
    run = _own_run(request, pk)
    session = _session(request) or Session(pk=0)
    try:
        decision = actions.accept_topic(
            run, key=request.POST.get("key", ""), session=session, by=request.actor.person,
            title=request.POST.get("title", "")[:300],
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, run, refused)
    when = format_when(session.starts_at, session.ends_at, session.branch.timezone)
    messages.success(request, _("Тема «{title}» назначена: {when}.").format(title=decision.title, when=when))
    return redirect("progress:radar", pk=pk)


@require_POST
@allow(access.DECIDERS)
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    run = _own_run(request, pk)
    try:
        actions.decline_topic(
            run, key=request.POST.get("key", ""), by=request.actor.person,
            reason=request.POST.get("reason", "")[:300],
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, run, refused)
    messages.success(request, _("Тема отклонена. Вернём её, только если появятся новые ошибки или вопросы."))
    return redirect("progress:radar", pk=pk)


@require_POST
@allow(access.DECIDERS)
def merge(request: ActorRequest, pk: int) -> HttpResponse:
    run = _own_run(request, pk)
    try:
        actions.merge_topics(
            run, key=request.POST.get("key", ""), into=request.POST.get("into", ""), by=request.actor.person
        )
    except Refused as refused:
        return _shown(request, run, refused)
    messages.success(request, _("Темы объединены."))
    return redirect("progress:radar", pk=pk)


@require_POST
@allow(access.DECIDERS)
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a «no» or a merge back."""
    run = _own_run(request, pk)
    wanted = request.POST.get("decision", "")
    decision = TopicDecision.objects.filter(run=run, pk=wanted).first() if wanted.isdigit() else None
    if decision:
        actions.reopen_topic(decision)
        messages.success(request, _("Решение отменено."))
    return redirect("progress:radar", pk=pk)
