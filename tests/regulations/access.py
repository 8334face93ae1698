"""The register of acts is for those who answer for them."""

from tests import make
from tests.access import Row, Table, World


def world(cast: make.Cast) -> World:
    make.edition()
    return {}


TABLE = Table(
    world=world,
    rows=[Row("GET", "regulations:list", allowed={"deputy", "specialist", "director", "auditor"})],
)
