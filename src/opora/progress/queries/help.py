"""The right to help, measured: offered, asked, received, waited for, refused (S0-1.5, S0-5.2, S2-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from opora.consultations.models import Booking
from opora.consultations.queries.feedback import Share
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.studies.models import Enrolment, Group, GroupPart, NetworkAgreement
from opora.studies.queries import groups_for, learners_of_agreement

HOUR_MINUTES = 60

# Sessions that serve a run of a discipline: in its period, for its group or everybody, of its part or of any.
# Found from the groups and by dates, then asked one by one about their parts and bookings («OFFSET 0» forbids
# the planner another way): a plan that reads all the links of a centre's life would cost more every year.
FOR_EVERYBODY = """
  SELECT s.id, s.date FROM consultations_session s
   WHERE s.date BETWEEN (SELECT min(starts_on) FROM run) AND (SELECT max(ends_on) FROM run)
     AND s.state NOT IN ('cancelled', 'rescheduled', 'failed')
     AND (SELECT g.id FROM consultations_session_groups g WHERE g.session_id = s.id LIMIT 1) IS NULL
"""
SERVED = f"""
WITH run AS MATERIALIZED (
  SELECT id, group_id, part_id, starts_on, ends_on FROM studies_grouppart WHERE id = ANY(%(runs)s)
), kin AS (  -- a group goes on with the past of those merged into it (case 18)
  SELECT run.id AS run, run.group_id FROM run
  UNION ALL SELECT run.id, g.id FROM run JOIN studies_group g ON g.merged_into_id = run.group_id
), everybody AS MATERIALIZED ({FOR_EVERYBODY}), meant AS (
  SELECT kin.run, g.session_id FROM kin JOIN consultations_session_groups g ON g.group_id = kin.group_id
   UNION
  SELECT run.id, one.id FROM run JOIN everybody one ON one.date BETWEEN run.starts_on AND run.ends_on
), served AS MATERIALIZED (
  SELECT run.id AS run, run.group_id, s.id, s.starts_at, s.mode,
         CASE s.mode WHEN 'offline' THEN 0 ELSE extract(epoch FROM s.ends_at - s.starts_at) / 60 END planned,
         extract(epoch FROM s.actual_end - s.actual_start) / 60 AS held
    FROM meant JOIN run ON run.id = meant.run,
         LATERAL (SELECT * FROM consultations_session WHERE id = meant.session_id OFFSET 0) s
   WHERE s.date BETWEEN run.starts_on AND run.ends_on
     AND s.state NOT IN ('cancelled', 'rescheduled', 'failed')
     AND coalesce((SELECT bool_or(p.programmepart_id = run.part_id) FROM consultations_session_parts p
                    WHERE p.session_id = s.id), true)
), place AS MATERIALIZED (
  SELECT served.*, b.learner_id, b.state, served.starts_at - b.created_at AS wait
    FROM served, LATERAL (SELECT learner_id, state, created_at FROM consultations_booking
                           WHERE session_id = served.id OFFSET 0) b
), asked AS MATERIALIZED (
  SELECT place.* FROM place
    JOIN studies_enrolment e ON e.learner_id = place.learner_id AND e.group_id = place.group_id
), refused AS (
  SELECT served.run, r.learner_id
    FROM served JOIN consultations_refusedask r ON r.session_id = served.id
    JOIN studies_enrolment e ON e.learner_id = r.learner_id AND e.group_id = served.group_id
)
"""  # noqa: S608 -- composed of constants
BY_RUN = f"""{SERVED}
SELECT run.id, coalesce(offered.sessions, 0), coalesce(offered.minutes, 0)::int,
       coalesce(got.asked, 0), coalesce(got.received, 0), coalesce(got.minutes, 0)::int,
       got.wait / 3600, coalesce(no.times, 0),
       coalesce(said.helped, 0), coalesce(said.partly, 0), coalesce(said.not_helped, 0)
  FROM run
  LEFT JOIN (SELECT run, count(*) sessions, sum(planned) minutes FROM served GROUP BY run) offered
         ON offered.run = run.id
  LEFT JOIN (SELECT run, count(DISTINCT learner_id) asked,
                    count(DISTINCT learner_id) FILTER (WHERE state = 'attended') received,
                    sum(held) FILTER (WHERE state = 'attended') minutes,
                    extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY wait)
                            FILTER (WHERE state <> 'cancelled' AND wait > interval '0')) wait
               FROM asked GROUP BY run) got
         ON got.run = run.id
  LEFT JOIN (SELECT run, count(*) times FROM refused GROUP BY run) no ON no.run = run.id
  LEFT JOIN (SELECT served.run, count(*) FILTER (WHERE f.verdict = 'helped') helped,
                    count(*) FILTER (WHERE f.verdict = 'partly') partly,
                    count(*) FILTER (WHERE f.verdict = 'not_helped') not_helped
               FROM served JOIN consultations_feedback f ON f.session_id = served.id
               JOIN studies_enrolment e ON e.learner_id = f.learner_id AND e.group_id = served.group_id
              GROUP BY served.run) said
         ON said.run = run.id
 ORDER BY run.id
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
), want AS (
  SELECT m, count(*) n, count(*) FILTER (WHERE state = 'attended') got
    FROM (SELECT DISTINCT id, learner_id, state,
                 date_trunc('month', starts_at AT TIME ZONE %(zone)s)::date m FROM asked) once GROUP BY m
), refusal AS (
  SELECT date_trunc('month', served.starts_at AT TIME ZONE %(zone)s)::date m, count(DISTINCT r.id) n
    FROM served JOIN consultations_refusedask r ON r.session_id = served.id GROUP BY 1
)
SELECT meeting.m, count(*), sum(planned)::int,
       coalesce((SELECT n FROM want WHERE want.m = meeting.m), 0),
       coalesce((SELECT got FROM want WHERE want.m = meeting.m), 0),
       coalesce((SELECT n FROM refusal WHERE refusal.m = meeting.m), 0)
  FROM meeting GROUP BY meeting.m ORDER BY meeting.m DESC LIMIT 12
