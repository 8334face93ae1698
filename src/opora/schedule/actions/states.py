"""The way of an edition: черновик → на утверждении → утверждён → опубликован → заменён."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.events import publish as tell
from opora.kernel.rules import enforce
from opora.people.models import Person, Role
from opora.people.queries import home_day, signs_as
from opora.regulations.actions import issue_order
from opora.regulations.models import Order, Provision
from opora.regulations.provisions import ORDER
from opora.regulations.queries import in_force

from .. import rules
from ..events import ScheduleApproved, SchedulePublished, ScheduleReturned, ScheduleSubmitted, StandRecorded
from ..models import Publication, Schedule
from ..queries import approval_way, lines_of
from .drafts import locked

State = Schedule.State


@transaction.atomic
def submit(schedule: Schedule, *, by: Person | None = None, version: int | None = None) -> Schedule:
    """Send a draft to the director; from here its lines are frozen (SCH-06).

    Raises ``Refused`` with everything that stands in the way: SCH-01, SCH-02, SCH-07, COM-04, CON-08, SCH-11.
    """
    draft = locked(schedule)
    enforce(rules.lines_are_open(draft))
    if version is not None:
        enforce(rules.copy_is_current(draft, version))
    blocking = rules.checks_of(draft, lines_of(draft)).blocking
    if blocking:
        raise Refused(*(check.refusal for check in blocking))
    draft.state, draft.submitted_by, draft.submitted_at = State.ON_APPROVAL, by, now()
    draft.return_remark = ""
    draft.save(update_fields=["state", "submitted_by", "submitted_at", "return_remark", "updated_at"])
    tell(ScheduleSubmitted(draft.pk))
    return draft


@transaction.atomic
def return_with_remark(schedule: Schedule, *, remark: str, role: Role = Role.DIRECTOR) -> Schedule:
    """Who approves, or the head, sends it back; it is a draft again.

    Raises ``Refused`` by SCH-10, SCH-12, SCH-20.
    """
    waiting = locked(schedule)
    enforce(
        rules.awaits_approval(waiting),
        rules.remark_is_given(remark),
        None if role is Role.DIRECTOR else rules.approver_is_named(approval_way(home_day()), role),
    )
    waiting.state, waiting.return_remark = State.DRAFT, remark.strip()
    waiting.save(update_fields=["state", "return_remark", "updated_at"])
    tell(ScheduleReturned(waiting.pk, waiting.return_remark))
    return waiting


@transaction.atomic
def approve(
    schedule: Schedule,
    *,
    on: date | None,
    signer: Person | None,
    number: str = "",
    role: Role = Role.DIRECTOR,
) -> Schedule:
    """Approve as the act in force says: by an order of the head, or by his or his deputy's word alone.

    ``role``: in which role the signer acts; ``number`` is of the order. Raises ``Refused`` by SCH-10, SCH-20
    and by SCH-05, ORD-01 of an order or SCH-21 without one.
    """
    waiting = locked(schedule)
    way = approval_way(home_day())
    enforce(rules.awaits_approval(waiting), rules.approver_is_named(way, role))
    if way == ORDER:
        waiting.order = issue_order(
            number=number,
            on=on,
            kind=Order.Kind.SCHEDULE,
            title=_order_title(waiting),
            signer=signer,
            position=_position(signer),
        )
    else:
        enforce(rules.approval_has_its_day(on, home_day()))
        waiting.approved_on, waiting.approved_position = on, _position(signer)
    waiting.state, waiting.approved_by = State.APPROVED, signer
    waiting.save()
    tell(ScheduleApproved(waiting.pk))
    return waiting


def _order_title(schedule: Schedule) -> str:
    return f"Об утверждении документа «{schedule.title}», редакция {schedule.edition}"


def _position(signer: Person | None) -> str:
    if signer is None:
        return ""
    return signs_as(signer, home_day())


@transaction.atomic
def publish(schedule: Schedule, *, by: Person | None = None) -> Schedule:
    """Put an approved edition on the site; editions it overlaps are replaced in the same transaction.

    Raises ``Refused`` by SCH-04. The rows of every edition of these days are locked in one order, so two
    editions of one period are never both published (the exclusion constraint is the last word).
    """
    approved = _locked_with_overlapping(schedule)
    enforce(rules.is_approved(approved))
    moment = now()
    replaced = list(_overlapping(approved).filter(state=State.PUBLISHED).order_by("-published_at"))
    Schedule.objects.filter(pk__in=[old.pk for old in replaced]).update(
        state=State.SUPERSEDED, superseded_at=moment, updated_at=moment
    )
    approved.state, approved.published_at, approved.published_by = State.PUBLISHED, moment, by
    approved.save(update_fields=["state", "published_at", "published_by", "updated_at"])
    if "site" in in_force(Provision.SCHEDULE_PUBLICATION, home_day()):
        Publication.objects.create(schedule=approved, place=Publication.Place.SITE, on=home_day(), by=by)
    tell(SchedulePublished(approved.pk, replaced[0].pk if replaced else None))
    return approved


def _overlapping(schedule: Schedule) -> QuerySet[Schedule]:
    return Schedule.objects.filter(
        period_from__lte=schedule.period_to, period_to__gte=schedule.period_from
    ).exclude(pk=schedule.pk)


def _locked_with_overlapping(schedule: Schedule) -> Schedule:
    near = Q(period_from__lte=schedule.period_to, period_to__gte=schedule.period_from) | Q(pk=schedule.pk)
    rows = {row.pk: row for row in Schedule.objects.select_for_update().filter(near).order_by("pk")}
    return rows[schedule.pk]


@transaction.atomic
def record_stand(schedule: Schedule, *, on: date, note: str = "", by: Person | None = None) -> Publication:
    """Note that the printed edition hangs on a stand (S1-3.4b). Raises ``Refused`` by SCH-09."""
    shown = locked(schedule)
    enforce(rules.is_published(shown))
    row, _new = Publication.objects.update_or_create(
        schedule=shown, place=Publication.Place.STAND, note=note.strip(), defaults={"on": on, "by": by}
    )
    tell(StandRecorded(row.pk))
    return row
