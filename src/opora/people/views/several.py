"""One-time codes for several people at once: a new group, a lost list."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from opora.kernel.bulk import done_to_each, picked, rehearsed
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce

from .. import actions
from ..access import GIVE_ACCOUNTS, ActorRequest, allow
from ..models import Account, Person
from ..queries import organisation, people_of
from ..rules import code_is_for_another


@never_cache
@require_POST
@allow(GIVE_ACCOUNTS)
def new_codes(request: ActorRequest) -> HttpResponse:
    """First who gets a code and who gets a login with it; then the sheet, shown once."""
    people = list(
        people_of(request.actor).filter(pk__in=picked(request.POST.getlist("pick"))).select_related("account")
    )
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("people:list")
    by = request.actor.person
    if "sure" in request.POST:
        outcomes = done_to_each(people, lambda person: _given(person, by))
        codes = [one.answer for one in outcomes if not one.refused]
        return render(
            request, "people/invitations.html", {"codes": codes, "centre": organisation(), "back": back}
        )
    rows = [_row(outcome.item, outcome.refused) for outcome in rehearsed(people, lambda one: _may(one, by))]
    context = {
        "title": _("Выдать коды"),
        "lead": _("Прежний пароль и все сеансы закончатся. Коды показываются один раз, на листе для печати."),
        "button": _("Выдать"),
        "rows": rows,
        "good": [row for row in rows if not row["refused"]],
        "bad": [row for row in rows if row["refused"]],
        "back": back,
    }
    return render(request, "bulk.html", context)


def _may(person: Person, by: Person) -> None:
    enforce(code_is_for_another(person, by))


def _given(person: Person, by: Person) -> tuple[Account, str]:
    """Who has no login yet gets one with the code."""
    _may(person, by)
    account: Account | None = getattr(person, "account", None)
    return (account, actions.issue_code(account)) if account else actions.create_account(person)


def _row(person: Person, refused: Refused | None) -> dict[str, Any]:
    account: Account | None = getattr(person, "account", None)
    words = account.login if account else _("входа нет, будет создан")
    return {"pk": person.pk, "title": person.full_name, "words": words, "refused": refused}
