"""Teacher pages: the public ones, the worker's own, and the register of the specialist."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.people.access import ActorRequest, allow, public
from opora.people.models import Person
from opora.people.queries import home_day

from ..access import KEEPERS, READERS, WORKERS
from ..actions import teachers as actions
from ..forms.teachers import PaperForm, TeacherForm
from ..middleware import for_everybody
from ..models import TeacherPage
from ..queries import teachers as queries
from ..queries.state import site_state


@for_everybody(site_state)
@public
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    rows = [(page, queries.positions_of(page)) for page in queries.published()]
    return render(request, "website/teachers.html", {"rows": rows})


@for_everybody(site_state)
@public
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(queries.published(), person=pk)
    hours = queries.hours_of(page.person)
    context = {
        "page": page,
        "positions": queries.positions_of(page),
        "disciplines": queries.disciplines_of(page.person),
        "hours": hours,
        "has_cabinet": any(one.has_cabinet for one in hours),
        "years": home_day().year - page.experience_since if page.experience_since else None,
        "updated": page.updated_at,
    }
    return render(request, "website/teacher.html", context)


@require_http_methods(["GET", "POST"])
@allow(WORKERS)
def own(request: ActorRequest) -> HttpResponse:
    """What the site tells of me; I write it, I agree to it, I take it off."""
    person = request.actor.person
    page = TeacherPage.objects.filter(person=person).first()
    form = TeacherForm(request.POST or None, instance=page)
    if request.method == "POST" and form.is_valid():
        actions.write_page(person, **form.cleaned_data)
        messages.success(request, _("Сохранено."))
        return redirect("website:own_page")
    context = {
        "form": form,
        "page": page,
        "disciplines": queries.disciplines_of(person),
        "hours": queries.hours_of(person),
    }
    return render(request, "website/own_page.html", context, status=422 if form.errors else 200)


@require_POST
@allow(WORKERS)
def agree(request: ActorRequest) -> HttpResponse:
    actions.agree(request.actor.person)
    messages.success(request, _("Согласие дано. Страницу опубликует ответственный специалист."))
    return redirect("website:own_page")


@require_POST
@allow(WORKERS)
def withdraw(request: ActorRequest) -> HttpResponse:
    page = get_object_or_404(TeacherPage, person=request.actor.person)
    actions.withdraw(page)
    messages.success(request, _("Согласие отозвано, страницы на сайте больше нет."))
    return redirect("website:own_page")


@require_safe
@allow(READERS)
def register(request: ActorRequest) -> HttpResponse:
    context = {"rows": queries.register(), "may_edit": request.actor.role in KEEPERS}
    return render(request, "website/teacher_register.html", context)


@require_http_methods(["GET", "POST"])
@allow(KEEPERS)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """The specialist writes for the worker; it is shown only by his consent."""
    person = _worker(pk)
    page = TeacherPage.objects.filter(person=person).first()
    form = TeacherForm(request.POST or None, instance=page)
    if request.method == "POST" and form.is_valid():
        actions.write_page(person, **form.cleaned_data)
        messages.success(request, _("Сохранено."))
        return redirect("website:teacher_edit", pk=pk)
    return _page(request, person, page, form, PaperForm(), status=422 if form.errors else 200)


@require_POST
@allow(KEEPERS)
def paper(request: ActorRequest, pk: int) -> HttpResponse:
    """A consent signed on paper."""
    person, form = _worker(pk), PaperForm(request.POST)
    page = TeacherPage.objects.filter(person=person).first()
    if not form.is_valid():
        return _page(request, person, page, TeacherForm(instance=page), form, status=422)
    actions.agree(person, **form.cleaned_data)
    return redirect("website:teacher_edit", pk=pk)


@require_POST
@allow(KEEPERS)
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(TeacherPage, person=_worker(pk))
    if "off" in request.POST:
        actions.take_off(page)
        messages.success(request, _("Страница снята с сайта."))
    else:
        actions.publish(page)
        messages.success(request, _("Страница опубликована."))
    return redirect("website:teacher_edit", pk=pk)


def _worker(pk: int) -> Person:
    found = next((row.person for row in queries.register() if row.person.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: ActorRequest,
    person: Person,
    page: TeacherPage | None,
    form: TeacherForm,
    paper_form: PaperForm,
    *,
    status: int,
) -> HttpResponse:
    context = {"person": person, "page": page, "form": form, "paper_form": paper_form}
    return render(request, "website/teacher_edit.html", context, status=status)
