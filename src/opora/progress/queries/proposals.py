"""A topic proposed to a teacher with its evidence; each component of its score can be shown."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import mean, pstdev

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.consultations.models import TopicBasis
from opora.consultations.queries.feedback import Share
from opora.kernel.clock import now

from ..rules import PASSED

WEAK, ASKED, UNHELPED, SPREAD, WORSE = 60, 20, 10, 5, 5
LEAST_TESTED = 3
LEAST_WEAK, LEAST_ASKERS = 0.2, 2
WEEK = timedelta(days=7)


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
    """What somebody asked; of an ``appeal`` its number and page, without who wrote and what."""

    ref: str
    learner: int
    name: str
    text: str
    at: datetime
    is_request: bool = False
    appeal: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Unhelped:
    """Meetings about a topic after which few said that they helped. Nobody is named; ``refs`` are answers."""

    topic: str
    share: Share
    refs: tuple[str, ...]


@dataclass(slots=True)
class Proposal:
    """A topic with its evidence and score; each component of the score can be shown."""

    key: str
    title: str
    is_test: bool
    attempts: list[Attempt] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unhelped: list[Unhelped] = field(default_factory=list)
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
    def points_unhelped(self) -> float:
        """By the topic of meetings that helped least."""
        return UNHELPED * max((1 - (one.share.percent or 0) / 100 for one in self.unhelped), default=0.0)

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
        heard = self.points_asked + self.points_unhelped
        return round(self.points_weak + heard + self.points_spread + self.points_worse)

    @property
    def evidence(self) -> frozenset[str]:
        """What a decision is remembered by: weak results, questions, answers that help did not help."""
        told = [one.ref for one in self.weak] + [one.ref for one in self.questions]
        return frozenset(told + [ref for one in self.unhelped for ref in one.refs])

    @property
    def basis(self) -> str:
        return TopicBasis.PROGRESS if self.weak else TopicBasis.APPEALS

    @property
    def matters(self) -> bool:
        often = bool(self.tested) and self.weak_learners / self.tested >= LEAST_WEAK
        return often or self.askers >= LEAST_ASKERS or bool(self.unhelped)

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
        asked = [one for one in self.questions if not one.appeal]
        lately = sum(one.at >= now() - WEEK for one in asked)
        if lately:
            told.append(ngettext("{n} вопрос за неделю", "{n} вопроса за неделю", lately).format(n=lately))
        elif n := len(asked):
            told.append(ngettext("{n} вопрос за месяц", "{n} вопроса за месяц", n).format(n=n))
        if n := len(self.questions) - len(asked):
            told.append(ngettext("{n} обращение за месяц", "{n} обращения за месяц", n).format(n=n))
        told += [
            _("встреча помогла {n} из {all}").format(n=one.share.helped, all=one.share.answers)
            for one in self.unhelped
        ]
        return ", ".join(told)
