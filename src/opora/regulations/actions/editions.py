"""Local acts, and editions taken over whole: presets, the demonstration, what was adopted on paper."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import transaction

from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person, Role
from opora.people.queries import home_day

from .. import rules
from ..events import EditionTakesForce
from ..models import ActEdition, Clause, LocalAct, Order, Provision, ProvisionValue, RuleBasis
from ..presets import Provided
from ..queries import forget_editions


@transaction.atomic
def register_act(
    code: str,
    *,
    kind: LocalAct.Kind,
    title: str,
    short_title: str,
    genitive: str,
    area: str = "",
    owner: Person | None = None,
) -> LocalAct:
    """A local act by its short code; it has no force until an edition is adopted.

    ``short_title`` and ``genitive`` are how refusals cite it: «Порядок», «п. 5.5 Порядка».
    Raises :class:`~opora.kernel.errors.Refused` by EDN-01 for a taken code.
    """
    enforce(rules.act_code_is_free(code))
    return LocalAct.objects.create(
        code=code,
        kind=kind,
        title=title,
        short_title=short_title,
        genitive=genitive,
        area=area,
        owner=owner,
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
    concerns: Collection[Role] = (),
) -> ActEdition:
    """Adopt an edition by the head's order; the one before loses force by itself that day (S0-7.2b).

    ``clauses`` number → text in order, ``bases`` rule id → clause number, ``concerns``: roles that get
    acquainted with it from today, whatever the date of the order. Adopted, an edition is never changed: a
    change is a new edition. The act's row is the lock.

    Raises :class:`~opora.kernel.errors.Refused` by ACT-01 without an order on acts, by ACT-02 for a second
    edition with the same number or date; KeyError when a provision or a basis names an unknown clause.
    """
    act = LocalAct.objects.select_for_update().get(code=act_code)
    enforce(
        rules.edition_is_ordered(order),
        rules.edition_is_alone_on_its_date(act, number=number, effective_from=effective_from),
    )
    edition = ActEdition.objects.create(
        act=act,
        number=number,
        state=ActEdition.State.APPROVED,
        order=order,
        effective_from=effective_from,
        published_on=order.date if order else None,
        preset=preset,
        concerns=[role.value for role in Role if role in concerns],
        acquaint_from=home_day() if concerns else None,
    )
    fill(edition, clauses, provisions or {}, bases or {})
    tell_of_force(edition)
    return edition


def fill(
    edition: ActEdition,
    clauses: Mapping[str, str],
    provisions: Mapping[Provision, Provided],
    bases: Mapping[str, str],
) -> None:
    """The text and what stands on it, into an edition that has nothing yet."""
    made = write_clauses(edition, clauses.items())
    ProvisionValue.objects.bulk_create(
        ProvisionValue(
            edition=edition,
            provision=provision,
            value=provided.value,
            clause=made[provided.clause] if provided.clause else None,
        )
        for provision, provided in provisions.items()
    )
    RuleBasis.objects.bulk_create(
        RuleBasis(edition=edition, rule=rule, clause=made[clause]) for rule, clause in bases.items()
    )


def tell_of_force(edition: ActEdition) -> None:
    """What this process remembers of editions is read anew, others hear of the change."""
    forget_editions()
    transaction.on_commit(forget_editions)  # another thread may have read the old list a moment before
    publish(EditionTakesForce(edition_id=edition.pk))


def write_clauses(edition: ActEdition, clauses: Iterable[tuple[str, str]]) -> dict[str, Clause]:
    rows = Clause.objects.bulk_create(
        Clause(edition=edition, number=number, text=text, position=position)
        for position, (number, text) in enumerate(clauses, 1)
    )
    return {row.number: row for row in rows}
