"""Staff read of their own groups, a learner of himself."""

from datetime import date

from opora.people.models import Person
from opora.progress.models import ResultImport
from opora.studies.actions import make_agreement
from opora.studies.models import NetworkAgreement
from tests import make
from tests.access import Row, Table, World

KEEPERS = {"teacher", "curator", "deputy", "specialist", "director"}
DECIDERS = {"teacher", "deputy"}
IMPORTERS = {"teacher", "deputy", "specialist"}
RUN, FILE = {"pk": "run"}, {"pk": "imported"}
LEARNING = {"learner", "child", "parent", "stranger", "expired"}


def world(cast: make.Cast) -> World:
    part = make.part(cast.group.programme)
    run = make.group_part(cast.group, part, teacher=cast.teacher)
    imported = ResultImport.objects.create(file_name="тесты.csv", digest="1", uploaded_by=cast.teacher)

    def agreement(number: str, curator: Person | None) -> NetworkAgreement:
        days = {"date": date(2026, 9, 1), "valid_from": date(2026, 9, 1), "valid_to": date(2027, 6, 30)}
        return make_agreement(
            cast.group.programme, parts=[part], number=number, partner="Колледж", curator=curator, **days
        )

    return {
        "group": cast.group,
        "agreement": agreement("1", cast.curator),
        "foreign": agreement("2", None),
        "run": run,
        "imported": imported,
    }


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "progress:disciplines", allowed=KEEPERS),
        Row("GET", "progress:group", {"pk": "group"}, allowed=KEEPERS),
        Row("GET", "progress:agreement", {"pk": "agreement"}, allowed=KEEPERS - {"teacher"}),
        Row("GET", "progress:agreement", {"pk": "foreign"}, allowed={"deputy", "specialist", "director"}),
        Row("GET", "progress:mine", allowed=LEARNING),
        Row("GET", "progress:topics", allowed=KEEPERS),
        Row("GET", "progress:radar", RUN, KEEPERS),
        Row("POST", "progress:accept", RUN, DECIDERS),
        Row("POST", "progress:decline", RUN, DECIDERS),
        Row("POST", "progress:merge", RUN, DECIDERS),
        Row("POST", "progress:reopen", RUN, DECIDERS),
        Row("GET", "progress:results", RUN, KEEPERS),
        Row("POST", "progress:results", RUN, DECIDERS),
        Row("GET", "progress:final", allowed={"curator", "deputy", "specialist", "director"}),
        Row("GET", "progress:own_results", allowed=LEARNING),
        Row("GET", "progress:import", allowed=IMPORTERS),
        Row("POST", "progress:import", allowed=IMPORTERS),
        Row("GET", "progress:import_preview", FILE, IMPORTERS),
        Row("POST", "progress:import_preview", FILE, IMPORTERS),
        Row("POST", "progress:import_apply", FILE, IMPORTERS),
        Row("POST", "progress:import_undo", FILE, IMPORTERS),
        Row("POST", "progress:import_discard", FILE, IMPORTERS),
    ],
)
