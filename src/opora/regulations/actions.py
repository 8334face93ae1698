"""Orders, local acts and their editions."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person

from . import rules
from .events import EditionTakesForce
from .models import ActEdition, Clause, LocalAct, Order, OrderCounter, Provision, ProvisionValue, RuleBasis
from .presets import Provided
from .queries import forget_editions


@transaction.atomic
def issue_order(
    *, number: str, on: date | None, kind: Order.Kind, title: str, signer: Person | None, position: str = ""
) -> Order:
    """Register an order. The counter of the year is the lock under which numbers are taken.

    Raises :class:`~opora.kernel.errors.Refused` by SCH-05 without number or date, by ORD-01 for a taken
    number.
    """
    enforce(rules.order_has_number_and_date(number, on))
    assert on is not None  # noqa: S101 -- enforced above
    number = number.strip()
    counter = _locked_counter(on.year)
    enforce(rules.order_number_is_free(number, on.year))
    given = _leading_number(number)
    if given > counter.last:
        counter.last = given
        counter.save(update_fields=["last"])
    return Order.objects.create(
        number=number,
        date=on,
        year=on.year,
        kind=kind,
        title=title,
        signer=signer,
        signer_position=position,
    )


def _locked_counter(year: int) -> OrderCounter:
    OrderCounter.objects.get_or_create(year=year)
    return OrderCounter.objects.select_for_update().get(year=year)


def _leading_number(number: str) -> int:
    """«41-о» → 41: what the book of orders counts. An odd or endless number does not move the count."""
    digits = "".join(character for character in number.split("-")[0] if character in "0123456789")
    return int(digits) if 0 < len(digits) <= 6 else 0


@transaction.atomic
def register_act(code: str, *, kind: LocalAct.Kind, title: str, short_title: str, genitive: str) -> LocalAct:
    """A local act by its short code; it has no force until an edition is adopted.

    ``short_title`` and ``genitive`` are how refusals cite it: «Порядок», «п. 5.5 Порядка».
    """
    return LocalAct.objects.create(
        code=code, kind=kind, title=title, short_title=short_title, genitive=genitive
    )


@transaction.atomic
def adopt_edition(
    act_code: str,
    *,
    number: int,
    order: Order | None,
    effective_from: date,
    clauses: Mapping[str, str],
    provisions: Mapping[Provision, Provided] | None = None,
    bases: Mapping[str, str] | None = None,
    preset: str = "",
) -> ActEdition:
    """Adopt an edition by the head's order; the one before loses force by itself that day (S0-7.2b).

    ``clauses`` number → text in order, ``bases`` rule id → clause number. Adopted, an edition is never
    changed: a change is a new edition. The act's row is the lock.

    Raises :class:`~opora.kernel.errors.Refused` by ACT-01 without an order on acts, by ACT-02 for a second
    edition with the same number or date; KeyError when a provision or a basis names an unknown clause.
    """
    act = LocalAct.objects.select_for_update().get(code=act_code)
    enforce(
        rules.edition_is_ordered(order),
        rules.edition_is_alone_on_its_date(act, number=number, effective_from=effective_from),
    )
    edition = ActEdition.objects.create(
        act=act, number=number, order=order, effective_from=effective_from, preset=preset
    )
    made = _write_clauses(edition, clauses)
    ProvisionValue.objects.bulk_create(
        ProvisionValue(
            edition=edition,
            provision=provision,
            value=provided.value,
            clause=made[provided.clause] if provided.clause else None,
        )
        for provision, provided in (provisions or {}).items()
    )
    RuleBasis.objects.bulk_create(
        RuleBasis(edition=edition, rule=rule, clause=made[clause]) for rule, clause in (bases or {}).items()
    )
    forget_editions()
    transaction.on_commit(forget_editions)  # another thread may have read the old list a moment before
    publish(EditionTakesForce(edition_id=edition.pk))
    return edition


def _write_clauses(edition: ActEdition, clauses: Mapping[str, str]) -> dict[str, Clause]:
    rows = Clause.objects.bulk_create(
        Clause(edition=edition, number=number, text=text, position=position)
        for position, (number, text) in enumerate(clauses.items(), 1)
    )
    return {row.number: row for row in rows}
