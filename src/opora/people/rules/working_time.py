"""Working-time regime of other workers (LOAD-05, PER-30)."""

from collections.abc import Collection, Iterable
from datetime import date, time
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import WEEKDAYS

from ..models import (
    Person,
    WorkingHours,
)

if TYPE_CHECKING:
    pass


@rule("LOAD-05")
def within_working_time(
    hours: Iterable[WorkingHours], worker: Person, day: date, time_from: time, time_to: time
) -> Refusal | None:
    """A warning: other workers help within their working time (S1-3.3b). ``hours`` are those of a contract.

    No regime in force on the day means nothing to compare with.
    """
    in_force = [one for one in hours if one.covers(day)]
    own = [one for one in in_force if day.isoweekday() in one.weekdays]
    if not in_force or any(one.holds(time_from, time_to) for one in own):
        return None
    span = (
        f"{min(one.time_from for one in own):%H:%M}–{max(one.time_to for one in own):%H:%M}"
        if own
        else _("{weekday} — выходной").format(weekday=WEEKDAYS[day.weekday()])
    )
    return Refusal(
        rule="LOAD-05",
        words=_("Время выходит за режим рабочего времени {name} ({span}).").format(
            name=worker.short_name, span=span
        ),
        next_step=_("Перенесите помощь в рабочее время или уточните режим в карточке работника."),
    )


@rule("PER-30")
def working_hours_are_in_order(
    weekdays: Collection[int],
    time_from: time,
    time_to: time,
    break_from: time | None,
    break_to: time | None,
) -> Refusal | None:
    """Days are named, the end is after the beginning, the break lies between."""
    if not weekdays:
        words, field = _("Отметьте дни недели."), "weekdays"
    elif time_to <= time_from:
        words, field = _("Конец рабочего дня раньше начала."), "time_to"
    elif (break_from is None) != (break_to is None):
        words, field = _("Укажите и начало, и конец обеда."), "break_from" if break_to else "break_to"
    elif break_from and break_to and not time_from <= break_from < break_to <= time_to:
        words, field = _("Обед должен быть внутри рабочего дня."), "break_from"
    else:
        return None
    return Refusal(rule="PER-30", words=words, next_step=_("Исправьте и сохраните."), field=field)
