"""Whether help helped: what a learner is asked about, shares without names, who wants another meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Greatest

from opora.kernel.clock import now
from opora.kernel.prepared import prepared
from opora.schedule.models import Mode

from ..models import Booking, Feedback, Post, Thread
from ..rules import feedback as rules
from .dossier import unacknowledged

LEAST, LOW, MOST_WAITING = 5, 60, 5

# Of which discipline the learner got help: of his run whose part the meeting serves, else of its teacher's.
DISCIPLINE = """
  SELECT run.part_id FROM studies_enrolment e JOIN studies_grouppart run ON run.group_id = e.group_id
   WHERE e.learner_id = f.learner_id AND s.date BETWEEN run.starts_on AND run.ends_on
     AND coalesce((SELECT bool_or(p.programmepart_id = run.part_id) FROM consultations_session_parts p
                    WHERE p.session_id = s.id), run.teacher_id = s.person_id)
   ORDER BY run.part_id LIMIT 1
"""
SAID = f"""
SELECT f.id, s.person_id, d.part_id, f.verdict, f.words
  FROM consultations_session s JOIN consultations_feedback f ON f.session_id = s.id
  LEFT JOIN LATERAL ({DISCIPLINE}) d ON true
 WHERE s.date BETWEEN %(since)s AND %(until)s
   AND (%(branches)s::bigint[] IS NULL OR s.branch_id = ANY(%(branches)s))
   AND (%(person)s::bigint IS NULL OR s.person_id = %(person)s)
 ORDER BY f.id
"""  # noqa: S608 -- composed of constants


@dataclass(frozen=True, slots=True)
class Share:
    """Answers by verdict. ``percent`` of «помогла» is None while there are too few to hide who said what."""

    helped: int = 0
    partly: int = 0
    not_helped: int = 0

    @property
    def answers(self) -> int:
        return self.helped + self.partly + self.not_helped

    @property
    def percent(self) -> int | None:
        return round(100 * self.helped / self.answers) if self.answers >= LEAST else None

    @property
    def is_low(self) -> bool:
        return self.percent is not None and self.percent < LOW

    def __add__(self, other: "Share") -> "Share":
        return Share(
            self.helped + other.helped, self.partly + other.partly, self.not_helped + other.not_helped
        )


def share_of(verdicts: Iterable[str]) -> Share:
    counted = dict.fromkeys(Feedback.Verdict.values, 0)
    for verdict in verdicts:
        counted[verdict] += 1
    return Share(*counted.values())


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer without its learner: whose help, of which discipline (None: of none of the learner's)."""

    person: int
    part: int | None
    verdict: str
    words: str


def said_in(since: date, until: date, *, branches: Iterable[int] | None, person: int | None) -> list[Answer]:
    """Answers about help given on these days; ``branches`` None is all of them. One statement."""
    values: dict[str, Any] = {
        "since": since, "until": until, "person": person,
        "branches": None if branches is None else list(branches),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SAID, values)
        return [Answer(*row[1:]) for row in cursor]


def wanting_more(since: date, until: date, branches: Iterable[int] | None) -> list[Feedback]:
    """Who asked for another meeting and has not been booked with the same worker since. One statement."""
    after = Booking.objects.filter(
        learner=OuterRef("learner"), session__person=OuterRef("session__person"),
        created_at__gt=OuterRef("created_at"),
    ).exclude(state=Booking.State.CANCELLED)  # fmt: skip
    rows = Feedback.objects.filter(~Exists(after), wants_more=True, session__date__range=(since, until))
    if branches is not None:
        rows = rows.filter(session__branch__in=branches)
    return list(rows.select_related("learner", "session__person", "session__branch").order_by("-pk"))


def own_booking(pk: int) -> Booking:
    """With what was said of it. One statement."""
    return Booking.objects.select_related("session__branch", "feedback").get(pk=pk)


def asked_of(about: Booking | Thread, *, answered: bool = True) -> dict[str, Any]:
    """What the question «Помогла ли консультация?» needs on a page; empty where nothing is to be said."""
    if rules.help_was_received(about, answered=answered):
        return {}
    said, is_open = getattr(about, "feedback", None), rules.said_in_time(about, now()) is None
    if said is None and not is_open:
        return {}
    return {
        "feedback": said,
        "feedback_open": is_open,
        "feedback_until": rules.ended_at(about) + rules.SAID_WITHIN,
        "verdicts": Feedback.Verdict.choices,
    }


def meetings_to_rate(learner: int) -> "QuerySet[Booking, Any]":
    """Meetings this learner was at lately and has said nothing of."""
    return _meetings_since(learner, now() - rules.SAID_WITHIN)


def _meetings_since(learner: int, since: datetime) -> "QuerySet[Booking, Any]":
    ended = Greatest("session__ends_at", "session__closed_at")
    return Booking.objects.alias(ended=ended).filter(
        learner=learner, state=Booking.State.ATTENDED, session__state__in=rules.RECEIVED,
        feedback=None, ended__gt=since,
    ).exclude(session__mode=Mode.OFFLINE)  # fmt: skip


def _questions_since(learner: int, since: datetime) -> "QuerySet[Thread, Any]":
    """Own questions answered and closed lately of which nothing was said."""
    answers = Post.objects.filter(thread=OuterRef("pk"), side=Post.Side.WORKER)
    return Thread.objects.filter(
        Exists(answers), learner=learner, state=Thread.State.CLOSED, feedback=None,
        closed_at__gt=since,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waits:
    """What a learner's first page reminds of: an answer to read, exam-prep to acknowledge, help to say a
    word of. ``title`` of exam-prep is its day by ISO.
    """

    kind: str
    pk: int
    title: str
    at: Any


def waiting_for_learner(learner: int) -> list[Waits]:
    """Answers to read by their deadline, exam-prep not acknowledged, then what to say a word of, the latest
    first; at most five of a kind but exam-prep. One statement.
    """
    return [Waits(*row) for row in _waiting(learner, now() - rules.SAID_WITHIN)]


@prepared
def _waiting(learner: int, since: datetime) -> "QuerySet[Thread, tuple[Any, ...]]":
    answered = Thread.objects.filter(learner=learner, state=Thread.State.ANSWERED).order_by("closes_at")
    meetings = _meetings_since(learner, since).order_by("-session__ends_at")
    questions = _questions_since(learner, since).order_by("-closed_at")
    preps = unacknowledged(learner).values_list(Value("prep"), "pk", Cast("date", CharField()), "starts_at")
    met = meetings.values_list(Value("meeting"), F("session_id"), "session__topic", "session__ends_at")
    closed = questions.values_list(Value("question"), "pk", "subject", "closed_at")
    return answered.values_list(Value("answered"), "pk", "subject", "closes_at")[:MOST_WAITING].union(
        preps, met[:MOST_WAITING], closed[:MOST_WAITING], all=True
    )
