"""Staff read of their own groups, a learner of himself."""

from datetime import date

from opora.people.models import Person
from opora.studies.actions import make_agreement
from opora.studies.models import NetworkAgreement
from tests import make
from tests.access import Row, Table, World

KEEPERS = {"teacher", "curator", "deputy", "specialist", "director"}
LEARNING = {"learner", "child", "parent", "stranger", "expired"}


def world(cast: make.Cast) -> World:
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, teacher=cast.teacher)

    def agreement(number: str, curator: Person | None) -> NetworkAgreement:
        days = {"date": date(2026, 9, 1), "valid_from": date(2026, 9, 1), "valid_to": date(2027, 6, 30)}
        return make_agreement(
            cast.group.programme, parts=[part], number=number, partner="Колледж", curator=curator, **days
        )

    return {"group": cast.group, "agreement": agreement("1", cast.curator), "foreign": agreement("2", None)}


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "progress:disciplines", allowed=KEEPERS),
        Row("GET", "progress:group", {"pk": "group"}, allowed=KEEPERS),
        Row("GET", "progress:agreement", {"pk": "agreement"}, allowed=KEEPERS - {"teacher"}),
        Row("GET", "progress:agreement", {"pk": "foreign"}, allowed={"deputy", "specialist", "director"}),
        Row("GET", "progress:mine", allowed=LEARNING),
    ],
)
