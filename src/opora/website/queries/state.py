"""What pages of the site are made of, as one string that changes with it (ADR 0026)."""

from collections.abc import Callable
from functools import lru_cache, wraps
from time import monotonic
from typing import TypeVar, TypeVarTuple

from django.db import connection
from django.utils.translation import get_language

from opora.kernel.clock import now
from opora.people.queries import home_day

from .grafik import grafik_state, stamp

Ts = TypeVarTuple("Ts")
R = TypeVar("R")
State = Callable[[], str]
FRESH_SECONDS, SURE_SECONDS, LONGEST_SECONDS = 1.0, 20.0, 300.0
MOST_CONTENTS = 64

# the place and the transaction of a row are new after every write, whatever wrote it; the tables are small
SHOWN = (
    "people_organisation",
    "people_branch",
    "people_rolegrant",
    "people_staffcontract",
    "people_absence",
    "regulations_localact",
    "regulations_actedition",
    "channels_communicationmeans",
    "schedule_schedule",
    "studies_programme",
    "website_admission",
    "website_newsitem",
    "website_pagecheck",
    "website_sectionversion",
    "website_svedenrow",
    "website_teacherpage",
)
ROWS = "(SELECT (count(*), sum(hashtext(xmin::text || ctid::text)))::text FROM {})"
WORKERS = (
    "(SELECT max(updated_at)::text FROM people_person"
    " WHERE id IN (SELECT person_id FROM people_staffcontract))"
)
ORDERS = ROWS.format(  # of acts and of the график, not the thousands on learners
    "regulations_order WHERE id IN (SELECT order_id FROM regulations_actedition"
    " UNION SELECT order_id FROM schedule_schedule)"
)
ADMITTED = ROWS.format("studies_group WHERE id IN (SELECT group_id FROM website_admission)")
COME = "(SELECT count(*)::text FROM website_newsitem WHERE published_at <= %s)"
STATE = "SELECT " + ", ".join([*map(ROWS.format, SHOWN), ORDERS, WORKERS, ADMITTED, COME])


def site_state() -> str:
    """Of every page but the график: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [now()])
        return stamp(home_day(), *cursor.fetchone())


def whole_state() -> str:
    """Of the график, whose frame shows what the other pages do."""
    return stamp(known(grafik_state), known(site_state))


def known(ask: State) -> str:
    """What ``ask`` answers, asked once for all pages until a write is committed or twenty seconds are over.

    At most a second old. Inside a transaction, which sees what is not committed yet, it is asked each time.
    """
    seen = _snapshot()
    moment = monotonic()
    snapshot, state, asked_at = _states.get(ask, ("", "", 0.0))
    if seen and seen == snapshot and moment - asked_at < SURE_SECONDS:
        return state
    state = ask()
    _states[ask] = (seen, state, moment)
    return state


def _snapshot() -> str:
    """Changes with every write committed to the database."""
    global _seen
    if connection.in_atomic_block:
        return ""
    snapshot, at = _seen
    moment = monotonic()
    if moment - at < FRESH_SECONDS:
        return snapshot
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        snapshot = str(cursor.fetchone()[0])
    _seen = (snapshot, moment)
    return snapshot


_seen: tuple[str, float] = ("", 0.0)
_states: dict[State, tuple[str, str, float]] = {}
_forgets: list[Callable[[], None]] = [_states.clear]


def aged(state: str) -> str:
    """A key of what is made of a state: five minutes at most, so that a dependency left out of it heals."""
    return f"{state} {int(monotonic() // LONGEST_SECONDS)}"


def kept_by_state(make: Callable[[str, *Ts], R]) -> Callable[[str, *Ts], R]:
    """Keep what ``make(state, …)`` gathers for a page until :func:`aged` is another: only to be read."""

    @lru_cache(maxsize=MOST_CONTENTS)
    def kept(_language: str | None, _key: str, state: str, *args: *Ts) -> R:
        return make(state, *args)

    @wraps(make)
    def found(state: str, *args: *Ts) -> R:
        return kept(get_language(), aged(state), state, *args)

    _forgets.append(kept.cache_clear)
    return found


def forget_contents() -> None:
    for forget in _forgets:
        forget()
