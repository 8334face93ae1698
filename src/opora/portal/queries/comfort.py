"""What makes a day's work shorter: saved filters of a page, the first walk of a role."""

from django.db.models import QuerySet
from django.http import HttpRequest

from opora.kernel.prepared import prepared
from opora.people.access import ActorRequest
from opora.people.models import Account

from ..models import SavedView, Tour
from .help import Step, first_steps

TOURED = "toured"


def saved_views_here(account: Account, request: HttpRequest) -> list[SavedView]:
    """Saved filters of the page of this request; the one that is open now is marked ``is_on``."""
    if request.resolver_match is None:
        return []
    views = _views(account.pk, request.resolver_match.view_name)
    here = chosen(request)
    for view in views:
        view.is_on = view.query == here  # type: ignore[attr-defined]
    return views


@prepared
def _views(account: int, page: str) -> QuerySet[SavedView]:
    return SavedView.objects.filter(account=account, page=page)


def chosen(request: HttpRequest) -> str:
    """The conditions in the address, without the page of the list and without empty ones."""
    conditions = request.GET.copy()
    for name in ("page", "export", "before"):
        conditions.pop(name, None)
    for name in [name for name, value in conditions.items() if not value]:
        conditions.pop(name)
    return conditions.urlencode()


@prepared
def _tours(account: int, role: str) -> QuerySet[Tour]:
    return Tour.objects.filter(account=account, role=role)


def tour_steps(request: ActorRequest) -> list[Step]:
    """Steps of the first walk, until it is taken or put away; the database is asked once a session."""
    actor = request.actor
    toured: list[str] = request.session.get(TOURED, [])
    if actor.role in toured or not actor.window.is_open:
        return []
    if _tours(actor.account.pk, actor.role.value):
        request.session[TOURED] = [*toured, actor.role.value]
        return []
    return first_steps(actor.role)
