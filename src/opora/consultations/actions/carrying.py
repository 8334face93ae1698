"""A new edition of the график takes the planned sessions over (domain.md §8, case 45)."""

from django.db import transaction
from django.utils.translation import gettext as _

from opora.schedule.models import Format, Schedule, ScheduleLine

from ..models import Session
from ..queries.editions import fate_of, ruled_anew
from ..queries.threads import unanswered
from .changing import cancel_session
from .generating import copy_relations


@transaction.atomic
def carry_over(schedule: Schedule, *, previous: Schedule) -> None:
    """Move sessions of ``previous`` that ``schedule`` now rules to the line with the same key.

    Bookings of a line that survived stay. Otherwise a session nobody ever booked disappears, and a booked one
    is cancelled with a notice, so that the learner is asked again.
    """
    fate = fate_of(ruled_anew(schedule, previous).select_for_update(of=("self",)), schedule)
    Session.objects.filter(pk__in=[one.pk for one in fate.lost if not one.booked]).delete()
    for session in fate.lost:
        if session.booked and unanswered(session):
            _outlived(session)
        elif session.booked:
            cancel_session(session, reason=_("изменился график, этой встречи в нём больше нет"))
    _move(fate.kept)


def _outlived(session: Session) -> None:
    """The line is gone, its questions are not: they are answered as a consultation beside the график."""
    session.line, session.extra_reason = None, _("вопросы, заданные по прежней редакции графика")
    session.save(update_fields=["line", "extra_reason", "updated_at"])


def _move(pairs: list[tuple[Session, ScheduleLine]]) -> None:
    for session, line in pairs:
        session.line, session.branch, session.place = line, line.branch, line.place
        session.format, session.mode = line.format, line.mode
        session.capacity = 1 if line.format == Format.INDIVIDUAL else line.capacity
    moved = [session for session, _line in pairs]
    Session.objects.bulk_update(moved, ["line", "branch", "place", "format", "mode", "capacity"])
    for through in (Session.means.through, Session.parts.through, Session.groups.through):
        through.objects.filter(session_id__in=[session.pk for session in moved]).delete()
    copy_relations((session.pk, line) for session, line in pairs)
