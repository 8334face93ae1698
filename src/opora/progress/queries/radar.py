"""Topics a consultation should be about: from results, questions, asks for help, appeals and help that did
not help (S0-5.3b, S1-3.5, S1-4.1).

Statements are the same in number for one discipline and for fifty; each is bounded by the groups asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from opora.studies.models import GroupPart, ProgrammePart

from ..models import TopicDecision
from .proposals import Attempt, Proposal, Question, Unhelped
from .results import branch_of, parts_of
from .sources import questions_of, results_of, sizes_of, unhelped_of
from .words import closeness, stems

ABOUT, ALIKE = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class Radar:
    """Proposals of one discipline, the heaviest first, and what was decided before."""

    run: GroupPart
    proposals: list[Proposal]
    decided: list[TopicDecision]

    def find(self, key: str) -> Proposal | None:
        return next((one for one in self.proposals if one.key == key), None)


def radar_of(run: GroupPart) -> Radar:
    return radars([run])[0]


def radars(runs: Sequence[GroupPart]) -> list[Radar]:
    """Eight statements, however many disciplines."""
    if not runs:
        return []
    parts = parts_of(run.group.programme_id for run in runs)
    branches = {run.pk: branch_of(run.part_id, parts) for run in runs}
    results = results_of(runs, set().union(*branches.values()))
    questions, unhelped = questions_of(runs), unhelped_of(runs)
    sizes = sizes_of(runs)
    decided: dict[int, list[TopicDecision]] = {}
    rows = TopicDecision.objects.filter(run__in=runs).select_related("decided_by", "session__branch")
    for decision in rows:
        decided.setdefault(decision.run_id, []).append(decision)
    titles = {part.pk: part for part in parts}
    return [
        _radar(
            run,
            [one for one in results.get(run.group_id, []) if one.part in branches[run.pk]],
            questions.get(run.pk, []),
            unhelped.get(run.pk, []),
            decided.get(run.pk, []),
            [titles[pk] for pk in branches[run.pk] if pk in titles and pk != run.part_id],
            sizes.get(run.group_id, 0),
        )
        for run in runs
    ]


def _radar(
    run: GroupPart,
    results: list[Attempt],
    questions: list[Question],
    unhelped: list[Unhelped],
    decided: list[TopicDecision],
    parts: list[ProgrammePart],
    learners: int,
) -> Radar:
    topics: dict[str, Proposal] = {}
    by_part = {part.pk: part for part in parts}
    for result in results:
        part = by_part.get(result.part)
        key = f"p{part.pk}" if part else f"t{result.test}"
        title = part.title if part else result.title
        topics.setdefault(key, Proposal(key, title, True)).attempts.append(result)
    for part in parts:
        topics.setdefault(f"p{part.pk}", Proposal(f"p{part.pk}", part.title, True))
    _hear(topics, questions)
    for one in unhelped:
        _near(topics, stems(one.topic), f"u{one.refs[0]}", one.topic).unhelped.append(one)
    for decision in reversed(decided):
        if decision.state == TopicDecision.State.MERGED:
            _merge(topics, decision)
    for topic in topics.values():
        topic.learners = learners
    closed = [
        frozenset(decision.evidence) for decision in decided if decision.state != TopicDecision.State.MERGED
    ]
    proposals = [
        topic
        for topic in topics.values()
        if topic.matters and not any(topic.evidence <= seen for seen in closed)
    ]
    return Radar(run, sorted(proposals, key=lambda one: (-one.score, one.title)), decided)


def _hear(topics: dict[str, Proposal], questions: list[Question]) -> None:
    """Each question goes to the topic its words name; the rest are put together by their own words."""
    named = [(stems(topic.title), topic) for topic in topics.values()]
    crowds: list[tuple[frozenset[str], list[Question]]] = []
    for question in questions:
        words = stems(question.text)
        near = max(named, key=lambda pair: closeness(words, pair[0]), default=None)
        if near and closeness(words, near[0]) >= ABOUT:
            near[1].questions.append(question)
            continue
        for place, (common, crowd) in enumerate(crowds):
            if _overlap(words, common) >= ALIKE:
                crowd.append(question)
                crowds[place] = (common | words, crowd)
                break
        else:
            crowds.append((words, [question]))
    for _words, crowd in crowds:
        key = f"q{crowd[0].ref}"
        shortest = min((one.text for one in crowd), key=len)
        topics[key] = Proposal(key, shortest[:300], False, questions=crowd)


def _near(topics: dict[str, Proposal], words: frozenset[str], key: str, title: str) -> Proposal:
    """The topic these words name, else one of their own."""
    named = ((closeness(words, stems(topic.title)), topic) for topic in topics.values())
    close, topic = max(named, key=lambda pair: pair[0], default=(0.0, None))
    if topic is not None and close >= ABOUT:
        return topic
    return topics.setdefault(key, Proposal(key, title, False))


def _overlap(words: frozenset[str], common: frozenset[str]) -> float:
    return len(words & common) / min(len(words), len(common)) if words and common else 0.0


def _merge(topics: dict[str, Proposal], decision: TopicDecision) -> None:
    """What was under the merged topic goes to the other one, by its key or question by question."""
    target = topics.get(decision.into)
    if target is None:
        return
    source = topics.pop(decision.key, None)
    if source:
        target.attempts.extend(source.attempts)
        target.attempts.sort(key=lambda one: one.at)
        target.questions.extend(source.questions)
        target.unhelped.extend(source.unhelped)
    moved = set(decision.evidence)
    for topic in topics.values():
        if topic is not target:
            gone = [one for one in topic.questions if one.ref in moved]
            topic.questions = [one for one in topic.questions if one.ref not in moved]
            target.questions.extend(gone)
