"""Activity of those who help, whether it helped, use of the portal: pages and the same rows as files
(S4-2.1l, S1-4.1, S3-4.2d).
"""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opora.people.access import ActorRequest, allow

from .. import queries
from ..access import ACTIVITY_READERS, ALL_SESSIONS, FORMATS, USE_READERS
from ..forms import PeriodForm
from .asked import period_form
from .files import download, known, period_name


def _chosen(request: ActorRequest) -> str:
    return request.GET.urlencode()


@require_GET
@allow(ACTIVITY_READERS)
def activity(request: ActorRequest) -> HttpResponse:
    """Those who help, in numbers and with what to ask them about; a worker sees himself."""
    form = period_form(request)
    context = {"form": form, "query": _chosen(request), "sees_use": request.actor.role in USE_READERS}
    if not form.is_valid():
        return render(request, "reports/activity.html", context, status=422)
    rows = queries.activity(request.actor, form.period())
    context |= {
        "wanted": form.period(),
        "rows": rows,
        "own": request.actor.role not in ALL_SESSIONS,
        "to_ask": sum(bool(row.remarks) for row in rows),
    }
    return render(request, "reports/activity.html", context)


@require_GET
@allow(ACTIVITY_READERS)
def activity_file(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    known(format, tuple(FORMATS))
    form = _valid(request)
    paper = queries.activity_paper(request.actor, form.period())
    return download(paper, f"Активность преподавателей {period_name(paper.since, paper.until)}", format)


@require_GET
@allow(USE_READERS)
def use(request: ActorRequest) -> HttpResponse:
    """Who comes to the portal: by role, by group, by day."""
    form = period_form(request)
    context = {"form": form, "query": _chosen(request), "sees_use": True}
    if not form.is_valid():
        return render(request, "reports/use.html", context, status=422)
    use = queries.use_of_portal(request.actor, form.period())
    most = max((people for _day, people in use.days), default=0)
    context |= {"wanted": form.period(), "use": use, "most": most}
    return render(request, "reports/use.html", context)


@require_GET
@allow(USE_READERS)
def use_file(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    known(format, tuple(FORMATS))
    form = _valid(request)
    paper = queries.use_paper(request.actor, form.period())
    return download(paper, f"Использование портала {period_name(paper.since, paper.until)}", format)


@require_GET
@allow(ACTIVITY_READERS)
def quality(request: ActorRequest) -> HttpResponse:
    """Whether help helped, without names; a worker sees himself."""
    form = period_form(request)
    context = {"form": form, "query": _chosen(request), "sees_use": request.actor.role in USE_READERS}
    if not form.is_valid():
        return render(request, "reports/quality.html", context, status=422)
    context |= {
        "wanted": form.period(),
        "quality": queries.quality(request.actor, form.period()),
        "own": request.actor.role not in ALL_SESSIONS,
    }
    return render(request, "reports/quality.html", context)


@require_GET
@allow(ACTIVITY_READERS)
def quality_file(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    known(format, tuple(FORMATS))
    form = _valid(request)
    paper = queries.quality_paper(request.actor, form.period())
    return download(paper, f"Помогли ли консультации {period_name(paper.since, paper.until)}", format)


def _valid(request: ActorRequest) -> PeriodForm:
    form = period_form(request)
    if not form.is_valid():
        raise Http404
    return form
