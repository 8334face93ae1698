"""The open site is open to everybody; the sheet of components exists in development only."""

from datetime import date

from tests import make
from tests.access import PUBLIC, Row, Table, World


def world(cast: make.Cast) -> World:
    make.edition(clauses={"5.2": "Право на помощь имеет каждый слушатель."})
    make.edition(
        number=2, effective_from=date(2026, 9, 2), clauses={"5.2": "Право имеет каждый обучающийся."}
    )
    line = make.line(make.schedule("published"), cast.teacher)
    return {"act": "pomoshch", "branch": line.branch, "number": 2}


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "website:home", allowed=PUBLIC),
        Row("GET", "website:schedule", allowed=PUBLIC),
        Row("GET", "website:act", {"code": "act"}, allowed=PUBLIC),
        Row("GET", "website:act_changes", {"code": "act", "number": "number"}, allowed=PUBLIC),
        Row("GET", "website:board", allowed=PUBLIC),
        Row("GET", "website:board_of", {"pk": "branch"}, allowed=PUBLIC),
        Row("GET", "website:widget", allowed=PUBLIC),
        Row("GET", "website:styleguide", allowed=frozenset()),
        Row("GET", "website:health", allowed=PUBLIC),
        Row("GET", "website:robots", allowed=PUBLIC),
    ],
)
