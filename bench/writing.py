"""Scenes that write: log-in, booking and giving back, and ten learners at once for one place."""

from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from bench.driving import Gear, Run, drive
from bench.load import Request
from bench.scenes import CSRF, PASSWORD, World
from bench.server import Server

DONE = (302,)
BOOKED_OR_REFUSED = (302, 422)


def form(**values: Any) -> str:
    return urlencode({"csrfmiddlewaretoken": CSRF, **values})


def with_token(cookie: str = "") -> str:
    """Django asks that the cookie and the field of a form agree."""
    return "; ".join(filter(None, (cookie, f"opora_csrf={CSRF}", f"csrftoken={CSRF}")))


def log_in(server: Server, world: World, side: str, gear: Gear) -> Run:
    """Each request is a log-in of its own, without a session before it."""
    path, logins = world[side]["login"], world["logins"]
    lists = [
        [Request(path, with_token(), form(login=logins[n % len(logins)], password=PASSWORD), DONE)]
        for n in range(gear.clients)
    ]
    return drive(server, lists, gear)


def book_and_cancel(server: Server, world: World, side: str, gear: Gear, dsn: str) -> tuple[Run, Run]:
    """Book every place of the world's list that the gear has room for, then give all of them back."""
    places = world["places"][: gear.count]
    booked = drive(server, _dealt([_booking(place, side) for place in places], gear.clients), gear, once=True)
    with psycopg.connect(dsn) as database:
        rows = database.execute(
            "SELECT session_id, learner_id, id FROM consultations_booking WHERE state = 'confirmed'"
        ).fetchall()
    numbers = {(session, learner): pk for session, learner, pk in rows}
    given_back = [
        Request(
            world[side]["cancel"].replace("0", str(numbers[place["session"], place["learner"]])),
            with_token(place["cookie"]),
            form(),
            DONE,
        )
        for place in places
    ]
    return booked, drive(server, _dealt(given_back, gear.clients), gear, once=True)


def _booking(place: dict[str, Any], side: str) -> Request:
    path = place["path"] if side == "ours" else f"/book/{place['session']}/"
    return Request(path, with_token(place["cookie"]), form(), DONE)


def _dealt(requests: list[Request], hands: int) -> list[list[Request]]:
    return [requests[n::hands] for n in range(hands) if requests[n::hands]]


def double_booking(server: Server, world: World, dsn: str) -> list[int]:
    """How many bookings each trial left for its one place; the place is free again for the next run."""
    left = []
    for trial in world["trials"]:
        rivals = [
            [Request(trial["path"], with_token(cookie), form(), BOOKED_OR_REFUSED)]
            for cookie in trial["cookies"]
        ]
        drive(server, rivals, Gear(len(rivals), len(rivals), 60), once=True)
        with psycopg.connect(dsn) as database:
            query = (
                "SELECT count(*) FROM consultations_booking WHERE session_id = %s AND state <> 'cancelled'"
            )
            row = database.execute(query, [trial["session"]]).fetchone()
            database.execute("DELETE FROM consultations_booking WHERE session_id = %s", [trial["session"]])
        left.append(row[0] if row else 0)
    return left


def seat_race(server: Server, world: World, dsn: str) -> dict[str, Any]:
    """Everybody asks for one of the last seats at once; the session is empty again for the next run."""
    race = world["race"]
    rivals = [
        [Request(race["path"], with_token(cookie), form(), BOOKED_OR_REFUSED)] for cookie in race["cookies"]
    ]
    run = drive(server, rivals, Gear(len(rivals), len(rivals), 120), once=True)
    with psycopg.connect(dsn) as database:
        query = "SELECT count(*) FROM consultations_booking WHERE session_id = %s AND state <> 'cancelled'"
        row = database.execute(query, [race["session"]]).fetchone()
        for table in ("booking", "refusedask"):
            statement = sql.SQL("DELETE FROM {} WHERE session_id = %s")
            database.execute(statement.format(sql.Identifier(f"consultations_{table}")), [race["session"]])
    return {
        "rivals": len(rivals), "seats": race["seats"], "taken": row[0] if row else 0,
        "booked": run.statuses.get("302", 0), "p50": run.p50, "p99": run.p99,
    }  # fmt: skip
