"""Whether the page on e-learning is still true: what it rests on, who read it last (S2-14, PUB-01)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opora.channels.models import CommunicationMeans
from opora.kernel.clock import today
from opora.kernel.prepared import prepared
from opora.kernel.times import local
from opora.people.queries import home_day, organisation
from opora.regulations.models import ActEdition
from opora.regulations.queries import edition_in_force
from opora.schedule.models import Schedule
from opora.schedule.queries import working_days_after

from ..models import PageCheck, SectionVersion
from .grafik import schedule_now

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
    day = home_day()
    return judged(edition_in_force(day), schedule_now())


def judged(edition: ActEdition | None, schedule: Schedule | None) -> Freshness:
    """The same, for who has asked already which act and график are in force."""
    zone = organisation().timezone
    day = today(zone)
    checked = next(iter(_last_check()), None)
    moments = [*_last_written(), *([checked.created_at] if checked else [])]
    read = max(moments, default=None)
    bases = _bases(edition, schedule, zone)
    changes = sorted((on, words) for on, words in bases if read is None or on > local(read, zone).date())
    changed = changes[0][0] if changes and read else None
    due = working_days_after(changed, WORKING_DAYS) if changed else None
    updated = max([*moments, *(_noon(on, zone) for on, _words in bases)], default=None)
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


@prepared
def _last_check() -> QuerySet[PageCheck]:
    return PageCheck.objects.select_related("by")[:1]


@prepared
def _last_written() -> QuerySet[SectionVersion, datetime]:
    return SectionVersion.objects.order_by("-created_at").values_list("created_at", flat=True)[:1]


@prepared
def _means_changed() -> QuerySet[CommunicationMeans, datetime]:
    return CommunicationMeans.objects.order_by("-updated_at").values_list("updated_at", flat=True)[:1]


def _bases(edition: ActEdition | None, schedule: Schedule | None, zone: str) -> list[tuple[date, str]]:
    found: list[tuple[date, str]] = []
    if edition:
        found.append((edition.effective_from, _("новая редакция порядка")))
    if schedule and schedule.published_at:
        found.append((local(schedule.published_at, zone).date(), _("новый график")))
    found += [(local(moment, zone).date(), _("средства коммуникации")) for moment in _means_changed()]
    found.append((local(organisation().updated_at, zone).date(), _("сведения о центре")))
    return found


def _noon(day: date, zone: str) -> datetime:
    """A day as an instant that is this day in every zone of the country."""
    return datetime.combine(day, time(12), ZoneInfo(zone))
