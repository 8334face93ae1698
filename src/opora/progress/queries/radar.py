"""Topics a consultation should be about: from results, questions with bookings and asks for help (S0-5.3b).

Statements are the same in number for one discipline and for fifty; each is bounded by the groups asked about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import mean, pstdev

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.consultations.models import HelpRequest, TopicBasis
from opora.kernel.clock import now
from opora.studies.models import GroupPart, ProgrammePart

from ..models import TopicDecision
from ..rules import PASSED
from .results import branch_of, parts_of, percent
from .words import closeness, stems

WEAK, ASKED, SPREAD, WORSE = 60, 25, 10, 5
LEAST_TESTED = 3
LEAST_WEAK, LEAST_ASKERS = 0.2, 2
ABOUT, ALIKE = 0.5, 0.5
RECENT, WEEK = timedelta(days=28), timedelta(days=7)

RESULTS = """
SELECT DISTINCT e.group_id, r.id, r.learner_id, p.last_name, p.first_name, p.middle_name,
       t.id, t.title, t.part_id, r.points, r.max_points, r.share, r.taken_at
  FROM progress_knowntest t JOIN progress_result r ON r.test_id = t.id
  JOIN studies_enrolment e ON e.learner_id = r.learner_id AND e.state = 'enrolled'
  JOIN people_person p ON p.id = r.learner_id
 WHERE t.part_id = ANY(%(parts)s) AND e.group_id = ANY(%(groups)s)
 ORDER BY r.taken_at, r.id
