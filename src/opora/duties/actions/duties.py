"""Laying duties on people by an order, ending that, keeping the list of duties and the journal of outages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import head_signer, home_day
from opora.regulations.actions import issue_order
from opora.regulations.models import LocalAct, Order, OrderCounter

from .. import rules
from ..events import DutiesAssigned
from ..models import Assignment, Duty, Outage
from ..queries.register import Known, duties

TITLE = "О закреплении обязанностей по сопровождению электронного обучения и ДОТ"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ByOrder:
    """The order that names who answers: one already issued that day under this number, or a new one."""

    number: str
    on: date | None


@transaction.atomic
def assign(
    codes: Collection[str],
    *,
    person: Person,
    order: ByOrder,
    valid_from: date,
    valid_to: date | None = None,
    deputy: Person | None = None,
) -> list[Assignment]:
    """These duties are this person's from a day on; who answered before does so till the day before.

    Raises ``Refused`` by DUT-01…04, DUT-07, ORD-01, SCH-05.
    """
    enforce(
        rules.duties_are_kept(codes, duties()),
        rules.term_is_in_order(valid_from, valid_to),
        rules.person_works_here(person, valid_from),
        rules.deputy_is_another(person, deputy),
        rules.person_works_here(deputy, valid_from, field="deputy") if deputy else None,
    )
    named = _order(order)
    OrderCounter.objects.select_for_update().get(year=named.year)  # the book of orders is the lock
    enforce(rules.nothing_stands_on_that_day(codes, valid_from))
    for row in Assignment.objects.filter(duty__in=codes, valid_from__lt=valid_from):
        if row.valid_to is None or row.valid_to >= valid_from:
            row.valid_to = valid_from - DAY
            row.save(update_fields=["valid_to", "updated_at"])
    made = Assignment.objects.bulk_create(
        Assignment(
            duty=code, person=person, order=named, deputy=deputy, valid_from=valid_from, valid_to=valid_to
        )
        for code in dict.fromkeys(codes)
    )
    publish(DutiesAssigned(person.pk, named.pk, tuple(row.pk for row in made)))
    return made


def _order(order: ByOrder) -> Order:
    number = order.number.strip()
    if order.on:
        known = Order.objects.filter(number=number, date=order.on, kind=Order.Kind.APPOINTMENT).first()
        if known:
            return known
    signer = head_signer(order.on) if order.on else None
    return issue_order(
        number=number,
        on=order.on,
        kind=Order.Kind.APPOINTMENT,
        title=TITLE,
        signer=signer.person if signer else None,
        position=signer.position if signer else "",
    )


@transaction.atomic
def end_assignment(row: Assignment) -> None:
    """From today the duty is nobody's, or again goes with its role. Raises ``Refused`` by DUT-06."""
    on = home_day()
    held = Assignment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    enforce(rules.assignment_is_open(held, on))
    if held.valid_from == on:
        held.delete()
        return
    held.valid_to = on - DAY
    held.save(update_fields=["valid_to", "updated_at"])


@transaction.atomic
def keep_duty(
    known: Known | None,
    *,
    words: str,
    role: str = "",
    act: LocalAct | None = None,
    clause: str = "",
    evidence: str = "",
    proof: str = "",
) -> Duty:
    """A new duty, or other words and clause of a known one. Raises ``Refused`` by DUT-05."""
    enforce(rules.clause_is_in_force(act, clause, home_day()))
    values = {
        "words": words, "role": role, "act": act, "clause": clause, "evidence": evidence, "proof": proof,
        "closed": False,
    }  # fmt: skip
    row, _created = Duty.objects.update_or_create(code=known.code if known else _free_code(), defaults=values)
    return row


def _free_code() -> str:
    """Codes are addresses: «d-7»."""
    last = Duty.objects.filter(code__startswith="d-").order_by("-pk").first()
    number = int(last.code.removeprefix("d-")) + 1 if last else 1
    return f"d-{number}"


@transaction.atomic
def bind(codes: Collection[str], *, act: LocalAct, clause: str) -> int:
    """Several duties stand on one clause of the centre's own act. Raises ``Refused`` by DUT-01, DUT-05."""
    known = duties()
    enforce(rules.duties_are_kept(codes, known))
    for code in codes:
        keep_duty(known[code], **_kept(known[code]) | {"act": act, "clause": clause})
    return len(codes)


@transaction.atomic
def close_duty(known: Known) -> None:
    """The centre does not keep it: it leaves the map, what was laid on people stays in the trail."""
    Duty.objects.update_or_create(code=known.code, defaults=_kept(known) | {"closed": True})


def _kept(known: Known) -> dict[str, Any]:
    """What the centre's own row says of a duty, as it stands now."""
    return {name: getattr(known, name) for name in ("words", "role", "act", "clause", "evidence", "proof")}


@transaction.atomic
def keep_outage(
    row: Outage | None,
    *,
    kind: str,
    what: str,
    starts_at: datetime,
    ends_at: datetime | None,
    by: Person,
    reason: str = "",
    done: str = "",
    responsible: Person | None = None,
) -> Outage:
    """Write down that the platform did not work or was worked upon, or go on with such a row (S4-2.3).

    Raises ``Refused`` by DUT-08 for times out of order, by DUT-09 for an end without a reason or a person.
    """
    enforce(
        rules.outage_is_in_order(kind, starts_at, ends_at, now()),
        rules.ended_outage_is_explained(ends_at, reason, responsible),
    )
    kept = Outage.objects.select_for_update().get(pk=row.pk) if row else Outage(entered_by=by)
    kept.kind, kept.what, kept.starts_at, kept.ends_at = kind, what.strip(), starts_at, ends_at
    kept.reason, kept.done, kept.responsible = reason.strip(), done.strip(), responsible
    kept.save()
    return kept
