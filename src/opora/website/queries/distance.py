"""The page «Реализация образовательных программ с применением ЭО и ДОТ», gathered from the domains."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from opora.channels.models import State
from opora.channels.queries import usable
from opora.people.models import Organisation, StaffContract
from opora.people.queries import home_day, organisation
from opora.regulations.models import ActEdition, LocalAct, Provision
from opora.regulations.queries import HELP_ACT, Basis, basis_of, editions_in_force, in_force
from opora.schedule.models import Schedule

from ..models import Place
from .freshness import Freshness, judged
from .grafik import responsible_person, schedule_now
from .marked import to_html
from .sections import current
from .state import kept_by_state


@dataclass(frozen=True, slots=True)
class ActRow:
    act: LocalAct
    edition: ActEdition


@dataclass(frozen=True, slots=True)
class WrittenSection:
    place: Place
    title: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class DistancePage:
    title: str
    centre: Organisation
    acts: list[ActRow]
    schedule: Schedule | None
    right: Basis | None
    means: list[str]
    platform: str
    responsible: StaffContract | None
    sections: list[WrittenSection]
    freshness: Freshness


def page_title() -> str:
    """As the organisation's act calls the page (S2-14), else the default of the provision."""
    return str(in_force(Provision.PUBLIC_PAGE_TITLE, home_day()) or "")


def acts_in_force() -> list[ActRow]:
    """Acts that hold today with the edition in force; one statement."""
    return [ActRow(edition.act, edition) for edition in editions_in_force(home_day())]


@kept_by_state
def distance_page(_state: str) -> DistancePage:
    """What the page shows, gathered once for a state of the site."""
    day = home_day()
    schedule, rows = schedule_now(), acts_in_force()
    help_act = next((row.edition for row in rows if row.act.code == HELP_ACT), None)
    allowed = [one.title for one in usable(day) if one.standing_on(day).state == State.ALLOWED]
    return DistancePage(
        title=page_title(),
        centre=organisation(),
        acts=rows,
        schedule=schedule,
        right=basis_of("ACC-01", day),
        means=allowed,
        platform=str(in_force(Provision.LMS_BASE, day) or ""),
        responsible=responsible_person(day),
        sections=[
            WrittenSection(place, str(place.label), to_html(row.text))
            for place, row in current().items()
            if row.text.strip()
        ],
        freshness=judged(help_act, schedule),
    )
