"""Meetings as they were known at a moment: today's rows with what was written after it taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from opora.channels.models import CommunicationMeans
from opora.consultations.models import Booking, Session
from opora.journal.models import JournalEntry
from opora.kernel.times import local, weekday_date
from opora.people.models import Branch, Person
from opora.schedule.models import Mode

AHEAD, MOST = timedelta(days=7), 60
TABLE = Session._meta.db_table
FOLLOWED = ("person_id", "substitute_for_id", "starts_at", "ends_at", "topic", "place", "capacity")
MEANS = Session.means.through


@dataclass(frozen=True, slots=True)
class Meeting:
    """A row of the board: ``state`` is «», «off», «moved» or «changed»; ``left`` are the free places.

    None: the meeting was off, or has been removed since together with its bookings.
    """

    branch: str
    starts_at: datetime
    day: str
    starts: str
    ends: str
    person: str
    about: str
    where: str
    state: str
    moved: str = ""
    left: int | None = None

    @property
    def state_words(self) -> str:
        words = {"off": "отменена", "moved": f"перенесена на {self.moved}", "changed": "замена"}
        return words.get(self.state, "")


def meetings_at(moment: datetime, *, branch: Branch | None = None) -> list[Meeting]:
    """The coming week as the board showed it then, in a constant number of statements.

    Cancelled and moved ones carry their own instants; who leads, the hours, the topic, the place and the
    means are taken back to what the audit trail says of that moment, and those removed since stand again.
    """
    sessions = (
        Session.objects.filter(created_at__lte=moment, ends_at__gt=moment, starts_at__lt=moment + AHEAD)
        .exclude(mode=Mode.OFFLINE)
        .filter(Q(branch=branch) if branch else Q())
        .select_related("branch", "moved_to__branch")
        .order_by("starts_at", "id")
    )
    rows = [*sessions[:MOST], *_removed_since(moment, branch)]
    followed = _followed([row.pk for row in rows], moment)
    before, means = _taken_back(followed, moment), _means_then(rows, followed, moment)
    known = [(row, {name: getattr(row, name) for name in FOLLOWED} | before.get(row.pk, {})) for row in rows]
    people = Person.objects.in_bulk({values["person_id"] for _row, values in known})
    taken = _taken([row.pk for row in rows], moment)
    found = [
        replace(_meeting(row, values, people, means.get(row.pk, []), moment), left=_left(row, values, taken))
        for row, values in known
    ]
    found = [replace(one, left=None) if one.state in ("off", "moved") else one for one in found]
    return sorted(found, key=lambda row: row.starts_at)[:MOST]


def _taken(ids: Iterable[int], moment: datetime) -> dict[int, int]:
    """By session, how many had a place then."""
    held = Booking.objects.filter(session__in=list(ids), created_at__lte=moment).exclude(
        Q(cancelled_at__lte=moment) | Q(state=Booking.State.CANCELLED, cancelled_at=None)
    )
    return dict(held.values_list("session").annotate(Count("pk")))


def _left(row: Session, values: dict[str, Any], taken: dict[int, int]) -> int | None:
    """Of one out of the trail nobody knows: its bookings are gone with it."""
    if not row.created_at or values["capacity"] is None:
        return None
    return max(int(values["capacity"]) - taken.get(row.pk, 0), 0)


def _removed_since(moment: datetime, branch: Branch | None) -> list[Session]:
    """Meetings of that week that a later edition of the график has removed, out of the audit trail."""
    entries = JournalEntry.objects.filter(table=TABLE)
    known = entries.filter(action=JournalEntry.Action.INSERT, at__lte=moment, row_id=OuterRef("row_id"))
    gone = entries.filter(
        Exists(known),
        action=JournalEntry.Action.DELETE,
        at__gt=moment,
        before__starts_at__lt=_written(moment + AHEAD),
        before__ends_at__gt=_written(moment),
    )
    found = gone.order_by("row_id").values_list("row_id", "before")[:MOST]
    values = [(pk, row) for pk, row in found if row]
    branches = Branch.objects.in_bulk({row["branch_id"] for _pk, row in values})
    return [
        Session(
            id=pk,
            branch=branches[row["branch_id"]],
            **{name: row[name] for name in (*FOLLOWED, "kind")},
        )
        for pk, row in values
        if row["mode"] != Mode.OFFLINE and (branch is None or row["branch_id"] == branch.pk)
    ]


def _written(at: datetime) -> str:
    """As the audit trail writes an instant."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _followed(ids: Iterable[int], moment: datetime) -> list[int]:
    """Those the audit trail knew by then: its clock is that of the database, and never travels."""
    entries = JournalEntry.objects.filter(
        table=TABLE, row_id__in=list(ids), action=JournalEntry.Action.INSERT, at__lte=moment
    )
    return list(entries.values_list("row_id", flat=True))


