"""Where topics come from: results, questions with bookings, asks for help, appeals, help that did not help.

Statements are the same in number for one discipline and for fifty; each is bounded by the groups asked about.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import connection

from opora.consultations.models import HelpRequest
from opora.consultations.queries.feedback import share_of
from opora.kernel.clock import now
from opora.studies.models import GroupPart

from ..models import AppealMark
from .proposals import Attempt, Question, Unhelped
from .results import percent

RECENT = timedelta(days=28)

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
UNHELPED_BY = """
SELECT run.id, s.topic, f.id, f.verdict
  FROM studies_grouppart run
  JOIN studies_enrolment e ON e.group_id = run.group_id AND e.state = 'enrolled'
  JOIN consultations_feedback f ON f.learner_id = e.learner_id AND f.created_at >= %(since)s
  JOIN consultations_session s ON s.id = f.session_id AND s.date BETWEEN run.starts_on AND run.ends_on
 WHERE run.id = ANY(%(runs)s) AND s.kind = 'current' AND s.topic <> ''
   AND coalesce((SELECT bool_or(p.programmepart_id = run.part_id) FROM consultations_session_parts p
                  WHERE p.session_id = s.id), s.person_id = run.teacher_id)
 ORDER BY f.id
"""


def _name(last: object, first: object, middle: object) -> str:
    return " ".join(str(part) for part in (last, first, middle) if part)


def results_of(runs: Iterable[GroupPart], parts: set[int]) -> dict[int, list[Attempt]]:
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


def questions_of(runs: Sequence[GroupPart]) -> dict[int, list[Question]]:
    """With bookings, asks for help and appeals: three statements."""
    since, found = now() - RECENT, dict[int, list[Question]]()
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS, {"runs": [run.pk for run in runs], "since": since})
        for run, pk, learner, last, first, middle, text, at in cursor:
            one = Question(f"b{pk}", learner, _name(last, first, middle), text, at)
            found.setdefault(run, []).append(one)
    asks = HelpRequest.objects.filter(run__in=runs, created_at__gte=since).exclude(state="withdrawn")
    for ask in asks.select_related("learner").order_by("created_at", "pk"):
        one = Question(
            f"h{ask.pk}", ask.learner_id, ask.learner.full_name, ask.question, ask.created_at, True
        )
        found.setdefault(ask.run_id, []).append(one)
    for mark in AppealMark.objects.filter(run__in=runs, received_at__gte=since).select_related("run__part"):
        one = Question(
            f"a{mark.pk}", -mark.pk, "", mark.topic or mark.run.part.title, mark.received_at,
            appeal=mark.code, url=mark.url,
        )  # fmt: skip
        found.setdefault(mark.run_id, []).append(one)
    return found


def unhelped_of(runs: Sequence[GroupPart]) -> dict[int, list[Unhelped]]:
    """Topics of meetings whose share of «помогла» is low, where enough have answered. One statement."""
    said: dict[int, dict[str, list[tuple[int, str]]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(UNHELPED_BY, {"runs": [run.pk for run in runs], "since": now() - RECENT})
        for run, topic, pk, verdict in cursor:
            said.setdefault(run, {}).setdefault(topic, []).append((pk, verdict))
    found: dict[int, list[Unhelped]] = {}
    for run, topics in said.items():
        for topic, answers in topics.items():
            share = share_of(verdict for _pk, verdict in answers)
            if share.is_low:
                refs = tuple(f"f{pk}" for pk, verdict in answers if verdict != "helped")
                found.setdefault(run, []).append(Unhelped(topic, share, refs))
    return found


def sizes_of(runs: Iterable[GroupPart]) -> dict[int, int]:
    statement = """SELECT group_id, count(*) FROM studies_enrolment
                    WHERE state = 'enrolled' AND group_id = ANY(%(groups)s) GROUP BY group_id"""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"groups": sorted({run.group_id for run in runs})})
        return dict(cursor.fetchall())
