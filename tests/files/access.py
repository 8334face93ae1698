"""Who may upload: everybody with an open cabinet but an inspector; each only his own."""

from opora.files.actions import Announced, begin
from tests import make
from tests.access import EVERYONE, Row, Table, World

WRITERS = EVERYONE - {"auditor", "expired"}


def world(cast: make.Cast) -> World:
    return {"key": begin(Announced("схема.pdf", 5), by=cast.learner).key}


TABLE = Table(
    [
        Row("POST", "files:uploads", allowed=WRITERS),
        Row("OPTIONS", "files:uploads", allowed=WRITERS),
        Row("GET", "files:upload", {"key": "key"}, allowed={"learner"}),
        Row("DELETE", "files:upload", {"key": "key"}, allowed={"learner"}),
    ],
    world,
)
