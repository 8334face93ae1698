"""Who keeps and who reads the register of means."""

from tests import make
from tests.access import Row, Table, World

READERS = {"specialist", "deputy", "director", "auditor"}


def world(cast: make.Cast) -> World:
    return {"means": make.means()}


def _of(name: str, method: str, *allowed: str) -> Row:
    return Row(method, f"channels:{name}", {"pk": "means"}, allowed=set(allowed))


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "channels:list", allowed=READERS),
        Row("GET", "channels:add", allowed={"specialist"}),
        Row("POST", "channels:add", allowed={"specialist"}),
        Row("GET", "channels:sample", allowed={"specialist"}),
        Row("POST", "channels:sample", allowed={"specialist"}),
        _of("show", "GET", *READERS),
        _of("card", "GET", "specialist"),
        _of("card", "POST", "specialist"),
        _of("change", "GET", "specialist"),
        _of("change", "POST", "specialist"),
        _of("call_off", "POST", "specialist"),
        _of("checked", "POST", "specialist"),
    ],
)
