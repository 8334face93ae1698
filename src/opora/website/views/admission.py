"""The queue of applications for training and which groups take them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.studies.models import Group

from ..access import ADMITTERS, SEE_APPLICATIONS
from ..actions import applications as actions
from ..forms.applications import AcceptForm, AdmissionForm, DeclineForm, QueueForm
from ..models import Application
from ..queries import applications as queries
from .applications import steps_of

ON_PAGE = 30
State = Application.State


@require_safe
@allow(SEE_APPLICATIONS)
def register(request: ActorRequest) -> HttpResponse:
    form = QueueForm(request.GET or {"state": State.REGISTERED})
    given = form.cleaned_data if form.is_valid() else {"state": "", "q": ""}
    state, words = given["state"] or State.REGISTERED, given["q"]
    context = {
        "form": form,
        "page": Paginator(queries.applications(state, words), ON_PAGE).get_page(request.GET.get("page")),
        "narrowed": bool(words) or state != State.REGISTERED,
        "may_admit": request.actor.role in ADMITTERS,
    }
    return render(request, "website/applications.html", context)


@require_safe
@allow(SEE_APPLICATIONS)
def application(request: ActorRequest, pk: int) -> HttpResponse:
    return _shown(request, _found(pk))


def _found(pk: int) -> Application:
    rows = Application.objects.select_related("group__programme", "handler", "learner", "order__order")
    return get_object_or_404(rows, pk=pk)


def _shown(request: ActorRequest, row: Application, *, status: int = 200, **more: Any) -> HttpResponse:
    decides = request.actor.role in ADMITTERS and row.state == State.REGISTERED
    context = {
        "application": row,
        "steps": steps_of(row),
        "decides": decides,
        "accept_form": AcceptForm(known=queries.known_as(row)) if decides else None,
        "decline_form": DeclineForm() if decides else None,
        "may_forget": request.actor.role in ADMITTERS and row.decided_at and row.last_name != "—",
    }
    return render(request, "website/application.html", context | more, status=status)


def _decided(
    request: ActorRequest, row: Application, name: str, form: Form, done: Callable[[], Application], said: str
) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, row, status=422, **{name: form})
    try:
        decided = done()
    except Refused as refused:
        return _shown(request, _found(row.pk), status=422, refused=founded(refused), **{name: form})
    messages.success(request, said.format(code=decided.code))
    return redirect("website:application", pk=row.pk)


@require_POST
@allow(ADMITTERS)
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    row, me = _found(pk), request.actor.person
    form = AcceptForm(request.POST, known=queries.known_as(row))

    def done() -> Application:
        given = form.cleaned_data
        return actions.accept_application(row, person=given.get("person"), document=given["document"], by=me)

    return _decided(
        request, row, "accept_form", form, done, _("{code} принята, слушатель в проекте приказа.")
    )


@require_POST
@allow(ADMITTERS)
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    row, me = _found(pk), request.actor.person
    form = DeclineForm(request.POST)

    def done() -> Application:
        return actions.decline_application(row, reason=form.cleaned_data["reason"], by=me)

    return _decided(request, row, "decline_form", form, done, _("{code} отклонена."))


@require_POST
@allow(ADMITTERS)
def forget(request: ActorRequest, pk: int) -> HttpResponse:
    """The consent was withdrawn after the decision."""
    row = _found(pk)
    if row.decided_at:
        actions.forget_applicant(row)
        messages.success(request, _("Данные удалены, номер и решение остались."))
    return redirect("website:application", pk=pk)


@require_safe
@allow(ADMITTERS)
def admissions(request: ActorRequest) -> HttpResponse:
    """Which groups take applications on the site."""
    context = {
        "page": Paginator(queries.groups_to_admit(home_day()), ON_PAGE).get_page(request.GET.get("page"))
    }
    return render(request, "website/admissions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ADMITTERS)
def admission(request: ActorRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(queries.groups_to_admit(home_day()), pk=pk)
    opened = getattr(group, "admission", None)
    initial = {"until": opened.until, "seats": opened.seats, "note": opened.note} if opened else {}
    form = AdmissionForm(
        request.POST if request.method == "POST" else None, initial=initial or {"until": group.starts_on}
    )
    if request.method == "POST":
        if not form.is_valid():
            return _admission(request, group, form, status=422)
        try:
            actions.open_admission(group, **form.cleaned_data)
        except Refused as refused:
            return _admission(request, group, form, status=422, refused=founded(refused))
        messages.success(request, _("Группа {code} на сайте.").format(code=group.code))
        return redirect("website:admissions")
    return _admission(request, group, form)


def _admission(
    request: ActorRequest, group: Group, form: AdmissionForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"group": group, "opened": hasattr(group, "admission"), "form": form, **more}
    return render(request, "website/admission.html", context, status=status)


@require_POST
@allow(ADMITTERS)
def close(request: ActorRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    actions.close_admission(group)
    messages.success(request, _("Приём заявок в {code} закрыт.").format(code=group.code))
    return redirect("website:admissions")
