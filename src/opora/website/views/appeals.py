"""«Контакты»: the form, the page of a state by its link, the register of those who answer."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.channels.queries import public_ways
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.kernel.times import local
from opora.people.access import ActorRequest, allow, public
from opora.people.queries import home_day, organisation
from opora.regulations.middleware import founded

from .. import rules
from ..access import ANSWERERS, KEEPERS, SEE_APPEALS
from ..actions import appeals as actions
from ..forms.appeals import AnswerForm, AppealForm, RegisterForm, opened_now
from ..middleware import for_everybody
from ..models import Appeal
from ..queries import appeals as queries
from ..queries.state import site_state

ON_PAGE = 30


@public
@require_http_methods(["GET", "POST"])
@never_cache
def contacts(request: HttpRequest) -> HttpResponse:
    """Requisites and the form; a sent appeal has its number on the page that opens."""
    if request.method == "GET":
        kind = request.GET.get("kind", "")
        initial = {"opened": opened_now(), "kind": kind if kind in Appeal.Kind else Appeal.Kind.STUDY}
        return _form(request, AppealForm(initial=initial))
    form = AppealForm(request.POST)
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
        )
    except Refused as refused:
        again = AppealForm(initial={**given, "site": "", "opened": given["opened"] or opened_now()})
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
    appeal = get_object_or_404(Appeal, secret=secret)
    response = render(request, "website/appeal_state.html", {"appeal": appeal, "steps": _steps(appeal)})
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _steps(appeal: Appeal) -> list[dict[str, str]]:
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


@require_safe
@allow(SEE_APPEALS)
def register(request: ActorRequest) -> HttpResponse:
    form = RegisterForm(request.GET or {"state": "open"})
    given = form.cleaned_data if form.is_valid() else {"state": "open", "q": ""}
    rows = queries.register(given["state"] or "open", given["q"])
    context = {
        "form": form,
        "page": Paginator(rows, ON_PAGE).get_page(request.GET.get("page")),
        "today": home_day(),
        "narrowed": bool(given["q"] or given["state"] not in ("", "open")),
    }
    return render(request, "website/appeals.html", context)


@require_safe
@allow(SEE_APPEALS)
def appeal(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Appeal.objects.select_related("handler"), pk=pk)
    return _appeal(request, found, AnswerForm())


@require_POST
@allow(ANSWERERS)
def take(request: ActorRequest, pk: int) -> HttpResponse:
    taken = actions.take_appeal(get_object_or_404(Appeal, pk=pk), by=request.actor.person)
    messages.success(request, _("{code} у вас.").format(code=taken.code))
    return redirect("website:appeal", pk=pk)


@require_POST
@allow(ANSWERERS)
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Appeal.objects.select_related("handler"), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _appeal(request, found, form, status=422)
    close = "close" in request.POST
    try:
        actions.answer_appeal(found, text=form.cleaned_data["text"], by=request.actor.person, close=close)
    except Refused as refused:
        return _appeal(request, found, form, refused=founded(refused), status=422)
    messages.success(request, _("Обращение закрыто.") if close else _("Ответ отправлен."))
    return redirect("website:appeals")


@require_POST
@allow(KEEPERS)
def forget(request: ActorRequest, pk: int) -> HttpResponse:
    """The visitor took the consent back."""
    actions.forget_visitor(get_object_or_404(Appeal, pk=pk))
    messages.success(request, _("Данные посетителя удалены."))
    return redirect("website:appeal", pk=pk)


def _appeal(
    request: ActorRequest, found: Appeal, form: AnswerForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "appeal": found,
        "form": form,
        "steps": _steps(found),
        "today": home_day(),
        "may_answer": request.actor.role in ANSWERERS,
        "may_forget": request.actor.role in KEEPERS and not found.is_open,
        **more,
    }
    return render(request, "website/appeal.html", context, status=status)
