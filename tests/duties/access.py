"""Management and the inspector read the map; the specialist and the head keep it."""

from datetime import date

from opora.duties.actions import ByOrder, assign
from tests import make
from tests.access import Row, Table, World

READ = {"deputy", "specialist", "director", "auditor"}
EDIT = {"specialist", "director"}


def world(cast: make.Cast) -> World:
    [row] = assign(
        ["s4-2-3-b"],
        person=cast.other_staff,
        order=ByOrder("70-о", date(2026, 11, 20)),
        valid_from=date(2026, 11, 20),
    )
    return {"assignment": row, "code": "s4-2-1-a"}


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "duties:map", allowed=READ),
        Row("GET", "duties:new", allowed=EDIT),
        Row("POST", "duties:new", allowed=EDIT),
        Row("POST", "duties:assign", allowed=EDIT),
        Row("POST", "duties:bind", allowed=EDIT),
        Row("GET", "duties:change", {"code": "code"}, allowed=EDIT),
        Row("POST", "duties:change", {"code": "code"}, allowed=EDIT),
        Row("POST", "duties:close", {"code": "code"}, allowed=EDIT),
        Row("POST", "duties:end", {"pk": "assignment"}, allowed=EDIT),
    ],
)