"""  # noqa: S608 -- composed of constants
BY_PROGRAMME = f"""
WITH run AS MATERIALIZED (
  SELECT g.id AS group_id, g.starts_on, g.ends_on, p.id AS programme,
         ARRAY(SELECT id FROM studies_programmepart WHERE programme_id = p.id) AS parts
    FROM studies_group g JOIN studies_programme p ON p.id = g.programme_id
   WHERE (p.uses_e_learning OR p.uses_distance_tech) AND g.id = ANY(%(groups)s)
), everybody AS MATERIALIZED ({FOR_EVERYBODY}), meant AS (
  SELECT run.*, g.session_id FROM run JOIN consultations_session_groups g ON g.group_id = run.group_id
   UNION ALL
  SELECT run.*, one.id FROM run JOIN everybody one ON one.date BETWEEN run.starts_on AND run.ends_on
), served AS MATERIALIZED (
  SELECT DISTINCT meant.programme, s.id, s.format
    FROM meant, LATERAL (SELECT * FROM consultations_session WHERE id = meant.session_id OFFSET 0) s
   WHERE s.date BETWEEN meant.starts_on AND meant.ends_on
     AND s.state NOT IN ('cancelled', 'rescheduled', 'failed')
     AND coalesce((SELECT bool_or(p.programmepart_id = ANY(meant.parts)) FROM consultations_session_parts p
                    WHERE p.session_id = s.id), true)
)
SELECT p.id, p.code, p.title, count(served.id), count(served.id) FILTER (WHERE served.format = 'individual')
  FROM studies_programme p LEFT JOIN served ON served.programme = p.id
 WHERE p.id IN (SELECT programme FROM run)
 GROUP BY p.id, p.code, p.title ORDER BY 5, p.code
"""  # noqa: S608 -- composed of constants


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
    """A discipline of a group. ``asked`` and ``received`` of ``help`` count learners, not meetings.

    ``said``: whether help helped, by those who received it (S1-4.1).
    """

    run: GroupPart
    learners: int
    sessions: int
    offered_minutes: int
    help: Help
    standing: str
    said: Share

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
        sessions, offered, asked, received, minutes, wait, refused, *said = rows[run.pk]
        measured = Help(asked, received, minutes, None if wait is None else float(wait), refused)
        learners = counts.get(run.group_id, 0)
        found.append(
            RunHelp(
                run,
                learners,
                sessions,
                offered,
                measured,
                _standing(run, learners, sessions, measured, on),
                Share(*said),
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
