"""The right to help, measured: offered, asked, received, waited for, refused (S0-1.5, S0-5.2, S2-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from opora.consultations.models import Booking
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.studies.models import Enrolment, Group, GroupPart, NetworkAgreement
from opora.studies.queries import groups_for, learners_of_agreement

HOUR_MINUTES = 60

# Sessions that serve a run of a discipline: in its period, for its group or everybody, of its part or of any.
SERVED = """
WITH run AS (
  SELECT id, group_id, part_id, starts_on, ends_on FROM studies_grouppart WHERE id = ANY(%(runs)s)
), kin AS (  -- a group goes on with the past of those merged into it (case 18)
  SELECT run.id AS run, run.group_id FROM run
  UNION ALL SELECT run.id, g.id FROM run JOIN studies_group g ON g.merged_into_id = run.group_id
), served AS (
  SELECT run.id AS run, run.group_id, s.id, s.starts_at, s.mode,
         CASE s.mode WHEN 'offline' THEN 0 ELSE extract(epoch FROM s.ends_at - s.starts_at) / 60 END planned,
         extract(epoch FROM s.actual_end - s.actual_start) / 60 AS held
    FROM run JOIN consultations_session s ON s.date BETWEEN run.starts_on AND run.ends_on
   WHERE s.state NOT IN ('cancelled', 'rescheduled', 'failed')
     AND (NOT EXISTS (SELECT FROM consultations_session_groups g WHERE g.session_id = s.id)
          OR EXISTS (SELECT FROM consultations_session_groups g
                       JOIN kin ON kin.group_id = g.group_id
                      WHERE g.session_id = s.id AND kin.run = run.id))
     AND (NOT EXISTS (SELECT FROM consultations_session_parts p WHERE p.session_id = s.id)
          OR EXISTS (SELECT FROM consultations_session_parts p
                      WHERE p.session_id = s.id AND p.programmepart_id = run.part_id))
), asked AS (
  SELECT served.run, b.learner_id, b.state, served.held, served.starts_at - b.created_at AS wait
    FROM served JOIN consultations_booking b ON b.session_id = served.id
    JOIN studies_enrolment e ON e.learner_id = b.learner_id AND e.group_id = served.group_id
), refused AS (
  SELECT served.run, r.learner_id
    FROM served JOIN consultations_refusedask r ON r.session_id = served.id
    JOIN studies_enrolment e ON e.learner_id = r.learner_id AND e.group_id = served.group_id
)
"""
BY_RUN = f"""{SERVED}
SELECT run.id,
       (SELECT count(*) FROM served WHERE served.run = run.id),
       (SELECT coalesce(sum(planned), 0) FROM served WHERE served.run = run.id)::int,
       (SELECT count(DISTINCT learner_id) FROM asked WHERE asked.run = run.id),
       (SELECT count(DISTINCT learner_id) FROM asked WHERE asked.run = run.id AND state = 'attended'),
       (SELECT coalesce(sum(held), 0) FROM asked WHERE asked.run = run.id AND state = 'attended')::int,
       (SELECT extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY wait)) / 3600 FROM asked
         WHERE asked.run = run.id AND state <> 'cancelled' AND wait > interval '0'),
       (SELECT count(*) FROM refused WHERE refused.run = run.id)
  FROM run ORDER BY run.id
"""  # noqa: S608 -- composed of constants
BY_LEARNER = f"""{SERVED}
, both_sides AS (
  SELECT run, learner_id, 1 AS asked, (state = 'attended')::int AS received,
         CASE WHEN state = 'attended' THEN coalesce(held, 0) ELSE 0 END AS minutes,
         CASE WHEN state <> 'cancelled' AND wait > interval '0' THEN wait END AS wait, 0 AS refused FROM asked
  UNION ALL SELECT run, learner_id, 1, 0, 0, NULL, 1 FROM refused
)
SELECT run, learner_id, sum(asked)::int, sum(received)::int, sum(minutes)::int,
       extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY wait)) / 3600, sum(refused)::int
  FROM both_sides GROUP BY run, learner_id
"""  # noqa: S608 -- composed of constants

WHY_REFUSED = f"""{SERVED}
SELECT r.rule, min(r.words), count(DISTINCT r.id) FROM served
  JOIN consultations_refusedask r ON r.session_id = served.id
  JOIN studies_enrolment e ON e.learner_id = r.learner_id AND e.group_id = served.group_id
 GROUP BY r.rule
 UNION ALL
SELECT '', h.answer, count(*) FROM run JOIN consultations_helprequest h ON h.run_id = run.id
 WHERE h.state = 'declined' GROUP BY h.answer
 ORDER BY 3 DESC, 2
