"""Own data: contacts at once, the rest after a specialist has checked it (ACC-06)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import actions
from ..access import ASK_CHANGE, CHECK_DATA, WRITE, ActorRequest, allow
from ..forms.changes import ContactsForm, DataChangeForm, RefusalForm
from ..models import DataChange, Person
from ..queries import about_people_of, changes_to_check, home_day, wards_of
from .form_page import form_page
from .shown import change_row

PAGE = 30


@require_http_methods(["GET", "POST"])
@allow(WRITE, anytime=True)
def contacts(request: ActorRequest) -> HttpResponse:
    """Own e-mail, phone, time zone."""
    person = request.actor.person

    def save(form: ContactsForm) -> HttpResponse:
        actions.change_contacts(person, **form.values())
        messages.success(request, _("Контакты сохранены."))
        return redirect("people:account")

    return form_page(
        request,
        ContactsForm(request.POST or None, instance=person),
        save,
        title=_("Мои контакты"),
        lead=_("Меняются сразу. Письма пойдут на новый адрес."),
        button=_("Сохранить"),
        back=reverse("people:account"),
    )


@require_http_methods(["GET", "POST"])
@allow(ASK_CHANGE)
def ask(request: ActorRequest) -> HttpResponse:
    """Ask to change own data, or a ward's by ``?person=``."""
    person = _whose(request)

    def send(form: DataChangeForm) -> HttpResponse:
        actions.ask_change(
            person,
            by=request.actor.account,
            values=form.values(),
            document=form.cleaned_data["document"],
            since=form.asked_since,
        )
        messages.success(
            request,
            _("Изменение отправлено на проверку. До подтверждения в документах будут прежние данные."),
        )
        return redirect("people:account")

    return form_page(
        request,
        DataChangeForm(request.POST or None, instance=person),
        send,
        title=_("Изменить данные: {name}").format(name=person.full_name),
        lead=_("Исправьте то, что изменилось, и назовите документ. Специалист СДО сверит и ответит."),
        button=_("Отправить на проверку"),
        back=reverse("people:account"),
    )


def _whose(request: ActorRequest) -> Person:
    """Himself or a ward; anybody else is not there."""
    wanted = request.GET.get("person", "")
    if not wanted or wanted == str(request.actor.person.pk):
        return request.actor.person
    for ward in wards_of(request.actor.person, home_day()):
        if wanted == str(ward.pk):
            return ward
    raise Http404


@require_GET
@allow(CHECK_DATA)
def queue(request: ActorRequest) -> HttpResponse:
    """What is asked for, the oldest first: before, after, the document."""
    page = Paginator(about_people_of(request.actor, changes_to_check()), PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "rows": [change_row(change) for change in page]}
    return render(request, "people/changes.html", context)


@require_POST
@allow(CHECK_DATA)
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(about_people_of(request.actor, DataChange.objects.all()), pk=pk)
    actions.accept_change(change, by=request.actor.account)
    messages.success(request, _("Данные изменены. Прежние останутся в документах за прежние дни."))
    return redirect("people:changes")


@require_http_methods(["GET", "POST"])
@allow(CHECK_DATA)
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    rows = DataChange.objects.select_related("person")
    change = get_object_or_404(about_people_of(request.actor, rows), pk=pk)

    def say_no(form: RefusalForm) -> HttpResponse:
        actions.refuse_change(change, by=request.actor.account, reason=form.cleaned_data["reason"])
        messages.success(request, _("Отказ отправлен."))
        return redirect("people:changes")

    return form_page(
        request,
        RefusalForm(request.POST or None),
        say_no,
        title=_("Отклонить изменение: {name}").format(name=change.person.full_name),
        button=_("Отклонить"),
        back=reverse("people:changes"),
    )
