"""Acts are read by those who answer for them, written by the editors, approved and revoked by the head."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.regulations.actions import attach_original, lay_control, start_draft
from opora.regulations.reading.actions import begin_reading
from tests import make
from tests.access import Row, Table, World

READ = {"deputy", "specialist", "director", "auditor"}
EDIT = {"deputy", "specialist"}
HEAD = {"director"}
READABLE = "1.1. Академический час равен 45 минутам."


def world(cast: make.Cast) -> World:
    edition = make.edition(clauses={"1.1": "Общие положения"})
    attach_original(edition, SimpleUploadedFile("act.pdf", b"%PDF-1.4"), by=cast.director)
    draft = start_draft(edition.act, effective_from=date(2027, 1, 1))
    order = lay_control(make.order("7"), controller=cast.director, due=date(2027, 1, 1))
    return {
        "order": order,
        "act": edition.act.code,
        "edition": edition,
        "draft": draft,
        "clause": draft.clauses.get(),
        "kept": edition.replaced.create(clauses=[["1.1", "Общие положения"]]),
        "provision": "cancel_hours",
        "rule": "EXP-01",
        "body": "pedsovet",
        "reading": begin_reading(READABLE.encode(), "порядок.txt", by=cast.specialist),
        "norm": "fz-273",
    }


def one(method: str, name: str, of: str, allowed: set[str], **more: str) -> Row:
    return Row(method, f"regulations:{name}", {"pk": of, **more}, allowed=allowed)


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "regulations:list", allowed=READ),
        Row("GET", "regulations:rules", allowed=READ),
        Row("GET", "regulations:new", allowed=EDIT),
        Row("POST", "regulations:new", allowed=EDIT),
        Row("GET", "regulations:draft", {"code": "act"}, allowed=EDIT),
        Row("POST", "regulations:draft", {"code": "act"}, allowed=EDIT),
        one("GET", "edition", "draft", READ),
        one("GET", "changes", "draft", READ),
        one("GET", "bindings", "draft", READ),
        one("GET", "original", "edition", READ),
        one("GET", "describe", "draft", EDIT),
        one("POST", "describe", "draft", EDIT),
        one("GET", "text", "draft", EDIT),
        one("POST", "text", "draft", EDIT),
        one("GET", "new_clause", "draft", EDIT),
        one("POST", "new_clause", "draft", EDIT),
        one("GET", "clause", "clause", EDIT),
        one("POST", "clause", "clause", EDIT),
        one("GET", "provision", "draft", EDIT, key="provision"),
        one("POST", "provision", "draft", EDIT, key="provision"),
        one("GET", "rule", "draft", EDIT, rule="rule"),
        one("POST", "rule", "draft", EDIT, rule="rule"),
        one("POST", "send", "draft", EDIT),
        one("POST", "back", "draft", EDIT | HEAD),
        one("POST", "decide", "draft", EDIT, body="body"),
        one("POST", "approve", "draft", HEAD),
        one("POST", "attach", "edition", EDIT),
        one("GET", "concerns", "edition", EDIT | HEAD),
        one("POST", "concerns", "edition", EDIT | HEAD),
        one("GET", "revoke", "edition", HEAD),
        one("POST", "revoke", "edition", HEAD),
        one("POST", "discard", "edition", EDIT),
        Row("GET", "regulations:orders", allowed=READ),
        one("GET", "control", "order", EDIT | HEAD),
        one("POST", "control", "order", EDIT | HEAD),
        one("GET", "fulfil", "order", HEAD),
        one("POST", "fulfil", "order", HEAD),
        one("GET", "write", "draft", EDIT),
        one("POST", "write", "draft", EDIT),
        Row("POST", "regulations:restore", {"pk": "kept"}, EDIT),
        Row("GET", "regulations:read", allowed=EDIT),
        Row("POST", "regulations:read", allowed=EDIT),
        Row("GET", "regulations:reading", {"pk": "reading"}, EDIT),
        Row("POST", "regulations:reading", {"pk": "reading"}, EDIT),
        Row("POST", "regulations:reading_confirm", {"pk": "reading"}, EDIT),
        Row("POST", "regulations:reading_finish", {"pk": "reading"}, EDIT),
        Row("POST", "regulations:reading_draft", {"pk": "reading"}, EDIT),
        Row("GET", "regulations:norms", allowed=READ),
        Row("GET", "regulations:norm_new", allowed={"specialist"}),
        Row("POST", "regulations:norm_new", allowed={"specialist"}),
        Row("GET", "regulations:norm", {"code": "norm"}, {"specialist"}),
        Row("POST", "regulations:norm", {"code": "norm"}, {"specialist"}),
    ],
)
