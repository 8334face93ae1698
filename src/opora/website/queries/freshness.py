"""Whether the page on e-learning is still true: what it rests on, who read it last (S2-14, PUB-01)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.translation import gettext as _

from opora.channels.models import CommunicationMeans
from opora.kernel.calendar import DayKind
from opora.kernel.clock import today
from opora.kernel.times import local
from opora.people.queries import organisation
from opora.regulations.queries import edition_in_force
from opora.schedule.queries import day_kinds, published_on

from ..models import PageCheck, SectionVersion

WORKING_DAYS, UNREAD_DAYS = 10, 90


@dataclass(frozen=True, slots=True)
class Freshness:
    """``updated``: the last change of anything shown. ``changed``: the first one nobody has looked after."""

    updated: datetime | None
    days: int
    checked: PageCheck | None
    changed: date | None
    what: tuple[str, ...]
    due: date | None
    is_stale: bool


def freshness() -> Freshness:
    """How fresh the page is today; a few statements, whatever is on it."""
    zone = organisation().timezone
    day = today(zone)
    read, checked = _last_read()
    bases = _bases(day, zone)
    changes = sorted((on, words) for on, words in bases if read is None or on > local(read, zone).date())
    changed = changes[0][0] if changes and read else None
    due = working_days_after(changed, WORKING_DAYS) if changed else None
    moments = [moment for moment in (read, *(_noon(on, zone) for on, _words in bases)) if moment]
    updated = max(moments, default=None)
    unread = (day - local(read, zone).date()).days if read else 0
    return Freshness(
        updated=updated,
        days=max((day - local(updated, zone).date()).days, 0) if updated else 0,
        checked=checked,
        changed=changed,
        what=tuple(words for _on, words in changes) if read else (),
        due=due,
        is_stale=bool(due and due < day) or unread > UNREAD_DAYS,
    )


def _last_read() -> tuple[datetime | None, PageCheck | None]:
    checked = PageCheck.objects.select_related("by").first()
    written = SectionVersion.objects.aggregate(last=Max("created_at"))["last"]
    moments = [moment for moment in (checked.created_at if checked else None, written) if moment]
    return max(moments, default=None), checked


def _bases(day: date, zone: str) -> list[tuple[date, str]]:
    found: list[tuple[date, str]] = []
    if edition := edition_in_force(day):
        found.append((edition.effective_from, _("новая редакция порядка")))
    schedule = published_on(day).first()
    if schedule and schedule.published_at:
        found.append((local(schedule.published_at, zone).date(), _("новый график")))
    if means := CommunicationMeans.objects.aggregate(last=Max("updated_at"))["last"]:
        found.append((local(means, zone).date(), _("средства коммуникации")))
    found.append((local(organisation().updated_at, zone).date(), _("сведения о центре")))
    return found


def _noon(day: date, zone: str) -> datetime:
    """A day as an instant that is this day in every zone of the country."""
    return datetime.combine(day, time(12), ZoneInfo(zone))


def working_days_after(day: date, count: int) -> date:
    """The day on which so many working days of the organisation have passed."""
    last = day + timedelta(days=count * 2 + 20)
    kinds = day_kinds(None, day + timedelta(days=1), last)
    working = [one for one, kind in kinds.items() if kind in (DayKind.WORK, DayKind.SHORT)]
    return working[count - 1] if len(working) >= count else last
