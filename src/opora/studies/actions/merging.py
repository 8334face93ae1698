"""A group is merged into another of its programme in the middle of the run (domain.md §8, case 18)."""

from opora.kernel.events import publish
from opora.regulations.models import Order

from ..events import GroupsMerged
from ..models import Enrolment, Group
from ..rules import ACTIVE
from .enrolments import carry_into, locked_enrolment, record_move

State = Enrolment.State


def merge_groups(source: Group, into: Group, *, order: Order) -> None:
    """Everybody of the source goes on in ``into``; journals and past meetings stay with the old code.

    Called inside the signing, both groups locked. ``merged_into`` is written first: who is told afterwards
    already finds the lines of the old group serving its learners.
    """
    Group.objects.filter(merged_into=source).update(merged_into=into)
    source.merged_into = into
    source.save(update_fields=["merged_into", "updated_at"])
    rows = Enrolment.objects.filter(group=source, state__in=ACTIVE).order_by("pk")
    for pk in rows.values_list("pk", flat=True):
        _go_on(locked_enrolment(Enrolment(pk=pk)), into, order)
    publish(GroupsMerged(source.pk, into.pk, order.date))


def _go_on(row: Enrolment, into: Group, order: Order) -> None:
    was, until = row.state, row.leave_until
    row.leave_until = None
    record_move(row, State.TRANSFERRED, order, reason=f"объединение с группой {into.code}")
    already = Enrolment.objects.filter(learner=row.learner, group=into, state__in=ACTIVE).exists()
    if already:
        return
    new = carry_into(row, into, order)
    if was == State.LEAVE:
        new.leave_until = until
        record_move(new, State.LEAVE, order)
