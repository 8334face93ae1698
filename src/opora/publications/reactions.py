"""The moment a page can first be seen is the moment its fact is written, in the same transaction."""

from opora.kernel.events import on
from opora.regulations.events import EditionTakesForce
from opora.regulations.models import ActEdition
from opora.schedule.events import ScheduleApproved, SchedulePublished, StandRecorded
from opora.schedule.models import Publication, Schedule

from . import actions


def _schedule(pk: int) -> Schedule:
    return Schedule.objects.select_related("order", "approved_by", "published_by").get(pk=pk)


@on(ScheduleApproved)
def keep_approval(event: ScheduleApproved) -> None:
    actions.schedule_approved(_schedule(event.schedule_id))


@on(SchedulePublished)
def keep_publication(event: SchedulePublished) -> None:
    """After consultations has made the meetings the boards show."""
    schedule = _schedule(event.schedule_id)
    actions.schedule_on_site(schedule)
    actions.schedule_on_boards(schedule)


@on(StandRecorded)
def keep_stand(event: StandRecorded) -> None:
    rows = Publication.objects.select_related("schedule__order", "by")
    actions.schedule_on_stand(rows.get(pk=event.publication_id))


@on(EditionTakesForce)
def keep_edition(event: EditionTakesForce) -> None:
    rows = ActEdition.objects.select_related("act", "order__signer", "stamped_by", "revoked_by__signer")
    edition = rows.get(pk=event.edition_id)
    if edition.revoked_from:
        actions.act_revoked(edition)
    else:
        actions.act_in_force(edition)
