"""Who may call the URLs of the portal."""

from opora.portal.actions import save_view
from tests import make
from tests.access import EVERYONE, PUBLIC, Row, Table, World


def world(cast: make.Cast) -> World:
    view = save_view(cast.account("learner"), page="consultations:week", title="мои", query="all=1")
    return {"view": view}


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "portal:home", allowed=EVERYONE),
        Row("POST", "portal:look", allowed=PUBLIC),
        Row("GET", "portal:search", allowed=EVERYONE),
        Row("GET", "portal:search", allowed=EVERYONE, query="?q=Иванова"),
        Row("GET", "portal:help", allowed=EVERYONE),
        Row("POST", "portal:save_view", allowed=EVERYONE - {"expired"}),
        Row("POST", "portal:forget_view", {"pk": "view"}, allowed={"learner"}),
        Row("POST", "portal:tour_done", allowed=EVERYONE - {"expired"}),
        Row("GET", "portal:start", allowed=set()),
        Row("POST", "portal:start", allowed=set()),
        Row("GET", "portal:centre", allowed={"specialist", "director"}),
        Row("POST", "portal:centre", allowed={"specialist", "director"}),
        Row("POST", "portal:branch", allowed={"specialist", "director"}),
    ],
)
