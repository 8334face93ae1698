"""The centre's own days over the federal calendar (domain.md §8, case 4)."""

from datetime import date

from django.db import transaction

from opora.people.models import Branch

from ..models import CalendarDay


@transaction.atomic
def set_calendar_day(*, on: date, kind: str, branch: Branch | None = None, note: str = "") -> CalendarDay:
    """Declare what a day is for the organisation or for one branch; a second word replaces the first."""
    day, _new = CalendarDay.objects.update_or_create(
        branch=branch, date=on, defaults={"kind": kind, "note": note.strip()}
    )
    return day


@transaction.atomic
def remove_calendar_day(day: CalendarDay) -> None:
    """The federal calendar rules the day again."""
    day.delete()
