"""The attendance of a webinar as a paper; its words are official, so always Russian."""

from datetime import datetime, time

from opora.consultations.models import Session
from opora.consultations.queries.telling import what_of
from opora.kernel.times import format_when, local
from opora.meetings.webinar.attendance import Attended, attendance_of
from opora.people.queries import home_day

from ..papers import AttendancePaper, AttendanceRow, Signature
from .papers import letterhead


def attendance_paper(session: Session) -> AttendancePaper:
    found, zone = attendance_of(session), session.branch.timezone
    (people, guests), (came, guests_came) = found.registered, found.came
    facts = (
        ("Тема", what_of(session)),
        ("Время", format_when(session.starts_at, session.ends_at, zone)),
        ("Ведёт", session.person.full_name),
        ("Слушатели", f"записаны {people}, пришли {came}"),
        ("Гости", f"зарегистрированы {guests}, пришли {guests_came}" if guests or guests_came else ""),
    )
    return AttendancePaper(
        letterhead=letterhead(),
        facts=facts,
        rows=tuple(_row(row, zone) for row in found.rows),
        signatures=(Signature(position="Ведущий", name=session.person.short_name),),
        printed_on=home_day(),
    )


def _row(row: Attended, zone: str) -> AttendanceRow:
    breaks = ", ".join(f"{_clock(start, zone):%H:%M}–{_clock(end, zone):%H:%M}" for start, end in row.gaps)
    return AttendanceRow(
        row.name,
        "гость" if row.is_guest else row.standing,
        row.minutes,
        _clock(row.first, zone) if row.first else None,
        _clock(row.last, zone) if row.last else None,
        breaks,
        "не был" if not row.came else "ушёл раньше" if row.left_early else "",
    )


def _clock(at: datetime, zone: str) -> time:
    return local(at, zone).time().replace(second=0, microsecond=0)
