"""Decades of consultations in minutes: the centre's own past, copied by SQL further and further back.

A copy is as busy as the centre is: its groups, lessons, learners, bookings and hours, each with a number and
dates of its own. So there are a hundred times more rows, and what a page shows of today is the same: its
price must be too. Audit triggers and checks of keys are off while rows are copied, indexes are not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

BATCH = 100_000
PAST = (
    "CREATE TEMP TABLE past AS SELECT id, date FROM consultations_session"
    " WHERE state IN ('held', 'confirmed', 'no_show', 'cancelled') AND date < current_date - 7"
)
OF_PAST = "session_id IN (SELECT id FROM past)"
ONE_BOOKING = f"t.id IN (SELECT min(id) FROM consultations_booking WHERE {OF_PAST} GROUP BY session_id)"


@dataclass(frozen=True, slots=True)
class Copied:
    """A table whose rows ``where`` are copied; ``own``: what a column of the copy holds instead, in SQL."""

    table: str
    where: str = "true"
    own: dict[str, str] = field(default_factory=dict)


CAME = "EXISTS (SELECT FROM consultations_booking b WHERE b.learner_id = t.id)"
LONG_AGO = {"line_id": "NULL", "extra_reason": "'давно'"}
TABLES = (
    Copied("people_person", CAME, {"snils": "''"}),
    Copied("studies_group", own={"code": "left(t.code, 20) || ' №' || t.id + k * {own}"}),
    Copied("studies_grouppart"),
    Copied("consultations_session", "t.id IN (SELECT id FROM past)", LONG_AGO),
    Copied("consultations_session_groups", OF_PAST),
    Copied("consultations_session_parts", OF_PAST),
    Copied("consultations_session_means", OF_PAST),
    Copied("consultations_booking", ONE_BOOKING, {"asked_by_id": "t.learner_id + k * {person}"}),
    Copied("workload_worklogentry", OF_PAST, {"state": "'locked'"}),
)  # fmt: skip

STAFF = frozenset({"person_id", "teacher_id", "curator_id", "substitute_for_id", "confirmed_by_id"})


def grow(dsn: str, sessions: int, say: Callable[[str], None]) -> int:
    """Copy the past back until there are about ``sessions`` consultations; answers how many there are."""
    with psycopg.connect(dsn, autocommit=True) as database:
        database.execute(PAST)
        block, weeks = _row(database, "SELECT count(*), (max(date) - min(date)) / 7 + 1 FROM past")
        known, done = _row(database, "SELECT count(*), 0 FROM consultations_session")
        steps = {copied.table: _step(database, copied.table) for copied in TABLES}
        copies = max(round((sessions - known) / block), 0)
        while done < copies:
            last = min(done + max(BATCH // block, 1), copies)
            with database.transaction():
                database.execute("SET LOCAL session_replication_role = replica")
                for copied in TABLES:
                    database.execute(
                        _statement(database, copied, steps), {"k": done + 1, "last": last, "weeks": weeks}
                    )
            done = last
            say(f"  консультаций {known + done * block}")
        for table in steps:
            database.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        database.execute("VACUUM ANALYZE")
        return known + copies * block


def _row(database: "psycopg.Connection[Any]", query: str) -> tuple[int, int]:
    row = database.execute(query).fetchone()
    assert row
    return row[0], row[1]


def _step(database: "psycopg.Connection[Any]", table: str) -> int:
    """How far apart the numbers of a row's copies lie."""
    return _row(database, f"SELECT max(id) + 1, 0 FROM {table}")[0]


def _statement(database: "psycopg.Connection[Any]", copied: Copied, steps: dict[str, int]) -> sql.Composed:
    columns = database.execute(
        "SELECT a.attname, format_type(a.atttypid, NULL), c.confrelid::regclass::text"
        " FROM pg_attribute a LEFT JOIN pg_constraint c"
        " ON c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]"
        " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped",
        [copied.table],
    ).fetchall()
    values = [
        copied.own.get(name, "").format(own=steps[copied.table], person=steps["people_person"])
        or _value(name, kind, steps.get(copied.table if name == "id" else parent or "", 0))
        for name, kind, parent in columns
    ]
    return sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {values}"
        " FROM {table} t, generate_series(%(k)s::int, %(last)s::int) k WHERE t.id < {step} AND {where}"
    ).format(
        table=sql.Identifier(copied.table),
        names=sql.SQL(", ").join(sql.Identifier(name) for name, _kind, _parent in columns),
        values=sql.SQL(", ".join(values)),
        step=sql.Literal(steps[copied.table]),
        where=sql.SQL(copied.where),
    )


def _value(name: str, kind: str, step: int) -> str:
    """A number of a copied table goes on by its step, a date goes back by the length of the past."""
    if step and kind == "bigint" and name not in STAFF:
        return f"t.{name} + k * {step}"
    if kind == "date":
        return f"t.{name} - 7 * k * %(weeks)s::int"
    if kind.startswith("timestamp"):
        return f"t.{name} - k * %(weeks)s::int * interval '7 days'"
    return f"t.{name}"