"""
QUESTIONS = """
SELECT run.id, b.id, b.learner_id, p.last_name, p.first_name, p.middle_name, b.question, b.created_at
  FROM studies_grouppart run
  JOIN studies_enrolment e ON e.group_id = run.group_id AND e.state = 'enrolled'
  JOIN consultations_booking b ON b.learner_id = e.learner_id AND b.question <> ''
  JOIN consultations_session s ON s.id = b.session_id AND s.date BETWEEN run.starts_on AND run.ends_on
  JOIN people_person p ON p.id = b.learner_id
 WHERE run.id = ANY(%(runs)s) AND b.created_at >= %(since)s AND s.kind = 'current'
   AND (EXISTS (SELECT FROM consultations_session_parts sp
                 WHERE sp.session_id = s.id AND sp.programmepart_id = run.part_id)
        OR (s.person_id = run.teacher_id
            AND NOT EXISTS (SELECT FROM consultations_session_parts sp WHERE sp.session_id = s.id)))
 ORDER BY b.created_at, b.id
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A result as evidence: whose, how much, when. ``ref`` names it in a decision."""

    ref: str
    learner: int
    name: str
    test: int
    title: str
    part: int
    shown: str
    share: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    ref: str
    learner: int
    name: str
    text: str
    at: datetime
    is_request: bool


@dataclass(slots=True)
class Proposal:
    """A topic with its evidence and score; each component of the score can be shown."""

    key: str
    title: str
    is_test: bool
    attempts: list[Attempt] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    learners: int = 0

    @property
    def latest(self) -> dict[tuple[int, int], Attempt]:
        """The last attempt of each learner at each test."""
        return {(one.learner, one.test): one for one in self.attempts}

    @property
    def tested(self) -> int:
        return len({learner for learner, _test in self.latest})

    @property
    def weak(self) -> list[Attempt]:
        """Last attempts below the threshold, the weakest first."""
        below = [one for one in self.latest.values() if one.share < float(PASSED)]
        return sorted(below, key=lambda one: (one.share, one.name))

    @property
    def weak_learners(self) -> int:
        return len({one.learner for one in self.weak})

    @property
    def askers(self) -> int:
        return len({one.learner for one in self.questions})

    @property
    def points_weak(self) -> float:
        return WEAK * self.weak_learners / max(self.tested, LEAST_TESTED)

    @property
    def points_asked(self) -> float:
        return ASKED * min(1.0, self.askers / max(self.learners, LEAST_TESTED) * 2)

    @property
    def points_spread(self) -> float:
        shares = [one.share for one in self.latest.values()]
        return SPREAD * min(1.0, 2 * pstdev(shares)) if len(shares) > 1 else 0.0

    @property
    def points_worse(self) -> float:
        """Who tried again and did worse: the mean loss of those who tried again."""
        tries: dict[tuple[int, int], list[float]] = {}
        for one in self.attempts:
            tries.setdefault((one.learner, one.test), []).append(one.share)
        lost = [max(0.0, shares[0] - shares[-1]) for shares in tries.values() if len(shares) > 1]
        return WORSE * mean(lost) if lost else 0.0

    @property
    def score(self) -> int:
        return round(self.points_weak + self.points_asked + self.points_spread + self.points_worse)

    @property
    def evidence(self) -> frozenset[str]:
        """What a decision is remembered by: weak results and questions."""
        return frozenset([one.ref for one in self.weak] + [one.ref for one in self.questions])

    @property
    def basis(self) -> str:
        return TopicBasis.PROGRESS if self.weak else TopicBasis.APPEALS

    @property
    def matters(self) -> bool:
        often = bool(self.tested) and self.weak_learners / self.tested >= LEAST_WEAK
        return often or self.askers >= LEAST_ASKERS

    @property
    def why(self) -> str:
        """«7 из 12 ошиблись в тесте «Инструктажи», 3 вопроса за неделю»."""
        told = []
        if self.weak:
            titles = sorted({one.title for one in self.weak})
            where = _("в тесте «{title}»").format(title=titles[0]) if len(titles) == 1 else _("в тестах")
            told.append(
                _("{n} из {all} ошиблись {where}").format(n=self.weak_learners, all=self.tested, where=where)
            )
        lately = sum(one.at >= now() - WEEK for one in self.questions)
        if lately:
            told.append(ngettext("{n} вопрос за неделю", "{n} вопроса за неделю", lately).format(n=lately))
        elif self.questions:
            n = len(self.questions)
            told.append(ngettext("{n} вопрос за месяц", "{n} вопроса за месяц", n).format(n=n))
        return ", ".join(told)


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
    """Six statements, however many disciplines."""
    if not runs:
        return []
    parts = parts_of(run.group.programme_id for run in runs)
    branches = {run.pk: branch_of(run.part_id, parts) for run in runs}
    results = _results(runs, set().union(*branches.values()))
    questions = _questions(runs)
    sizes = _sizes(runs)
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
            decided.get(run.pk, []),
            [titles[pk] for pk in branches[run.pk] if pk in titles and pk != run.part_id],
            sizes.get(run.group_id, 0),
        )
        for run in runs
    ]


def _name(last: object, first: object, middle: object) -> str:
    return " ".join(str(part) for part in (last, first, middle) if part)


def _results(runs: Iterable[GroupPart], parts: set[int]) -> dict[int, list[Attempt]]:
    values = {"parts": sorted(parts), "groups": sorted({run.group_id for run in runs})}
    found: dict[int, list[Attempt]] = {}
    with connection.cursor() as cursor:
        cursor.execute(RESULTS, values)
        for group, pk, learner, last, first, middle, test, title, part, points, most, share, at in cursor:
            shown = f"{points.normalize():f} / {most.normalize():f}" if most else f"{percent(share)} %"
            found.setdefault(group, []).append(
                Attempt(
                    f"r{pk}", learner, _name(last, first, middle), test, title, part, shown, float(share), at
                )
            )
    return found


def _questions(runs: Sequence[GroupPart]) -> dict[int, list[Question]]:
    """With bookings and asks for help: two statements."""
    since, found = now() - RECENT, dict[int, list[Question]]()
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS, {"runs": [run.pk for run in runs], "since": since})
        for run, pk, learner, last, first, middle, text, at in cursor:
            one = Question(f"b{pk}", learner, _name(last, first, middle), text, at, False)
            found.setdefault(run, []).append(one)
    asks = HelpRequest.objects.filter(run__in=runs, created_at__gte=since).exclude(state="withdrawn")
    for ask in asks.select_related("learner").order_by("created_at", "pk"):
        one = Question(
            f"h{ask.pk}", ask.learner_id, ask.learner.full_name, ask.question, ask.created_at, True
        )
        found.setdefault(ask.run_id, []).append(one)
    return found


def _sizes(runs: Iterable[GroupPart]) -> dict[int, int]:
    statement = """SELECT group_id, count(*) FROM studies_enrolment
                    WHERE state = 'enrolled' AND group_id = ANY(%(groups)s) GROUP BY group_id"""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"groups": sorted({run.group_id for run in runs})})
        return dict(cursor.fetchall())


def _radar(
    run: GroupPart,
    results: list[Attempt],
    questions: list[Question],
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
    moved = set(decision.evidence)
    for topic in topics.values():
        if topic is not target:
            gone = [one for one in topic.questions if one.ref in moved]
            topic.questions = [one for one in topic.questions if one.ref not in moved]
            target.questions.extend(gone)
