"""Orders on learners: written, agreed, signed; only the signature moves an enrolment (ENR-02)."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction

from opora.kernel.errors import Refusal
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day, signs_as
from opora.regulations.actions import issue_order
from opora.regulations.models import Order

from .. import rules as common
from ..events import LearnerOrderMoved
from ..models import Enrolment, Group, LearnerOrder, LearnerOrderLine, NetworkAgreement, ProgrammePart
from ..papers import order_paper
from ..queries.orders import shared_disciplines, to_be_merged
from ..queries.programmes import with_descendants
from ..rules import orders as rules
from .enrolments import locked_group
from .signing import BOOK_KIND, carry_out, title_of

Kind, State = LearnerOrder.Kind, LearnerOrder.State
OPEN = (State.DRAFT, State.SENT, State.AGREED)


class OrderValues(TypedDict, total=False):
    into: Group | None
    grounds: str
    until: date | None
    form: str
    agreement: NetworkAgreement | None
    parts: Iterable[ProgrammePart]
    ends_contract: bool
    refund_on: date | None


def _locked(order: LearnerOrder) -> LearnerOrder:
    rows = LearnerOrder.objects.select_for_update(of=("self",))
    return rows.select_related(
        "group__programme", "group__branch", "into__programme", "agreement", "drafted_by"
    ).get(pk=order.pk)


@transaction.atomic
def draft_order(
    kind: str, group: Group, *, by: Person, learners: Iterable[int] = (), **values: Unpack[OrderValues]
) -> LearnerOrder:
    """A draft; nothing moves yet. A merge names everybody who studies in the group or is on leave."""
    order = LearnerOrder.objects.create(kind=kind, group=group, drafted_by=by)
    change_order(order, **values)
    chosen = to_be_merged(group) if kind == Kind.MERGE else learners
    return set_order_learners(order, chosen)


@transaction.atomic
def change_order(order: LearnerOrder, **values: Unpack[OrderValues]) -> LearnerOrder:
    """Only a draft changes. Raises :class:`~opora.kernel.errors.Refused` by ENR-11, ENR-16, ENR-17."""
    row = _locked(order)
    parts = list(values.pop("parts", ()))
    enforce(rules.order_is_in(row, (State.DRAFT,)))
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    enforce(
        rules.agreement_fits(row.agreement, row.group.programme),
        rules.parts_are_of_programme(parts, row.group.programme),
    )
    row.save()
    row.parts.set(with_descendants(row.group.programme, parts))
    return row


@transaction.atomic
def set_order_learners(order: LearnerOrder, learners: Iterable[int]) -> LearnerOrder:
    """Whom the draft is about, the whole list at once."""
    row = _locked(order)
    enforce(rules.order_is_in(row, (State.DRAFT,)))
    return _with_learners(row, learners)


def _with_learners(row: LearnerOrder, learners: Iterable[int]) -> LearnerOrder:
    row.lines.all().delete()
    LearnerOrderLine.objects.bulk_create(
        LearnerOrderLine(order=row, learner_id=pk) for pk in dict.fromkeys(learners)
    )
    return row


def _complaints(row: LearnerOrder, on: date) -> list[Refusal | None]:
    """What keeps an order from being sent and from being signed."""
    into = row.into
    needs_into = row.kind in rules.NEEDS_INTO
    return [
        rules.order_names_learners(row.lines.count()),
        common.reason_is_given(row.grounds) if row.kind == Kind.EXPEL else None,
        common.target_is_of_the_programme(row.group, into) if row.kind == Kind.TRANSFER else None,
        rules.merged_groups_share_a_programme(row.group, into, shared_disciplines(row.group, into))
        if row.kind == Kind.MERGE
        else None,
        rules.target_studies_on(into, on) if needs_into else None,
        rules.group_is_not_merged(into) if needs_into and into else None,
        rules.order_says_until(row.kind, row.until, on=on, group=row.group),
        rules.agreement_fits(row.agreement, row.group.programme, on),
    ]


@transaction.atomic
def send_order(order: LearnerOrder) -> LearnerOrder:
    """To the deputy. Raises ``Refused`` by ENR-07, -09, -11, -12, -15, -16, GRP-05, -06, -09."""
    row = _locked(order)
    enforce(rules.order_is_in(row, (State.DRAFT,)))
    enforce(*_complaints(row, home_day()))
    row.remark = ""
    return _moved(row, State.SENT)


@transaction.atomic
def agree_order(order: LearnerOrder, *, by: Person) -> LearnerOrder:
    """The deputy agrees; the director may sign now."""
    row = _locked(order)
    enforce(rules.order_is_in(row, (State.SENT,)))
    row.agreed_by = by
    return _moved(row, State.AGREED)


@transaction.atomic
def return_order(order: LearnerOrder, *, remark: str) -> LearnerOrder:
    """Back to who drafted it, with what to mend."""
    row = _locked(order)
    enforce(rules.order_is_in(row, (State.SENT, State.AGREED)), rules.remark_is_given(remark))
    row.remark, row.agreed_by = remark.strip()[:300], None
    return _moved(row, State.DRAFT)


@transaction.atomic
def cancel_order(order: LearnerOrder) -> LearnerOrder:
    """Thrown away before signing; it stays in the list."""
    row = _locked(order)
    enforce(rules.order_is_in(row, OPEN))
    return _moved(row, State.CANCELLED)


@transaction.atomic
def sign_order(order: LearnerOrder, *, number: str, on: date | None, by: Person) -> LearnerOrder:
    """The director signs: the number is taken from the book and every enrolment moves, or nothing does.

    The group's rows are locked in the order of their ids, so enrolling, importing and merging meet there.
    The paper is printed now and kept: later changes of names and templates do not touch it.
    """
    row = _locked(order)
    enforce(rules.order_is_in(row, (State.AGREED,)), common.order_is_named(number, on))
    assert on is not None  # noqa: S101 -- enforced above
    for pk in sorted({row.group_id, row.into_id or row.group_id}):
        locked_group(Group(pk=pk))
    if row.kind == Kind.MERGE:
        _with_learners(row, to_be_merged(row.group))
    enforce(*_complaints(row, on))
    _lock_enrolments(row)
    row.order = issue_order(
        number=number,
        on=on,
        kind=Order.Kind(BOOK_KIND[Kind(row.kind)]),
        title=title_of(row),
        signer=by,
        position=signs_as(by, on),
    )
    carry_out(row, row.order)
    row.content = order_paper(row)
    return _moved(row, State.SIGNED)


def _lock_enrolments(row: LearnerOrder) -> None:
    """Before the book of orders, as every move does: two of them never wait for each other in a ring."""
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(group=row.group)
    list(rows.filter(learner__in=row.lines.values("learner")).order_by("pk").values_list("pk"))


def _moved(row: LearnerOrder, state: LearnerOrder.State) -> LearnerOrder:
    was, row.state = row.state, state
    row.save()
    publish(LearnerOrderMoved(row.pk, was, state))
    return row
