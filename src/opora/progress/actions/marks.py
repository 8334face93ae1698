"""Appeals as a source of topics: marked, moved with a joined appeal, taken off (S1-3.5)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from opora.people.models import Person
from opora.studies.models import GroupPart

from ..models import AppealMark


@dataclass(frozen=True, slots=True)
class Marked:
    """An appeal as the radar knows it: its number, the page that opens it, when it came."""

    code: str
    url: str
    received_at: datetime


@transaction.atomic
def mark_appeal(appeal: Marked, *, run: GroupPart | None, topic: str, by: Person) -> AppealMark | None:
    """The discipline it is about, in place of what was said before; ``run`` None takes the mark off."""
    if run is None:
        AppealMark.objects.filter(code=appeal.code).delete()
        return None
    values = {
        "url": appeal.url, "run": run, "topic": topic.strip(), "received_at": appeal.received_at,
        "marked_by": by,
    }  # fmt: skip
    return AppealMark.objects.update_or_create(code=appeal.code, defaults=values)[0]


@transaction.atomic
def move_mark(code: str, *, into: Marked) -> None:
    """A repeat was joined: one appeal is one voice, marked where it is answered."""
    marks = AppealMark.objects.select_for_update().filter(code=code)
    if AppealMark.objects.filter(code=into.code).exists():
        marks.delete()
    else:
        marks.update(code=into.code, url=into.url, received_at=into.received_at)
