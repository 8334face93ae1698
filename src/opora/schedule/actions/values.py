"""A line as values: what a form gives, what is copied, what is kept to be put back or proposed."""

from dataclasses import asdict, dataclass, field, replace
from datetime import time
from typing import Any

from opora.channels.models import CommunicationMeans
from opora.people.models import Branch, Person
from opora.studies.models import Group, ProgrammePart

from ..models import Format, Mode, ScheduleLine


@dataclass(frozen=True)
class LineValues:
    """What a line says. All may be empty in a draft; blanks are filled from the contract."""

    person: Person | None = None
    section: str = ""
    job_title: str = ""
    branch: Branch | None = None
    weekdays: list[int] = field(default_factory=list)
    parity: str = ScheduleLine.Parity.ANY
    time_from: time | None = None
    time_to: time | None = None
    means: list[CommunicationMeans] = field(default_factory=list)
    place: str = ""
    format: str = Format.GROUP
    mode: str = Mode.ONLINE
    capacity: int = 30
    parts: list[ProgrammePart] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


RELATIONS = ("means", "parts", "groups")
COLUMNS = (
    "person", "section", "job_title", "branch", "weekdays", "parity", "time_from", "time_to", "place",
    "format", "mode", "capacity",
)  # fmt: skip


def values_of(line: ScheduleLine) -> LineValues:
    """A line as values: to prefill a form, to copy, to change one of them."""
    own: dict[str, Any] = {name: getattr(line, name) for name in COLUMNS}
    own |= {name: list(getattr(line, name).all()) for name in RELATIONS}
    return LineValues(**own)


def as_json(values: LineValues) -> dict[str, Any]:
    """Values as they are kept in the database."""
    own = asdict(replace(values, person=None, branch=None, means=[], parts=[], groups=[]))
    return own | {
        "person": values.person.pk if values.person else None,
        "branch": values.branch.pk if values.branch else None,
        "time_from": values.time_from.isoformat() if values.time_from else None,
        "time_to": values.time_to.isoformat() if values.time_to else None,
        **{name: [row.pk for row in getattr(values, name)] for name in RELATIONS},
    }


def from_json(saved: dict[str, Any]) -> LineValues:
    """What was kept, without what has since gone."""
    own = {name: saved[name] for name in COLUMNS if name not in ("person", "branch", "time_from", "time_to")}
    return LineValues(
        person=Person.objects.filter(pk=saved["person"]).first(),
        branch=Branch.objects.filter(pk=saved["branch"]).first(),
        time_from=time.fromisoformat(saved["time_from"]) if saved["time_from"] else None,
        time_to=time.fromisoformat(saved["time_to"]) if saved["time_to"] else None,
        means=list(CommunicationMeans.objects.filter(pk__in=saved["means"])),
        parts=list(ProgrammePart.objects.filter(pk__in=saved["parts"])),
        groups=list(Group.objects.filter(pk__in=saved["groups"])),
        **own,
    )
