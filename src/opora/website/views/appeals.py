"""«Контакты»: the form, and the page of a state with its files by its link."""

from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from opora.channels.queries import public_ways
from opora.files.access import as_download
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.kernel.times import local
from opora.people.access import public
from opora.people.queries import home_day, organisation
from opora.regulations.middleware import founded

from .. import rules
from ..actions import appeals as actions
from ..forms.appeals import AppealForm, opened_now
from ..middleware import for_everybody
from ..models import Appeal
from ..queries import appeals as queries
from ..queries.state import site_state

Response = TypeVar("Response", bound=HttpResponseBase)


@public
@require_http_methods(["GET", "POST"])
@never_cache
def contacts(request: HttpRequest) -> HttpResponse:
    """Requisites and the form; a sent appeal has its number on the page that opens."""
    if request.method == "GET":
        kind = request.GET.get("kind", "")
        initial = {"opened": opened_now(), "kind": kind if kind in Appeal.Kind else Appeal.Kind.STUDY}
        return _form(request, AppealForm(initial=initial))
    form = AppealForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=422)
    given = form.cleaned_data
    try:
        enforce(rules.sent_by_a_person(given["site"], form.opened_at()))
        appeal = actions.register_appeal(
            kind=Appeal.Kind(given["kind"]),
            name=given["name"],
            text=given["text"],
            email=given["email"],
            phone=given["phone"],
            digest=queries.digest_of(request.META.get("REMOTE_ADDR", ""), home_day()),
            arrived=actions.Arrived(files=given["attached"]),
        )
    except Refused as refused:
        again = AppealForm(
            initial={**given, "attached": None, "site": "", "opened": given["opened"] or opened_now()}
        )
        return _form(request, again, refused=founded(refused), status=422)
    return redirect("website:appeal_state", secret=appeal.secret)


def _form(request: HttpRequest, form: AppealForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "centre": organisation(),
        "ways": public_ways(),
        "terms": queries.terms(),
        **more,
    }
    return render(request, "website/contacts.html", context, status=status)


@for_everybody(site_state)
@public
@require_safe
def consent(request: HttpRequest) -> HttpResponse:
    """What exactly the visitor agrees to: purpose, data, term, the way to withdraw (152-ФЗ, art. 9)."""
    return render(request, "website/consent.html", {"centre": organisation()})


@public
@require_safe
@never_cache
def appeal_state(request: HttpRequest, secret: str) -> HttpResponse:
    """State, term and answer for whoever has the link; contacts of the visitor are not shown."""
    appeal = _by_secret(secret)
    context = {
        "appeal": appeal,
        "head": appeal.head,
        "steps": steps_of(appeal.head),
        "attached": appeal.attached.select_related("file"),
    }
    return unlisted(render(request, "website/appeal_state.html", context))


@public
@require_safe
@never_cache
def appeal_state_file(request: HttpRequest, secret: str, pk: int) -> HttpResponseBase:
    """What was attached, for whoever has the link."""
    found = get_object_or_404(_by_secret(secret).attached.select_related("file"), pk=pk)
    return unlisted(as_download(found.file))


def _by_secret(secret: str) -> Appeal:
    return get_object_or_404(Appeal.objects.select_related("joined_to"), secret=secret)


def unlisted(response: Response) -> Response:
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def steps_of(appeal: Appeal) -> list[dict[str, str]]:
    State = Appeal.State  # noqa: N806 -- read as a type
    done = not appeal.is_open
    last = _("Закрыто") if appeal.state == State.CLOSED else _("Ответ")
    return [
        {"title": _("Зарегистрировано"), "words": _day(appeal.received_at), "state": "done"},
        {
            "title": _("В работе"),
            "words": "",
            "state": "done" if done else "current" if appeal.state == State.IN_WORK else "next",
        },
        {
            "title": last,
            "words": _day(appeal.answered_at)
            if appeal.answered_at
            else _("до {day}").format(day=f"{appeal.due_on:%d.%m.%Y}"),
            "state": "done" if done else "next",
        },
    ]


def _day(moment: datetime) -> str:
    return f"{local(moment, organisation().timezone):%d.%m.%Y}"
