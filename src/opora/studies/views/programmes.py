"""Programmes and their trees of parts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opora.people.access import ActorRequest, allow

from .. import actions, queries
from ..access import READERS, SET_UP, may_set_up
from ..forms.setup import OutlineForm, PartForm, ProgrammeForm
from ..models import Programme
from .form_page import Crumbs, form_page

GROUPS = 30


def _crumbs(*more: dict[str, str]) -> Crumbs:
    return [{"title": _("Программы"), "url": reverse("studies:programmes")}, *more]


@require_GET
@allow(READERS)
def listing(request: ActorRequest) -> HttpResponse:
    context = {"rows": queries.programmes(), "may_set_up": may_set_up(request.actor)}
    return render(request, "studies/programmes.html", context)


@require_GET
@allow(READERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.select_related("outline"), pk=pk)
    context = {
        "programme": programme,
        "outline": getattr(programme, "outline", None),
        "nodes": queries.tree(programme),
        "groups": queries.with_counts(queries.groups_for(request.actor).filter(programme=programme)).order_by(
            "-ends_on", "-code"
        )[:GROUPS],
        "may_set_up": may_set_up(request.actor),
        "crumbs": _crumbs({"title": programme.code}),
    }
    return render(request, "studies/programme.html", context)


@allow(SET_UP)
def new(request: ActorRequest) -> HttpResponse:
    def create(form: ProgrammeForm) -> HttpResponse:
        programme = actions.create_programme(**form.cleaned_data)
        messages.success(request, _("Программа {code} создана.").format(code=programme.code))
        return redirect("studies:programme", pk=programme.pk)

    return form_page(
        request,
        ProgrammeForm(request.POST if request.method == "POST" else None),
        create,
        title=_("Новая программа"),
        button=_("Создать программу"),
        back=reverse("studies:programmes"),
        crumbs=_crumbs({"title": _("Новая программа")}),
    )


@allow(SET_UP)
def outline(request: ActorRequest, pk: int) -> HttpResponse:
    """Planned results and conditions (S1-2.2)."""
    programme = get_object_or_404(Programme.objects.select_related("outline"), pk=pk)
    kept = getattr(programme, "outline", None)
    back = reverse("studies:programme", args=[programme.pk])

    def write(form: OutlineForm) -> HttpResponse:
        actions.write_outline(programme, **form.cleaned_data)
        messages.success(request, _("Результаты и условия сохранены: их видят слушатели и сайт."))
        return redirect(back)

    return form_page(
        request,
        OutlineForm.of(kept, request.POST if request.method == "POST" else None),
        write,
        title=_("Результаты и условия"),
        button=_("Сохранить"),
        back=back,
        crumbs=_crumbs({"title": programme.code, "url": back}, {"title": _("Результаты и условия")}),
    )


@allow(SET_UP)
def new_part(request: ActorRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme, pk=pk)
    back = reverse("studies:programme", args=[programme.pk])

    def add(form: PartForm) -> HttpResponse:
        part = actions.add_part(programme, **form.cleaned_data)
        messages.success(request, _("Часть «{title}» добавлена.").format(title=part.title))
        return redirect(back)

    return form_page(
        request,
        PartForm(request.POST if request.method == "POST" else None, programme=programme),
        add,
        title=_("Новая часть программы"),
        button=_("Добавить часть"),
        back=back,
        crumbs=_crumbs({"title": programme.code, "url": back}, {"title": _("Новая часть")}),
    )
