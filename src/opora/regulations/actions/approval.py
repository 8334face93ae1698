"""From a draft to an edition in force, and to its end: согласование, утверждение, отмена."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from opora.files.actions import keep
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day, signs_as

from .. import rules
from ..events import EditionConcerns
from ..models import CONCERNED, ActEdition, Body, BodyDecision, Order, Provision
from ..provisions import STAMP
from ..queries import in_force, suggested_circle
from .drafts import locked, locked_draft
from .editions import tell_of_force
from .orders import issue_order, lay_control

State = ActEdition.State
CONTROL_DAYS = timedelta(days=30)
Decision = BodyDecision.Decision


@dataclass(frozen=True, slots=True)
class Protocol:
    """What a body decided."""

    body: Body
    agreed: bool
    number: str
    on: date | None
    note: str = ""


@transaction.atomic
def send(edition: ActEdition) -> ActEdition:
    """Send a draft along the path the act in force names (S2 header, S3-4.2b, S0-7.1); its text is frozen.

    Raises ``Refused`` by EDN-03 and EDN-08.
    """
    draft = locked_draft(edition)
    enforce(rules.text_has_clauses(draft.clauses.count()), rules.summary_is_given(draft))
    draft.decisions.all().delete()
    bodies = [step for step in in_force(Provision.ACT_APPROVAL_PATH, home_day()) if step in Body.values]
    BodyDecision.objects.bulk_create(
        BodyDecision(edition=draft, body=body, position=place) for place, body in enumerate(bodies, 1)
    )
    draft.state = State.ON_AGREEMENT if bodies else State.ON_APPROVAL
    draft.remark = ""
    draft.save(update_fields=["state", "remark", "updated_at"])
    return draft


@transaction.atomic
def decide(edition: ActEdition, protocol: Protocol) -> ActEdition:
    """Enter what a body decided; a «no» makes it a draft again, the last «yes» sends it to the head.

    Raises ``Refused`` by EDN-09 and EDN-10.
    """
    held = locked(edition)
    row = held.decisions.filter(decision=Decision.WAITING).first()
    enforce(
        rules.body_is_asked(held, row, protocol.body),
        rules.protocol_is_named(protocol.number, protocol.on, home_day()),
        rules.objection_has_words(agreed=protocol.agreed, note=protocol.note),
    )
    assert row is not None  # noqa: S101 -- enforced above
    row.decision = Decision.FOR if protocol.agreed else Decision.AGAINST
    row.protocol, row.date, row.note = protocol.number.strip(), protocol.on, protocol.note.strip()
    row.save(update_fields=["decision", "protocol", "date", "note", "updated_at"])
    if not protocol.agreed:
        held.state, held.remark = State.DRAFT, row.note
    elif not held.decisions.exclude(decision=Decision.FOR).exists():
        held.state = State.ON_APPROVAL
    held.save(update_fields=["state", "remark", "updated_at"])
    return held


@transaction.atomic
def take_back(edition: ActEdition, *, remark: str = "") -> ActEdition:
    """Back to the draft: decisions of bodies do not count for another text. Raises ``Refused`` by EDN-09."""
    held = locked(edition)
    enforce(rules.is_on_its_way(held))
    held.state, held.remark = State.DRAFT, remark.strip()
    held.save(update_fields=["state", "remark", "updated_at"])
    return held


@transaction.atomic
def approve(
    edition: ActEdition,
    *,
    signer: Person,
    on: date | None,
    effective_from: date,
    number: str = "",
    concerns: Iterable[str] | None = None,
    controller: Person | None = None,
    control_due: date | None = None,
) -> ActEdition:
    """The head approves by an order (``number``) or by the stamp, as the path of the act in force says.

    ``concerns``: roles that get acquainted with it (ACT-04); None: those the act itself names. The order
    leaves its control to the signer or lays it on ``controller`` till ``control_due`` (S1-O-2).
    From its date the edition holds and the one before loses force by itself (S0-7.2b). Raises ``Refused`` by
    ACT-01 while a step is missing, ACT-02, ORD-01, SCH-05, EDN-11.
    """
    held = locked(edition)
    since = effective_from
    if on and in_force(Provision.EDITION_EFFECT, home_day()) == "on_approval":
        since = on
    enforce(rules.path_is_walked(held, list(held.decisions.all())))
    enforce(
        rules.day_of_approval_is_known(on, home_day()),
        rules.edition_is_not_backdated(since, home_day()),
        rules.edition_is_alone_on_its_date(held.act, effective_from=since, but=held),
    )
    if STAMP in in_force(Provision.ACT_APPROVAL_PATH, home_day()):
        held.stamped_on, held.stamped_by, held.stamped_position = on, signer, signs_as(signer, home_day())
    else:
        order = _order(f"Об утверждении документа «{held.act.title}»", number, on, signer)
        due = control_due or max(since, order.date) + CONTROL_DAYS
        held.order = lay_control(order, controller=controller or signer, due=due)
    held.state, held.effective_from, held.published_on = State.APPROVED, since, home_day()
    held.concerns = _circle(suggested_circle(held) if concerns is None else concerns)
    held.acquaint_from = home_day() if held.concerns else None
    held.save()
    tell_of_force(held)
    return held


def _circle(roles: Iterable[str]) -> list[str]:
    chosen = set(roles)
    return [role for role, _words in CONCERNED if role in chosen]


@transaction.atomic
def set_concerned(edition: ActEdition, roles: Iterable[str]) -> ActEdition:
    """Whom an approved edition concerns; nobody: acquaintance is no longer asked, marks stay.

    The term runs from the day it was first asked. Raises ``Refused`` by EDN-14.
    """
    held = locked(edition)
    enforce(rules.circle_may_change(held, home_day()))
    held.concerns = _circle(roles)
    if held.concerns and held.acquaint_from is None:
        held.acquaint_from = home_day()
    held.save(update_fields=["concerns", "acquaint_from", "updated_at"])
    publish(EditionConcerns(edition_id=held.pk))
    return held


def _order(title: str, number: str, on: date | None, signer: Person) -> Order:
    return issue_order(
        number=number,
        on=on,
        kind=Order.Kind.ACT,
        title=title[:500],
        signer=signer,
        position=signs_as(signer, home_day()),
    )


@transaction.atomic
def attach_original(edition: ActEdition, upload: UploadedFile[Any], *, by: Person) -> ActEdition:
    """The signed paper, kept as it is with its SHA-256; it is attached once. Raises by EDN-12, FIL-01…03."""
    held = locked(edition)
    enforce(rules.original_may_be_attached(held))
    held.original = keep(upload, by=by)
    held.save(update_fields=["original", "updated_at"])
    return held


@transaction.atomic
def revoke(edition: ActEdition, *, signer: Person, number: str, on: date | None, since: date) -> ActEdition:
    """End an edition by an order without another one in its place (domain.md §8, case 44).

    Nothing is deleted: what happened before is judged by it, its text stays. Raises EDN-13, ORD-01, SCH-05.
    """
    held = locked(edition)
    enforce(rules.may_be_revoked(held, since, home_day()))
    held.revoked_from = since
    held.revoked_by = _order(f"Об отмене документа «{held.act.title}»", number, on, signer)
    held.save(update_fields=["revoked_from", "revoked_by", "updated_at"])
    tell_of_force(held)
    return held
