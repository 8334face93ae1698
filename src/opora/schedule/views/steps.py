"""The timeline of an edition: who holds it and since when, what it waits for."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opora.kernel.text import plural
from opora.kernel.times import local, weekday_date
from opora.people.models import Person
from opora.people.queries import home_day, organisation

from ..models import Schedule
from ..queries import approval_way

State = Schedule.State
ORDER = (State.DRAFT, State.ON_APPROVAL, State.APPROVED, State.PUBLISHED)
ICONS = {
    State.DRAFT: "edit", State.ON_APPROVAL: "hourglass", State.APPROVED: "signature",
    State.PUBLISHED: "world", State.SUPERSEDED: "archive",
}  # fmt: skip
AWAITED = {
    "order": _lazy("руководитель, № и дата приказа"),
    "head": _lazy("руководитель, без приказа"),
    "deputy": _lazy("заместитель руководителя, без приказа"),
}
TONES = {State.ON_APPROVAL: "warning", State.APPROVED: "info", State.PUBLISHED: "success"}


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    words: str
    state: str
    icon: str


def steps_of(schedule: Schedule, *, blocking: int | None = None, places: str = "") -> list[Step]:
    """Four steps, and a fifth when a newer edition has replaced this one."""
    told = {
        State.DRAFT: _joined(schedule, State.DRAFT, schedule.drafted_by, schedule.created_at),
        State.ON_APPROVAL: _submitted(schedule, blocking),
        State.APPROVED: _approved(schedule),
        State.PUBLISHED: _published(schedule, places),
    }
    titles = {
        State.DRAFT: _("Черновик"),
        State.ON_APPROVAL: _("На утверждении"),
        State.APPROVED: _("Утверждён"),
        State.PUBLISHED: _("Опубликован"),
    }
    replaced = schedule.state == State.SUPERSEDED
    reached = len(ORDER) if replaced else ORDER.index(State(schedule.state))
    steps = [
        Step(titles[state], told[state], _position(index, reached, schedule), ICONS[state])
        for index, state in enumerate(ORDER)
    ]
    if replaced:
        steps.append(
            Step(
                _("Заменён"),
                _joined(schedule, State.SUPERSEDED, None, schedule.superseded_at),
                "current",
                "archive",
            )
        )
    return steps


def _position(index: int, reached: int, schedule: Schedule) -> str:
    if index < reached or (index == reached and schedule.state == State.PUBLISHED):
        return "done"
    return "current" if index == reached else "next"


def _joined(schedule: Schedule, step: str, person: Person | None, at: datetime | None) -> str:
    """«Цой М. В., чт 19.11»; for the state it is in now «с чт 19.11»."""
    day = weekday_date(local(at, organisation().timezone).date()) if at else ""
    if day and step == schedule.state:
        day = _("с {day}").format(day=day)
    return ", ".join(text for text in (person.short_name if person else "", day) if text)


def _submitted(schedule: Schedule, blocking: int | None) -> str:
    if schedule.state != State.DRAFT:
        return _joined(schedule, State.ON_APPROVAL, schedule.submitted_by, schedule.submitted_at)
    if blocking is None:
        return _("после проверки строк")
    if not blocking:
        return _("можно отправлять")
    words = plural(blocking, _("исправления"), _("исправлений"), _("исправлений"))
    return _("после {count} {words}").format(count=blocking, words=words)


def _approved(schedule: Schedule) -> str:
    if schedule.approval:
        return schedule.approval
    return str(AWAITED[approval_way(home_day())])


def _published(schedule: Schedule, places: str) -> str:
    if schedule.published_at is None:
        return _("сайт, запись слушателей")
    told = _joined(schedule, State.PUBLISHED, schedule.published_by, schedule.published_at)
    return f"{places}: {told}" if places else told
