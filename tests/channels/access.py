"""Who keeps and who reads the register of means."""

from tests import make
from tests.access import Row, Table, World

READERS = {"specialist", "deputy", "director", "auditor"}


def world(cast: make.Cast) -> World:
    return {"means": make.means()}


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "channels:list", allowed=READERS),
        Row("GET", "channels:add", allowed={"specialist"}),
        Row("POST", "channels:add", allowed={"specialist"}),
        Row("GET", "channels:change", {"pk": "means"}, allowed={"specialist"}),
        Row("POST", "channels:change", {"pk": "means"}, allowed={"specialist"}),
    ],
)
