"""Groups: learners, parts with their dates, one more learner by order."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opora.people.access import ActorRequest, allow
from opora.people.actions.persons import PersonValues
from opora.people.forms.values import FullName, Level
from opora.people.models import Role
from opora.people.queries import branches, home_day

from .. import actions, queries
from ..access import (
    DRAFT_ORDERS,
    ENROLLERS,
    READERS,
    SET_UP,
    may_enrol,
    may_see_contracts,
    may_set_up,
)
from ..forms.enrolments import AdmitForm
from ..forms.learner_list import LearnerRow
from ..forms.setup import GroupForm, GroupPartForm
from ..models import Group, GroupPart
from .form_page import Crumbs, form_page, next_order
from .several import bulk_acts

PAGE, WARNINGS = 100, 20
OVER = "over"


def crumbs_of(group: Group | None, *more: dict[str, str]) -> Crumbs:
    found: Crumbs = [{"title": _("Группы"), "url": reverse("studies:groups")}]
    if group is not None:
        found.append({"title": group.code, "url": reverse("studies:group", args=[group.pk]) if more else ""})
    return [*found, *more]


@require_GET
@allow(READERS)
def listing(request: ActorRequest) -> HttpResponse:
    """Groups of today, or of the past: a centre has thousands of these, so they are asked for and paged."""
    on = home_day()
    text, over = request.GET.get("q", "").strip(), request.GET.get("show") == OVER
    found = queries.groups_listed(request.actor, on, text=text, over=over)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(group, OVER if over else "now" if group.starts_on <= on else "ahead") for group in page],
        "views": (("", _("Учатся и набираются")), (OVER, _("Завершённые"))),
        "show": OVER if over else "",
        "text": text,
        "may_set_up": may_set_up(request.actor),
    }
    return render(request, "studies/groups.html", context)


@require_GET
@allow(READERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(queries.groups_for(request.actor), pk=pk)
    contracts = may_see_contracts(request.actor)
    warnings = []
    if contracts:
        own = Group.objects.filter(pk=group.pk)
        warnings = queries.contracts_ending(own, home_day())[:WARNINGS]
    context = {
        "group": group,
        "page": Paginator(queries.learners_of(group), PAGE).get_page(request.GET.get("page")),
        "warnings": warnings,
        "nodes": queries.group_tree(group),
        "sees_contracts": contracts,
        "may_set_up": may_set_up(request.actor),
        "may_enrol": may_enrol(request.actor, group),
        "may_draft": request.actor.role in DRAFT_ORDERS,
        "bulk_acts": bulk_acts(request, group),
        "crumbs": crumbs_of(group),
    }
    return render(request, "studies/group.html", context)


@allow(SET_UP)
def new(request: ActorRequest) -> HttpResponse:
    def create(form: GroupForm) -> HttpResponse:
        group = actions.create_group(**form.cleaned_data)
        messages.success(request, _("Группа {code} создана.").format(code=group.code))
        return redirect("studies:group", pk=group.pk)

    posted = request.POST if request.method == "POST" else None
    initial = {"branch": branches().first(), "programme": request.GET.get("programme")}
    curators = queries.people_in_role(Role.CURATOR, home_day())
    return form_page(
        request,
        GroupForm(posted, initial=initial, curators=curators),
        create,
        title=_("Новая группа"),
        button=_("Создать группу"),
        back=reverse("studies:groups"),
        crumbs=crumbs_of(None, {"title": _("Новая группа")}),
    )


@allow(SET_UP)
def part(request: ActorRequest, pk: int, part_pk: int) -> HttpResponse:
    """When the group studies a part, who teaches it, when it is attested."""
    group = get_object_or_404(queries.groups_for(request.actor), pk=pk)
    studied = get_object_or_404(group.programme.parts, pk=part_pk)
    back = reverse("studies:group", args=[group.pk])

    def save(form: GroupPartForm) -> HttpResponse:
        actions.set_group_part(group, part=studied, **form.cleaned_data)
        messages.success(request, _("Сроки части «{title}» сохранены.").format(title=studied.title))
        return redirect(back)

    run = GroupPart.objects.filter(group=group, part=studied).first()
    initial = (
        {name: getattr(run, name) for name in ("starts_on", "ends_on", "attestation_on", "teacher")}
        if run
        else {"starts_on": group.starts_on, "ends_on": group.ends_on}
    )
    teachers = queries.people_in_role(Role.TEACHER, home_day())
    return form_page(
        request,
        GroupPartForm(
            request.POST if request.method == "POST" else None,
            initial=initial,
            group=group,
            teachers=teachers,
        ),
        save,
        title=studied.title,
        button=_("Сохранить сроки"),
        back=back,
        crumbs=crumbs_of(group, {"title": studied.title}),
    )


@allow(ENROLLERS)
def enrol(request: ActorRequest, pk: int) -> HttpResponse:
    """One learner by an order; somebody already known is recognised and asked about (ACC-08)."""
    group = get_object_or_404(queries.groups_for(request.actor), pk=pk)
    if not may_enrol(request.actor, group):
        raise PermissionDenied(_("Зачислять в эту группу может её куратор."))
    posted = request.POST if request.method == "POST" else None
    form = AdmitForm(posted, initial={**next_order(), "contract_to": group.ends_on})
    row = _typed(form) if posted and form.is_valid() else None
    match = queries.identify(row) if row else None
    people = [person for person in (match.person, *match.candidates) if person] if match else []
    people = list({person.pk: person for person in people}.values())
    if row is not None and row.status is Level.ERROR:
        form.add_error("snils", " ".join(row.messages))
    who = request.POST.get("who", "")
    asked = bool(people) and who not in {"new", *(str(person.pk) for person in people)}
    if asked:
        form.add_error(None, _("Такой человек уже есть в базе. Выберите, кого зачислить."))

    def admit(form: AdmitForm) -> HttpResponse:
        learner = next((person for person in people if str(person.pk) == who), None)
        values = dict(form.cleaned_data)
        enrolment = actions.admit(group, learner=learner, values=_person(values), **values)
        messages.success(
            request,
            _("{name}: группа {group}, приказ № {number}.").format(
                name=enrolment.learner.full_name, group=group.code, number=values["order_number"]
            ),
        )
        return redirect("studies:group", pk=group.pk)

    return form_page(
        request,
        form,
        admit,
        title=_("Зачислить слушателя"),
        button=_("Зачислить"),
        back=reverse("studies:group", args=[group.pk]),
        crumbs=crumbs_of(group, {"title": _("Зачислить слушателя")}),
        template="studies/enrol.html",
        group=group,
        people=[(person.pk, queries.mark(person)) for person in people],
        who=who,
        said=row.messages if row and people else [],
    )


def _typed(form: AdmitForm) -> LearnerRow:
    values = form.cleaned_data
    row = LearnerRow(1, values["full_name"], values["birth_date"], values["snils"] or None, person=1)
    row.email, row.phone = values["email"], values["phone"]
    return row


def _person(values: dict[str, Any]) -> PersonValues:
    """Takes what belongs to a person out of the values of the form."""
    name: FullName = values.pop("full_name")
    return PersonValues(
        last_name=name.last,
        first_name=name.first,
        middle_name=name.middle,
        birth_date=values.pop("birth_date"),
        snils=values.pop("snils"),
        email=values.pop("email"),
        phone=values.pop("phone"),
    )