def _means_then(rows: Iterable[Session], followed: list[int], moment: datetime) -> dict[int, list[str]]:
    """Titles of the means by session: what was added since is taken away, what was taken away is put back."""
    ids = [row.pk for row in rows]
    links = MEANS.objects.filter(session__in=ids).values_list("pk", "session_id", "communicationmeans_id")
    standing = {pk: (session, means) for pk, session, means in links}
    entries = JournalEntry.objects.filter(table=MEANS._meta.db_table, at__gt=moment).filter(
        Q(before__session_id__in=followed) | Q(after__session_id__in=followed)
    )
    for action, pk, before in entries.order_by("-id").values_list("action", "row_id", "before"):
        if action == JournalEntry.Action.INSERT:
            standing.pop(pk, None)
        elif before and action == JournalEntry.Action.DELETE:
            standing[pk] = (before["session_id"], before["communicationmeans_id"])
    titles = CommunicationMeans.objects.in_bulk({means for _session, means in standing.values()})
    found: dict[int, list[CommunicationMeans]] = {}
    for session, means in standing.values():
        found.setdefault(session, []).append(titles[means])
    return {
        session: [one.title for one in sorted(means, key=lambda one: one.position)]
        for session, means in found.items()
    }


def _taken_back(ids: Iterable[int], moment: datetime) -> dict[int, dict[str, Any]]:
    """By session: values of the followed columns that were changed after the moment, as they were before."""
    found: dict[int, dict[str, Any]] = {}
    entries = JournalEntry.objects.filter(
        table=TABLE, row_id__in=list(ids), action=JournalEntry.Action.UPDATE, at__gt=moment
    ).order_by("-id")
    for row_id, before in entries.values_list("row_id", "before"):
        kept = {name: value for name, value in (before or {}).items() if name in FOLLOWED}
        found.setdefault(row_id, {}).update(kept)
    return found


def _meeting(
    row: Session,
    values: dict[str, Any],
    people: dict[int, Person],
    means: list[str],
    moment: datetime,
) -> Meeting:
    zone = row.branch.timezone
    starts, ends = (local(_instant(values[name]), zone) for name in ("starts_at", "ends_at"))
    new = getattr(row, "moved_to", None) if row.created_at else None  # one out of the trail was not moved
    state, moved = "", ""
    if row.cancelled_at and row.cancelled_at <= moment:
        state = "off"
    elif new is not None and new.created_at <= moment:
        there = local(new.starts_at, new.branch.timezone)
        state, moved = "moved", f"{weekday_date(there.date())}, {there:%H:%M}"
    elif values["substitute_for_id"]:
        state = "changed"
    person = people.get(values["person_id"])
    return Meeting(
        branch=row.branch.name,
        starts_at=starts,
        day=weekday_date(starts.date()),
        starts=f"{starts:%H:%M}",
        ends=f"{ends:%H:%M}",
        person=person.short_name if person else "",
        about=values["topic"] or row.get_kind_display().capitalize(),
        where=values["place"] or ", ".join(means),
        state=state,
        moved=moved,
    )


def _instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