"""  # noqa: S608 -- composed of constants
BY_MONTH = f"""{SERVED}
, meeting AS (
  SELECT DISTINCT id, date_trunc('month', starts_at AT TIME ZONE %(zone)s)::date m, planned FROM served
), place AS (
  SELECT DISTINCT served.id, b.learner_id, b.state,
         date_trunc('month', served.starts_at AT TIME ZONE %(zone)s)::date m
    FROM served JOIN consultations_booking b ON b.session_id = served.id
    JOIN studies_enrolment e ON e.learner_id = b.learner_id AND e.group_id = served.group_id
), refusal AS (
  SELECT date_trunc('month', served.starts_at AT TIME ZONE %(zone)s)::date m, count(DISTINCT r.id) n
    FROM served JOIN consultations_refusedask r ON r.session_id = served.id GROUP BY 1
)
SELECT meeting.m, count(*), sum(planned)::int,
       (SELECT count(*) FROM place WHERE place.m = meeting.m),
       (SELECT count(*) FROM place WHERE place.m = meeting.m AND state = 'attended'),
       coalesce((SELECT n FROM refusal WHERE refusal.m = meeting.m), 0)
  FROM meeting GROUP BY meeting.m ORDER BY meeting.m DESC LIMIT 12
"""  # noqa: S608 -- composed of constants
BY_PROGRAMME = """
SELECT p.id, p.code, p.title, count(DISTINCT s.id),
       count(DISTINCT s.id) FILTER (WHERE s.format = 'individual')
  FROM studies_programme p JOIN studies_group g ON g.programme_id = p.id
  LEFT JOIN consultations_session s ON s.date BETWEEN g.starts_on AND g.ends_on
       AND s.state NOT IN ('cancelled', 'rescheduled', 'failed')
       AND (NOT EXISTS (SELECT FROM consultations_session_groups sg WHERE sg.session_id = s.id)
            OR EXISTS (SELECT FROM consultations_session_groups sg
                        WHERE sg.session_id = s.id AND sg.group_id = g.id))
       AND (NOT EXISTS (SELECT FROM consultations_session_parts sp WHERE sp.session_id = s.id)
            OR EXISTS (SELECT FROM consultations_session_parts sp
                         JOIN studies_programmepart pp ON pp.id = sp.programmepart_id
                        WHERE sp.session_id = s.id AND pp.programme_id = p.id))
 WHERE (p.uses_e_learning OR p.uses_distance_tech) AND g.id = ANY(%(groups)s)
 GROUP BY p.id, p.code, p.title ORDER BY count(DISTINCT s.id) FILTER (WHERE s.format = 'individual'), p.code
"""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why help was refused: a rule with its words, or what a worker answered to an ask."""

    rule: str
    words: str
    times: int


@dataclass(frozen=True, slots=True)
class Month:
    month: date
    sessions: int
    minutes: int
    asked: int
    received: int
    refused: int

    @property
    def hours(self) -> float:
        return self.minutes / HOUR_MINUTES


@dataclass(frozen=True, slots=True)
class ProgrammeHelp:
    """A programme with ЭО or ДОТ: it always comes with individual help (S0-1.3)."""

    pk: int
    code: str
    title: str
    sessions: int
    individual: int

    @property
    def is_red(self) -> bool:
        return not self.individual


@dataclass(frozen=True, slots=True)
class Help:
    """What became of the right to help. Minutes are actual; ``wait_hours`` is a median, None without asks."""

    asked: int = 0
    received: int = 0
    minutes: int = 0
    wait_hours: float | None = None
    refused: int = 0


@dataclass(frozen=True, slots=True)
class RunHelp:
    """A discipline of a group. ``asked`` and ``received`` of ``help`` count learners, not meetings."""

    run: GroupPart
    learners: int
    sessions: int
    offered_minutes: int
    help: Help
    standing: str

    @property
    def offered_hours(self) -> float:
        return self.offered_minutes / HOUR_MINUTES


def runs_for(actor: Actor, on: date, *, everything: bool = False) -> QuerySet[GroupPart]:
    """Disciplines of the groups this actor may see: those studied now, or all."""
    runs = GroupPart.objects.filter(group__in=groups_for(actor).values("pk"))
    if actor.role is Role.TEACHER:
        runs = runs.filter(teacher=actor.person)
    if not everything:
        runs = runs.filter(starts_on__lte=on, ends_on__gte=on)
    return runs.select_related("group", "part__programme", "teacher").order_by(
        "group__code", "part__position", "pk"
    )


