"""The open site is open to everybody; the sheet of components exists in development only."""

from tests import make
from tests.access import PUBLIC, Row, Table, World


def world(cast: make.Cast) -> World:
    make.edition(clauses={"5.2": "Право на помощь имеет каждый слушатель."})
    line = make.line(make.schedule("published"), cast.teacher)
    return {"act": "pomoshch", "branch": line.branch}


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "website:home", allowed=PUBLIC),
        Row("GET", "website:schedule", allowed=PUBLIC),
        Row("GET", "website:act", {"code": "act"}, allowed=PUBLIC),
        Row("GET", "website:board", allowed=PUBLIC),
        Row("GET", "website:board_of", {"pk": "branch"}, allowed=PUBLIC),
        Row("GET", "website:widget", allowed=PUBLIC),
        Row("GET", "website:styleguide", allowed=frozenset()),
        Row("GET", "website:health", allowed=PUBLIC),
        Row("GET", "website:robots", allowed=PUBLIC),
    ],
)
