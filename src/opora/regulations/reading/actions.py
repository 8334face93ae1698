"""An act is read, its proposals are decided by a person; the register of norms is corrected."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.db import transaction

from opora.kernel.rules import enforce
from opora.people.models import Person

from . import rules
from .models import ActReading, ExternalAct, ReadProposal
from .norms import Norm
from .propose import propose
from .source import read_act

Decision = ReadProposal.Decision


@transaction.atomic
def begin_reading(content: bytes, file_name: str, *, by: Person) -> ActReading:
    """Read an act and keep what it proposes. Raises :class:`~.source.UnreadableAct` with words."""
    act = read_act(content, file_name)
    reading = ActReading.objects.create(
        title=act.title[:500],
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=[[clause.number, clause.text, clause.level] for clause in act.clauses],
        troubles=act.troubles,
        read_by=by,
    )
    ReadProposal.objects.bulk_create(
        ReadProposal.of(reading, position, proposal) for position, proposal in enumerate(propose(act), 1)
    )
    return reading


@transaction.atomic
def decide(reading: ActReading, said: Mapping[int, Any], refused: Iterable[int] = ()) -> None:
    """Answers by the key of a proposal: another value than was read is a correction. Raises RDG-01."""
    reading = _locked(reading)
    enforce(rules.reading_is_open(reading))
    turned_down = set(refused)
    changed = []
    for proposal in reading.proposals.all():
        if proposal.pk in turned_down:
            proposal.decision, proposal.said = Decision.REFUSED, None
        elif proposal.pk in said:
            value = said[proposal.pk]
            proposal.decision = Decision.CONFIRMED if value == proposal.value else Decision.CORRECTED
            proposal.said = value
        else:
            continue
        changed.append(proposal)
    ReadProposal.objects.bulk_update(changed, ["decision", "said"])


@transaction.atomic
def confirm_certain(reading: ActReading) -> int:
    """Confirm at once what the act says outright and nobody has decided yet; answers how many."""
    waiting = reading.proposals.filter(decision="", certain=True)
    said = dict(waiting.values_list("pk", "value"))
    decide(reading, said)
    return len(said)


@transaction.atomic
def finish_reading(reading: ActReading) -> ActReading:
    """The check is over: everything is decided. Raises ``Refused`` by RDG-01, RDG-02."""
    reading = _locked(reading)
    enforce(rules.reading_is_open(reading), rules.every_proposal_is_decided(reading.proposals.all()))
    reading.state = ActReading.State.DONE
    reading.save(update_fields=["state", "updated_at"])
    return reading


def _locked(reading: ActReading) -> ActReading:
    return ActReading.objects.select_for_update().get(pk=reading.pk)


@transaction.atomic
def correct_norm(
    norm: Norm, *, since: date, lapsed: date | None, successor: str, confirmed: bool, note: str
) -> ExternalAct:
    """The centre's own dates of a norm, laid over the shipped ones. Raises ``Refused`` by ACT-06."""
    enforce(rules.norm_lapses_after_it_began(since, lapsed))
    values = asdict(
        replace(norm, since=since, lapsed=lapsed, successor=successor, confirmed=confirmed, note=note.strip())
    )
    row, _made = ExternalAct.objects.update_or_create(code=values.pop("code"), defaults=values)
    return row


@transaction.atomic
def add_norm(norm: Norm) -> ExternalAct:
    """A norm the shipped register does not have. Raises ``Refused`` by ACT-06."""
    enforce(rules.norm_lapses_after_it_began(norm.since, norm.lapsed))
    return ExternalAct.objects.create(**asdict(norm))
