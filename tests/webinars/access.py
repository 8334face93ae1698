"""Who may call the page of who leads a webinar."""

from tests import make
from tests.access import Row, Table, World

from .world import frontal, visitor, webinar

LEADERS = {"teacher", "deputy"}
ONE = {"pk": "session"}


def world(cast: make.Cast) -> World:
    session = frontal(cast)
    opened = webinar(session)
    return {"session": session, "visitor": visitor(opened)}


TABLE = Table(
    [
        Row("GET", "webinars:show", ONE, allowed=LEADERS),
        Row("POST", "webinars:open", ONE, allowed=LEADERS, data={"audience": "groups"}),
        Row("POST", "webinars:close", ONE, allowed=LEADERS),
        Row("POST", "webinars:drop", {**ONE, "visitor": "visitor"}, allowed={"teacher"}),
    ],
    world,
)
