"""Staff read of their own groups, a learner of himself."""

from tests import make
from tests.access import Row, Table, World

KEEPERS = {"teacher", "curator", "deputy", "specialist", "director"}
LEARNING = {"learner", "child", "parent", "stranger", "expired"}


def world(cast: make.Cast) -> World:
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, teacher=cast.teacher)
    return {"group": cast.group}


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "progress:disciplines", allowed=KEEPERS),
        Row("GET", "progress:group", {"pk": "group"}, allowed=KEEPERS),
        Row("GET", "progress:mine", allowed=LEARNING),
    ],
)
