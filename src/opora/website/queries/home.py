"""The start page of the site, gathered from the domains."""

from dataclasses import dataclass

from opora.people.models import Organisation, StaffContract
from opora.people.queries import home_day, organisation
from opora.regulations.models import LocalAct, Provision
from opora.regulations.queries import Basis, acts_and_archive, basis_of, in_force
from opora.schedule.models import Schedule

from ..models import NewsItem
from .applications import admits
from .grafik import responsible_person, schedule_now
from .news import latest
from .state import kept_by_state


@dataclass(frozen=True, slots=True)
class HomePage:
    """``archive``: acts that are not in force now. ``right``: the clause the help is given by."""

    centre: Organisation
    schedule: Schedule | None
    acts: list[LocalAct]
    archive: list[LocalAct]
    right: Basis | None
    distance_title: str
    platform: str
    responsible: StaffContract | None
    news: list[NewsItem]
    admits: bool


@kept_by_state
def home_page(_state: str) -> HomePage:
    """What the page shows, gathered once for a state of the site."""
    day = home_day()
    acts, archive = acts_and_archive(day)
    return HomePage(
        centre=organisation(),
        schedule=schedule_now(),
        acts=acts,
        archive=archive,
        right=basis_of("ACC-01", day),
        distance_title=str(in_force(Provision.PUBLIC_PAGE_TITLE, day) or ""),
        platform=str(in_force(Provision.LMS_BASE, day) or ""),
        responsible=responsible_person(day),
        news=latest(),
        admits=admits(day),
    )
