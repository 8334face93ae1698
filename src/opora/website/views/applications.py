"""Applications for training: open groups, the form, the page of a state by its link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.kernel.times import local
from opora.people.access import public
from opora.people.queries import home_day, organisation
from opora.regulations.middleware import founded

from .. import rules
from ..actions import applications as actions
from ..forms.appeals import opened_now
from ..forms.applications import ApplicationForm
from ..models import Admission, Application
from ..queries import applications as queries
from ..queries.appeals import digest_of
from .appeals import unlisted

State = Application.State


@public
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Programmes with groups that take applications today."""
    programmes = [
        (one.programme, [(row, queries.places_left(row)) for row in one.admissions])
        for one in queries.open_programmes(home_day())
    ]
    return render(request, "website/apply.html", {"programmes": programmes})


@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one group; a sent application has its number on the page that opens."""
    admission = get_object_or_404(queries.open_admissions(home_day()), group=pk)
    if request.method != "POST":
        return _form(request, admission, ApplicationForm(initial={"opened": opened_now()}))
    form = ApplicationForm(request.POST)
    if not form.is_valid():
        return _form(request, admission, form, status=422)
    given = form.cleaned_data
    try:
        enforce(rules.sent_by_a_person(given["site"], form.opened_at()))
        sent = actions.register_application(
            admission.group,
            digest=digest_of(request.META.get("REMOTE_ADDR", ""), home_day()),
            **form.asked(),
        )
    except Refused as refused:
        again = ApplicationForm(initial={**given, "site": "", "opened": given["opened"] or opened_now()})
        return _form(request, admission, again, refused=founded(refused), status=422)
    return redirect("website:application_state", secret=sent.secret)


def _form(
    request: HttpRequest, admission: Admission, form: ApplicationForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"admission": admission, "left": queries.places_left(admission), "form": form, **more}
    return render(request, "website/apply_form.html", context, status=status)


@public
@require_safe
def consent(request: HttpRequest) -> HttpResponse:
    """What exactly is agreed to with an application: its own purpose, its own document (152-ФЗ, art. 9)."""
    return render(request, "website/consent_study.html", {"centre": organisation()})


@public
@require_safe
@never_cache
def state(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever has the link; contacts and the birth date are not shown."""
    row = _by_secret(secret)
    context = {"application": row, "steps": steps_of(row), "may_withdraw": row.state == State.REGISTERED}
    return unlisted(render(request, "website/application_state.html", context))


@public
@require_POST
@never_cache
def withdraw(request: HttpRequest, secret: str) -> HttpResponse:
    actions.withdraw_application(_by_secret(secret))
    return redirect("website:application_state", secret=secret)


def _by_secret(secret: str) -> Application:
    return get_object_or_404(
        Application.objects.select_related("group__programme", "order__order"), secret=secret
    )


def steps_of(row: Application) -> list[dict[str, str]]:
    """Received, decided, enrolled by an order."""
    zone = organisation().timezone
    decided = f"{local(row.decided_at, zone):%d.%m.%Y}" if row.decided_at else ""
    signed = row.order.order if row.order else None
    steps = [
        {"title": _("Получена"), "words": f"{local(row.received_at, zone):%d.%m.%Y}", "state": "done"},
        {
            "title": str(row.get_state_display()).split(",")[0].capitalize() if decided else _("Решение"),
            "words": decided,
            "state": "done" if decided else "current",
        },
    ]
    if row.state in (State.REGISTERED, State.ACCEPTED):
        steps.append(
            {
                "title": _("Зачисление"),
                "words": _("приказ № {n} от {day}").format(n=signed.number, day=f"{signed.date:%d.%m.%Y}")
                if signed
                else "",
                "state": "done" if signed else "current" if decided else "next",
            }
        )
    return steps
