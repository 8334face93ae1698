"""What a user may do, and the one place where every request is checked (domain.md §2.1, S3-3.1, S1-2.1)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _

from opora.kernel.actor import acting
from opora.kernel.clock import today
from opora.kernel.rules import enforce

from .models import Account, Person, Role
from .rules import archive_is_open, cabinet_is_open

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
M = TypeVar("M", bound=Model)

STAFF = frozenset(
    {
        Role.TEACHER,
        Role.OTHER_STAFF,
        Role.CURATOR,
        Role.DEPUTY,
        Role.SPECIALIST,
        Role.DIRECTOR,
        Role.PROCTOR,
        Role.SUPPORT,
        Role.TRAINING_HEAD,
        Role.COMMISSION,
    }
)
EVERYONE = frozenset(Role)
READ_CARDS = frozenset({Role.SPECIALIST, Role.DEPUTY, Role.DIRECTOR})
CHANGE_CARDS = frozenset({Role.SPECIALIST, Role.DEPUTY})
GIVE_ACCOUNTS = frozenset({Role.SPECIALIST})
APPOINT = frozenset({Role.SPECIALIST, Role.DIRECTOR})
RESET_CODES = GIVE_ACCOUNTS | {Role.SUPPORT}
SEE_ABSENCES = APPOINT | {Role.DEPUTY}
CHECK_DATA = frozenset({Role.SPECIALIST})
ASK_CHANGE = frozenset({Role.LEARNER, Role.REPRESENTATIVE})
WRITE = EVERYONE - {Role.AUDITOR}


class Substituted(NamedTuple):
    """An absent worker whose role is carried by another these days."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Window:
    """When the cabinet of one role is open. ``until`` None means without an end.

    After it a learner's side reads own results and documents till ``archive_until`` (domain.md §2.1).
    ``instead_of``: who is absent and replaced in this role (S0-6.4). ``branches``: where the role is limited
    to by its order; empty is the whole centre.
    """

    is_open: bool
    since: date | None = None
    until: date | None = None
    document: str = ""
    archive_until: date | None = None
    instead_of: tuple[Substituted, ...] = ()
    branches: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request in the role chosen now."""

    account: Account
    person: Person
    role: Role
    windows: dict[Role, Window] = field(default_factory=dict)
    zone: str = "Europe/Moscow"

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(self.windows)

    @property
    def window(self) -> Window:
        return self.windows[self.role]

    @property
    def acts_for(self) -> frozenset[int]:
        """Himself and those he replaces in this role: their groups are his, their hours he never confirms."""
        return frozenset({self.person.pk, *(absent.person_id for absent in self.window.instead_of)})

    def within(self, rows: QuerySet[M], branch: str = "branch") -> QuerySet[M]:
        """Of the rows those of the branches the role is limited to; ``branch`` is the way to theirs."""
        return rows.filter(**{f"{branch}__in": self.window.branches}) if self.window.branches else rows

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF


def may_read_cards(actor: Actor) -> bool:
    """СНИЛС and birth dates of all (domain.md §2.3)."""
    return actor.role in READ_CARDS


def may_change_cards(actor: Actor) -> bool:
    """Data, contracts, representatives, special conditions."""
    return actor.role in CHANGE_CARDS


def may_give_accounts(actor: Actor) -> bool:
    """Give, block and reset accounts (S4-2.1)."""
    return actor.role in GIVE_ACCOUNTS


def may_appoint(actor: Actor) -> bool:
    """Enter appointments made by an order (S0-6.4)."""
    return actor.role in APPOINT


@cache
def open_to(page: str) -> tuple[str, frozenset[Role]] | None:
    """The address of a page by its URL name and who may open it; None while there is no such page."""
    try:
        url = reverse(page)
    except NoReverseMatch:
        return None
    return url, getattr(resolve(url).func, "access", None) or EVERYONE


class ActorRequest(HttpRequest):
    """A request that passed :func:`allow`; ``is_exported``: its list leaves as a file, many rows at once."""

    actor: Actor
    is_exported: bool


View = Callable[Concatenate[ActorRequest, P], R]


def public(view: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """Mark a view as open without a log-in."""
    view.access = None  # type: ignore[attr-defined]
    return view


def allow(
    *roles: Role | frozenset[Role], archive: bool = False, anytime: bool = False
) -> Callable[[View[P, R]], View[P, Any]]:
    """Open a view to these roles while the contract is in force.

    ``archive=True`` keeps it readable after the contract's end (own results and documents, ACC-02);
    ``anytime=True`` keeps it whole, for what belongs to the account itself: password, sessions, messages.
    A stranger is sent to log in; another role gets 403 (ACC-04); a closed window gets ``Refused`` (ACC-02).
    """
    allowed = frozenset[Role]().union(*(r if isinstance(r, frozenset) else {r} for r in roles))

    def decorate(view: View[P, R]) -> View[P, Any]:
        @wraps(view)
        def checked(request: ActorRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor: Actor | None = request.actor
            if actor is None:
                return redirect_to_login(request.get_full_path())
            if actor.role not in allowed:
                raise PermissionDenied(
                    _("Раздел недоступен для вашей роли «{role}».").format(role=Role(actor.role).label)
                )
            if archive and request.method in ("GET", "HEAD"):
                enforce(archive_is_open(actor.window, today(actor.zone)))
            elif not anytime:
                enforce(cabinet_is_open(actor.window))
            if request.method in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            with acting(actor.account.pk, ip=request.META.get("REMOTE_ADDR", "")):
                return view(request, *args, **kwargs)

        checked.access = allowed  # type: ignore[attr-defined]
        return cast(View[P, Any], checked)

    return decorate
