"""Who reads what the site, the boards and the stands showed."""

from opora.publications import actions
from opora.publications.models import Fact
from tests import make
from tests.access import Row, Table, World

READERS = {"specialist", "deputy", "director", "auditor"}


def world(cast: make.Cast) -> World:
    edition = make.edition(clauses={"1.1": "Текст"})
    actions.act_in_force(edition)
    return {"fact": Fact.objects.get(kind=Fact.Kind.SITE), "docx": "docx"}


PK = {"pk": "fact"}
TABLE = Table(
    world=world,
    rows=[
        Row("GET", "publications:list", allowed=READERS),
        Row("GET", "publications:moment", allowed=READERS),
        Row("GET", "publications:moment_paper", {"format": "docx"}, READERS),
        Row("GET", "publications:fact", PK, READERS),
        Row("GET", "publications:content", PK, READERS),
        Row("GET", "publications:fact_paper", {**PK, "format": "docx"}, READERS),
    ],
)
