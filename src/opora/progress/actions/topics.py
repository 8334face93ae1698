"""What a teacher does with a proposed topic. The discipline's row is the lock: two people decide in turn."""

from django.db import transaction

from opora.consultations.actions import set_topic
from opora.consultations.models import Scope, Session
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.studies.models import GroupPart

from .. import rules
from ..models import TopicDecision
from ..queries.proposals import Proposal
from ..queries.radar import radar_of
from ..queries.sessions import sessions_ahead

State = TopicDecision.State


def _found(run: GroupPart, key: str) -> Proposal:
    GroupPart.objects.select_for_update(of=("self",)).get(pk=run.pk)
    proposal = radar_of(run).find(key)
    enforce(rules.proposal_stands(proposal is not None))
    assert proposal is not None  # noqa: S101 -- enforced above
    return proposal


def _decided(run: GroupPart, proposal: Proposal, state: str, by: Person, **values: object) -> TopicDecision:
    return TopicDecision.objects.create(
        run=run, key=proposal.key, title=proposal.title[:300], why=proposal.why[:500],
        evidence=sorted(proposal.evidence), state=state, decided_by=by, **values,
    )  # fmt: skip


@transaction.atomic
def accept_topic(run: GroupPart, *, key: str, session: Session, by: Person, title: str = "") -> TopicDecision:
    """The topic of a session ahead, with the basis and the facts it stands on (CON-04).

    Raises :class:`~opora.kernel.errors.Refused` by TOP-02, TOP-03 and as ``set_topic`` does.
    """
    proposal = _found(run, key)
    enforce(rules.session_serves_it(sessions_ahead([run]).filter(pk=session.pk).exists()))
    set_topic(
        session, topic=title.strip() or proposal.title, basis=proposal.basis, scope=Scope.TOPIC,
        why=proposal.why,
    )  # fmt: skip
    return _decided(run, proposal, State.ACCEPTED, by, session=session)


@transaction.atomic
def decline_topic(run: GroupPart, *, key: str, by: Person, reason: str) -> TopicDecision:
    """Not needed; it comes back only with new mistakes or questions. Raises by TOP-01, TOP-02."""
    enforce(rules.decline_has_reason(reason))
    return _decided(run, _found(run, key), State.DECLINED, by, reason=reason.strip())


@transaction.atomic
def merge_topics(run: GroupPart, *, key: str, into: str, by: Person) -> TopicDecision:
    """Two names of one topic become one, now and later. Raises by TOP-02."""
    target, proposal = _found(run, into), _found(run, key)
    enforce(rules.proposal_stands(target.key != proposal.key))
    return _decided(run, proposal, State.MERGED, by, into=target.key)


@transaction.atomic
def reopen_topic(decision: TopicDecision) -> None:
    """Take a «no» or a merge back; the topic of a session that was accepted is changed in the session."""
    GroupPart.objects.select_for_update(of=("self",)).get(pk=decision.run_id)
    TopicDecision.objects.filter(pk=decision.pk).exclude(state=State.ACCEPTED).delete()
