"""Who may call the pages of consultations."""

from tests import make
from tests.access import STAFF, Row, Table, World

RUNNERS = {"teacher", "other_staff", "curator", "deputy", "specialist", "director"}
LEARNING = {"learner", "child", "parent"}


def world(cast: make.Cast) -> World:
    session = make.session(cast.teacher, groups=[cast.group])
    return {"session": session, "booking": make.booking(session, cast.child)}


PK, BOOKING = {"pk": "session"}, {"pk": "booking"}
TABLE = Table(
    rows=[
        Row("GET", "consultations:week", {}, {*LEARNING, "stranger", *STAFF, "auditor"}),
        Row("GET", "consultations:mine", {}, {*LEARNING, "stranger", "expired"}),
        Row("GET", "consultations:teach", {}, RUNNERS),
        Row("GET", "consultations:extra", {}, {"teacher", "other_staff", "deputy"}),
        Row("POST", "consultations:extra", {}, {"teacher", "other_staff", "deputy"}),
        Row("GET", "consultations:session", PK, {*LEARNING, *STAFF, "auditor"}),
        Row("POST", "consultations:book", PK, LEARNING),
        Row("POST", "consultations:open", PK, {"teacher", "deputy"}),
        Row("GET", "consultations:hold", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:hold", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:no_show", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:session_cancel", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:substitute", PK, {"deputy"}),
        Row("POST", "consultations:topic", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:cancel", BOOKING, {"child", "parent", "curator", "teacher", "deputy"}),
    ],
    world=world,
)
