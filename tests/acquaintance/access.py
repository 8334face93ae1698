"""Everybody reads and signs his own; management sees all, a curator own groups; an inspector only looks."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.acquaintance.actions import enter_sheet
from opora.regulations.actions import set_concerned
from tests import make
from tests.access import Row, Table, World

OWN = frozenset(make.Cast.names()) - {"auditor", "expired"}
ENTER = {"curator", "deputy", "specialist"}
READ = ENTER | {"director", "auditor"}
EVERY_ROLE = [
    "learner",
    "representative",
    "teacher",
    "other_staff",
    "curator",
    "deputy",
    "specialist",
    "director",
]


def world(cast: make.Cast) -> World:
    edition = set_concerned(make.edition(clauses={"1.1": "Общие положения"}), EVERY_ROLE)
    scan = SimpleUploadedFile("list.pdf", b"%PDF-1.4")
    [mark] = enter_sheet(
        edition, people=[cast.learner], scan=scan, signed_on=date(2026, 11, 23), by=cast.specialist
    )
    return {"edition": edition, "mark": mark}


def one(method: str, name: str, allowed: set[str] | frozenset[str], of: str = "edition") -> Row:
    return Row(method, f"acquaintance:{name}", {"pk": of}, allowed=allowed)


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "acquaintance:mine", allowed=OWN),
        one("GET", "read", OWN),
        Row("POST", "acquaintance:confirm", {"pk": "edition"}, allowed=set()),
        Row("GET", "acquaintance:signature", allowed=OWN),
        Row("POST", "acquaintance:signature", allowed=OWN),
        Row("POST", "acquaintance:withdraw", allowed=OWN),
        Row("GET", "acquaintance:overview", allowed=READ),
        one("GET", "edition", READ),
        one("POST", "remind", ENTER),
        one("POST", "remind_all", ENTER),
        one("POST", "sheet", ENTER),
        one("GET", "scan", ENTER | {"director"}, "mark"),
        one("POST", "drop", {"curator"}, "mark"),
    ],
)
