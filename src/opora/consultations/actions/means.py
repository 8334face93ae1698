"""A means of communication is replaced everywhere ahead at once, and put back at once (COM-04, case 49)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from opora.channels.models import CommunicationMeans
from opora.channels.rules import means_may_be_chosen, means_serve_consultations, replacement_is_usable
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day
from opora.schedule.actions import drop_untouched, put_means_back
from opora.schedule.actions import replace_means as replace_in_edition
from opora.schedule.models import Schedule

from ..events import SessionMeansReplaced
from ..models import MeansReplacement, Session
from ..queries.means import editions_naming, judged, sessions_naming
from ..rules.planning import replacement_is_not_undone, something_is_replaced


@transaction.atomic
def replace_means(
    old: CommunicationMeans,
    new: CommunicationMeans,
    *,
    schedules: Sequence[int],
    sessions: bool,
    by: Person | None = None,
) -> MeansReplacement:
    """Put ``new`` for ``old`` in the chosen editions and, if asked, in the planned meetings.

    Before the day of a ban that is still ahead nothing changes: a new edition and meetings begin with it.
    A draft is changed, an approved edition gets a draft of the next one. Meetings that may not go by the new
    means stay (CON-07); those booked are told. Raises ``Refused`` by COM-04, COM-08, COM-11, COM-12, SCH-06,
    SCH-13.
    """
    day = home_day()
    enforce(
        replacement_is_usable(old, new, day), means_may_be_chosen([new]), means_serve_consultations([new])
    )
    drafts, since = [], old.barred_from(day)
    for named in editions_naming(old, since):
        if named.schedule.pk in schedules:
            keys = [line.key for line in named.lines]
            drafts.append(
                (named.schedule, replace_in_edition(named.schedule, old, new, keys=keys, since=since, by=by))
            )
    moved, had_both = _replace_in_sessions(old, new, since) if sessions else ([], [])
    enforce(something_is_replaced(len(drafts), len(moved) + len(had_both)))
    row = MeansReplacement.objects.create(
        old=old,
        new=new,
        by=by,
        done={
            "drafts": [
                {
                    "schedule": done.schedule.pk,
                    "lines": done.lines,
                    "had_both": done.had_both,
                    "made": source.pk != done.schedule.pk,
                    "version": done.schedule.version,
                }
                for source, done in drafts
            ],
            "sessions": moved,
            "had_both": had_both,
        },
        lines=sum(len(done.lines) + len(done.had_both) for _source, done in drafts),
        sessions=len(moved) + len(had_both),
    )
    if moved or had_both:
        publish(SessionMeansReplaced(row.pk, (*moved, *had_both), undone=False))
    return row


@transaction.atomic
def undo_replacement(replacement: MeansReplacement, *, by: Person | None = None) -> MeansReplacement:
    """Everything that still stands as the replacement left it is as before; a draft made for it is removed.

    Raises ``Refused`` by COM-13 when it was taken back already.
    """
    row = MeansReplacement.objects.select_for_update(of=("self",)).select_related("old", "new")
    held = row.get(pk=replacement.pk)
    enforce(replacement_is_not_undone(held))
    for done in held.done["drafts"]:
        _put_back(done, held, by)
    back = _sessions_back(held)
    held.undone_at = now()
    held.save(update_fields=["undone_at", "updated_at"])
    if back:
        publish(SessionMeansReplaced(held.pk, tuple(back), undone=True))
    return held


def _put_back(done: dict[str, Any], held: MeansReplacement, by: Person | None) -> None:
    schedule = Schedule.objects.filter(pk=done["schedule"], state=Schedule.State.DRAFT).first()
    if schedule is None or (done["made"] and drop_untouched(schedule, version=done["version"])):
        return
    put_means_back(schedule, held.old, held.new, lines=done["lines"], had_both=done["had_both"], by=by)


def _replace_in_sessions(
    old: CommunicationMeans, new: CommunicationMeans, since: date
) -> tuple[list[int], list[int]]:
    held = Session.objects.select_for_update(of=("self",)).filter(
        pk__in=sessions_naming(old, since).values("pk")
    )
    list(held.order_by("pk").values_list("pk", flat=True))
    good, _bad = judged(sessions_naming(old, since), old, new)
    ids = {session.pk for session in good}
    both = {session.pk for session in good if new in session.means.all()}
    _take(ids, old)
    _give(ids - both, new)
    _touch(ids)
    return sorted(ids - both), sorted(both)


def _sessions_back(held: MeansReplacement) -> list[int]:
    listed, both = held.done["sessions"], held.done["had_both"]
    rows = sessions_naming(held.new, date.min).filter(pk__in=[*listed, *both])
    ids = {session.pk for session in rows if held.old not in session.means.all()}
    _take(ids - set(both), held.new)
    _give(ids, held.old)
    _touch(ids)
    return sorted(ids)


def _take(sessions: Iterable[int], means: CommunicationMeans) -> None:
    Session.means.through.objects.filter(session_id__in=list(sessions), communicationmeans=means).delete()


def _give(sessions: Iterable[int], means: CommunicationMeans) -> None:
    through = Session.means.through
    through.objects.bulk_create(through(session_id=pk, communicationmeans_id=means.pk) for pk in sessions)


def _touch(sessions: Iterable[int]) -> None:
    """Calendars and the pages of the site see that the meeting has changed."""
    rows = Session.objects.filter(pk__in=list(sessions))
    rows.update(sequence=F("sequence") + 1, updated_at=now())
