"""Filters one comes back to, and the first walk through the cabinet."""

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.models import Account, Role

from .. import rules
from ..models import SavedView, Tour


@transaction.atomic
def save_view(account: Account, *, page: str, title: str, query: str) -> SavedView:
    """Keep a filter of a page; the same title again replaces it. Raises ``Refused`` by PRT-01, PRT-02."""
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    others = SavedView.objects.filter(account=account, page=page).exclude(title=title)
    enforce(rules.filter_is_chosen(query), rules.views_are_few(others.count()))
    view, _made = SavedView.objects.update_or_create(
        account=account, page=page, title=title, defaults={"query": query}
    )
    return view


@transaction.atomic
def forget_view(view: SavedView) -> None:
    view.delete()


@transaction.atomic
def finish_tour(account: Account, role: Role) -> None:
    """The walk of this role is not offered again; doing it twice changes nothing."""
    Tour.objects.get_or_create(account=account, role=role, defaults={"done_at": now()})
