"""Who is away and who replaces him, by order."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from .. import actions
from ..access import APPOINT, SEE_ABSENCES, ActorRequest, allow, may_appoint
from ..forms.changes import AbsenceForm, BackForm
from ..models import Absence, Person
from ..queries import about_people_of, absences_around, home_day, may_be_replaced, staff_on
from .form_page import form_page


@require_GET
@allow(SEE_ABSENCES)
def listing(request: ActorRequest) -> HttpResponse:
    """Substitutions that last, are to come, and were in the past year."""
    on = home_day()
    context = {
        "rows": about_people_of(request.actor, absences_around(on))[:200],
        "on": on,
        "may_appoint": may_appoint(request.actor),
    }
    return render(request, "people/absences.html", context)


@require_http_methods(["GET", "POST"])
@allow(APPOINT)
def new(request: ActorRequest) -> HttpResponse:
    """Enter an order about a substitution."""
    on = home_day()

    def order(form: AbsenceForm) -> HttpResponse:
        data = dict(form.cleaned_data)
        row = actions.order_absence(data.pop("absent"), by=request.actor.person, **data)
        messages.success(request, _("Замещение внесено: {who}.").format(who=row.deputy.short_name))
        return redirect("people:absences")

    form = AbsenceForm(
        request.POST or None,
        initial={"valid_from": on},
        absent=about_people_of(request.actor, may_be_replaced(on), "pk"),
        substitutes=Person.objects.filter(staff_contracts__in=staff_on(on)).distinct(),
    )
    return form_page(
        request,
        form,
        order,
        title=_("Замещение на время отсутствия"),
        lead=_(
            "Роль и группы перейдут на эти дни сами и сами вернутся. Свои часы замещающий не подтверждает."
        ),
        button=_("Внести"),
        back=reverse("people:absences"),
    )


@require_http_methods(["GET", "POST"])
@allow(APPOINT)
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """The worker is back before the last day."""
    rows = Absence.objects.select_related("person", "deputy")
    row = get_object_or_404(about_people_of(request.actor, rows), pk=pk)

    def back(form: BackForm) -> HttpResponse:
        actions.end_absence(row, on=form.cleaned_data["on"], by=request.actor.person)
        messages.success(request, _("Замещение закончено."))
        return redirect("people:absences")

    return form_page(
        request,
        BackForm(request.POST or None, initial={"on": home_day()}),
        back,
        title=_("Работник вернулся: {name}").format(name=row.person.full_name),
        lead=_("С этого дня роль снова только у него."),
        button=_("Закончить замещение"),
        back=reverse("people:absences"),
    )
