"""The register of people and the card of a person."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from .. import actions
from ..access import (
    CHANGE_CARDS,
    READ_CARDS,
    ActorRequest,
    allow,
    may_appoint,
    may_change_cards,
    may_give_accounts,
)
from ..forms.pages import PersonForm
from ..forms.values import snils_shown
from ..models import Person, Role
from ..queries import (
    card_of,
    home_day,
    people_counted,
    people_found,
    people_of,
    with_register_details,
    without_account,
)
from ..rules import signs_himself, ward_is_minor
from .form_page import form_page

PAGE = 30


@require_GET
@allow(READ_CARDS)
def listing(request: ActorRequest) -> HttpResponse:
    """Search by name or СНИЛС, filter by role and by category of learner."""
    text, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    category, on = request.GET.get("category", ""), home_day()
    people = (
        without_account(on)
        if role == "without_account"
        else people_found(text, role, category=category, on=on)
    )
    people = (
        people.filter(pk__in=people_of(request.actor).values("pk"))
        if request.actor.window.branches
        else people
    )
    paginator = Paginator(with_register_details(people), PAGE)
    if not (text or role or category or request.actor.window.branches):
        paginator.count = people_counted()  # the whole register is not counted anew for each page
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(person) for person in page],
        "text": text,
        "role": role,
        "roles": Role.choices,
        "category": category,
        "categories": Person.Category.choices,
        "may_change": may_change_cards(request.actor),
        "bulk_acts": _bulk_acts() if may_give_accounts(request.actor) else [],
    }
    return render(request, "people/list.html", context)


def _bulk_acts() -> list[dict[str, str]]:
    return [{"url": reverse("people:codes"), "icon": "key", "words": _("Выдать коды")}]


def _row(person: Person) -> dict[str, Any]:
    contracts = sorted(person.staff_contracts.all(), key=lambda row: row.valid_from)
    roles = [grant.get_role_display() for grant in person.role_grants.all() if grant.valid_to is None]
    return {
        "person": person,
        "snils": snils_shown(person.snils) if person.snils else "",
        "position": contracts[-1].position if contracts else "",
        "roles": ", ".join(roles),
        "account": getattr(person, "account", None),
    }


@require_GET
@allow(READ_CARDS)
def card(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything people know of one person; the opening is written to the audit trail."""
    person = get_object_or_404(people_of(request.actor), pk=pk)
    actions.open_card(
        person,
        by=request.actor.account,
        why=_("просмотр карточки"),
        ip=request.META.get("REMOTE_ADDR", ""),
    )
    on = home_day()
    context = {
        "card": card_of(person, on),
        "person": person,
        "snils": snils_shown(person.snils) if person.snils else "",
        "on": on,
        "is_own": person.pk == request.actor.person.pk,
        "signs_himself": signs_himself(person.birth_date, on),
        "is_minor": bool(person.birth_date) and ward_is_minor(person, on) is None,
        "may_change": may_change_cards(request.actor),
        "may_give_accounts": may_give_accounts(request.actor),
        "may_appoint": may_appoint(request.actor),
    }
    return render(request, "people/card.html", context)


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def new(request: ActorRequest) -> HttpResponse:
    """A new card."""

    def create(form: PersonForm) -> HttpResponse:
        person = actions.create_person(**form.values())
        return redirect("people:card", person.pk)

    return form_page(
        request,
        PersonForm(request.POST or None),
        create,
        title=_("Новый человек"),
        button=_("Завести карточку"),
        back=reverse("people:list"),
    )


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct the data of a card."""
    person = get_object_or_404(people_of(request.actor), pk=pk)

    def save(form: PersonForm) -> HttpResponse:
        actions.change_person(person, **form.values())
        return redirect("people:card", person.pk)

    return form_page(
        request,
        PersonForm(request.POST or None, instance=person),
        save,
        title=_("Данные: {name}").format(name=person.full_name),
        lead=_("Прежние данные останутся в журнале изменений."),
        button=_("Сохранить"),
        back=reverse("people:card", args=[person.pk]),
    )
