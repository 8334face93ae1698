"""Keys are everybody's own; other systems are connected by the specialist. REST is opened by keys only."""

from datetime import date
from typing import Any

from opora.api.actions import connect, give_token
from opora.api.models import Happening, Scope
from opora.people.models import Role
from tests import make
from tests.access import EVERYONE, PUBLIC, Row, Table, World

NOBODY: set[str] = set()
OPEN = EVERYONE - {"expired"}
PERIOD = "?since=2026-11-01&until=2026-11-30"
HOOK: dict[str, Any] = {"title": "1С", "url": "https://1c.example/hook", "events": ["session.held"]}


def world(cast: make.Cast) -> World:
    token, _key = give_token(
        cast.account("learner"),
        name="бот",
        role=Role.LEARNER,
        scopes=[Scope.SESSIONS_READ],
        expires_on=date(2026, 12, 31),
    )
    return {
        "token": token,
        "hook": connect(title="1С", url="https://1c.example/", events=[Happening.HELD]),
        "session": make.session(cast.teacher),
        "one": 1,
    }


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "api:reference", allowed=PUBLIC),
        Row("GET", "api:tokens", allowed=OPEN),
        Row("POST", "api:tokens", allowed=OPEN),
        Row("POST", "api:revoke", {"pk": "token"}, allowed={"learner"}),
        Row("GET", "api:webhooks", allowed={"specialist"}),
        Row("GET", "api:connect", allowed={"specialist"}),
        Row("POST", "api:connect", allowed={"specialist"}, data=HOOK),
        Row("GET", "api:webhook", {"pk": "hook"}, allowed={"specialist"}),
        Row("POST", "api:webhook", {"pk": "hook"}, allowed={"specialist"}, data=HOOK),
        Row("POST", "api:again", {"pk": "hook"}, allowed={"specialist"}),
        Row("POST", "api:disconnect", {"pk": "hook"}, allowed={"specialist"}),
        Row("GET", "rest:openapi-json", allowed=PUBLIC),
        Row("GET", "rest:timetables", allowed=PUBLIC),
        Row("GET", "rest:timetable", {"pk": "one"}, allowed=NOBODY),
        Row("GET", "rest:me", allowed=NOBODY),
        Row("GET", "rest:sessions", allowed=NOBODY, query=PERIOD),
        Row("GET", "rest:session", {"pk": "session"}, allowed=NOBODY),
        Row("GET", "rest:bookings_of_session", {"pk": "session"}, allowed=NOBODY),
        Row("POST", "rest:book", {"pk": "session"}, allowed=NOBODY),
        Row("GET", "rest:bookings", allowed=NOBODY),
        Row("GET", "rest:threads", allowed=NOBODY),
        Row("POST", "rest:cancel", {"pk": "one"}, allowed=NOBODY),
        Row("GET", "rest:journal_rows", allowed=NOBODY, query=PERIOD),
        Row("GET", "rest:api-root", allowed=NOBODY),
    ],
)