def help_by_run(runs: Sequence[GroupPart], on: date) -> list[RunHelp]:
    """Two statements, however many disciplines."""
    counts = _learners_of({run.group_id for run in runs}, on)
    rows = {row[0]: row[1:] for row in _asked(BY_RUN, [run.pk for run in runs])}
    found = []
    for run in runs:
        sessions, offered, asked, received, minutes, wait, refused = rows[run.pk]
        measured = Help(asked, received, minutes, None if wait is None else float(wait), refused)
        learners = counts.get(run.group_id, 0)
        found.append(
            RunHelp(
                run, learners, sessions, offered, measured, _standing(run, learners, sessions, measured, on)
            )
        )
    return found


def _standing(run: GroupPart, learners: int, sessions: int, measured: Help, on: date) -> str:
    """``red``: not one hour of help in the period; ``unmet``: asked for, but nobody has received it yet."""
    if learners and not sessions:
        return "red"
    if measured.refused and not measured.received:
        return "unmet"
    return "over" if run.ends_on < on else "good"


def _learners_of(groups: Iterable[int], on: date) -> dict[int, int]:
    studying = Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gt=on), group__in=groups, state=Enrolment.State.ENROLLED
    )
    counts: dict[int, int] = {}
    for group in studying.values_list("group_id", flat=True):
        counts[group] = counts.get(group, 0) + 1
    return counts


def help_by_learner(runs: Sequence[GroupPart]) -> dict[tuple[int, int], Help]:
    """(run, learner) → what was asked and received; absent pairs asked for nothing. One statement."""
    return {
        (run, learner): Help(asked, received, minutes, None if wait is None else float(wait), refused)
        for run, learner, asked, received, minutes, wait, refused in _asked(
            BY_LEARNER, [run.pk for run in runs]
        )
    }


def why_refused(runs: Sequence[GroupPart]) -> list[Reason]:
    """Reasons of refusals in these disciplines, the oftenest first. One statement."""
    return [Reason(*row) for row in _asked(WHY_REFUSED, [run.pk for run in runs])]


def by_month(runs: Sequence[GroupPart], zone: str) -> list[Month]:
    """A meeting that serves several of the disciplines is counted once. One statement."""
    return [Month(*row) for row in _asked(BY_MONTH, [run.pk for run in runs], zone=zone)]


def by_programme(groups: Iterable[int]) -> list[ProgrammeHelp]:
    """Programmes with ЭО or ДОТ that these groups study, those without individual help first (S0-1.3)."""
    return [ProgrammeHelp(*row) for row in _asked(BY_PROGRAMME, [], groups=sorted(set(groups)))]


def _asked(statement: str, runs: list[int], **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"runs": runs, **more})
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class LearnerRow:
    learner: Person
    cells: list[Help]
    total: Help


def learners_help(group: Group, runs: Sequence[GroupPart]) -> list[LearnerRow]:
    """Learners of a group with what each asked and received by discipline. Two statements."""
    measured = help_by_learner(runs)
    studying = Person.objects.filter(
        enrolments__group=group, enrolments__state__in=[Enrolment.State.ENROLLED, Enrolment.State.LEAVE]
    )
    rows = []
    for learner in studying.order_by("search_name", "pk"):
        cells = [measured.get((run.pk, learner.pk), Help()) for run in runs]
        rows.append(LearnerRow(learner, cells, _total(cells)))
    return rows


def _total(cells: Iterable[Help]) -> Help:
    listed = list(cells)
    return Help(
        asked=sum(cell.asked for cell in listed),
        received=sum(cell.received for cell in listed),
        minutes=sum(cell.minutes for cell in listed),
        refused=sum(cell.refused for cell in listed),
    )


def own_help(learner: Person, on: date) -> list[tuple[RunHelp, Help]]:
    """Disciplines of a learner now and before: what is offered, and what he himself asked and received."""
    runs = list(
        GroupPart.objects.filter(
            group__enrolments__learner=learner,
            group__enrolments__state=Enrolment.State.ENROLLED,
            starts_on__lte=on,
        )
        .select_related("group", "part__programme", "teacher")
        .order_by("-ends_on", "pk")
    )
    measured = help_by_learner(runs)
    return [(row, measured.get((row.run.pk, learner.pk), Help())) for row in help_by_run(runs, on)]


@dataclass(frozen=True, slots=True)
class Attendance:
    """How often a learner came to meetings, did not come, and is booked ahead."""

    learner: Person
    came: int
    missed: int
    ahead: int


def attendance_by_agreement(agreement: NetworkAgreement) -> list[Attendance]:
    """Only learners of the agreement, in order of names. One statement."""

    def booked(state: str) -> Count:
        return Count("bookings", filter=Q(bookings__state=state), distinct=True)

    rows = learners_of_agreement(agreement).annotate(
        came=booked(Booking.State.ATTENDED),
        missed=booked(Booking.State.NO_SHOW),
        ahead=booked(Booking.State.CONFIRMED),
    )
    return [Attendance(row, row.came, row.missed, row.ahead) for row in rows]
