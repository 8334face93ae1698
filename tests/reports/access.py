"""Who may read papers and calendars."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.duties.actions import keep_plan
from opora.files.actions import keep
from opora.meetings.board.actions import add_page
from opora.meetings.notes.actions import write
from opora.people.models import Account
from opora.regulations.actions import set_concerned
from opora.reports.actions import open_calendar
from opora.reports.models import ChatArchive
from opora.reports.queries import group_token, person_token
from opora.workload.actions import confirm_entries
from tests import make
from tests.access import EVERYONE, PUBLIC, STAFF, Row, Table, World

from ..conversations.world import course_chat
from ..meetings.test_notes import lead, typed
from ..meetings.world import meeting
from ..webinars.world import frontal, webinar
from ..workload.build import contract, manual, msk

HEADS = frozenset({"deputy", "director", "specialist"})
KEEPERS = frozenset({"deputy", "director", "auditor", "specialist"})
JOURNAL = STAFF | KEEPERS
LOAD = frozenset({"deputy", "director", "auditor"})
IN_CHAT = frozenset({"teacher", "curator", "learner", "child"})
PAY = frozenset({"deputy", "director", "specialist"})


def world(cast: make.Cast) -> World:
    """A published and a draft график, a held exam-prep session of the teacher."""
    published, draft = make.schedule(), make.schedule("draft", period_from=msk(1, 3).date())
    make.line(published, cast.teacher)
    link = open_calendar(Account.objects.get(person=cast.learner))
    session = make.session(
        cast.teacher,
        msk(20, 18),
        state="held",
        kind="exam_prep",
        actual_start=msk(20, 18),
        actual_end=msk(20, 19),
        groups=[cast.group],
    )
    hired = make.staff("Исполнитель Олег Иванович", kind="civil")
    confirm_entries([manual(hired)], by=cast.deputy)
    chat = course_chat(cast)
    noted = meeting(cast, cast.learner)
    write(noted, typed("Итоги"), by=lead(noted))
    add_page(noted, by=lead(noted))
    edition = set_concerned(make.edition(clauses={"1.1": "Общие положения."}), ["learner"])
    hall = frontal(cast)
    webinar(hall)
    plan = keep_plan(
        None, title="План", starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 31), goals="Да",
        by=cast.specialist,
    )  # fmt: skip
    return {
        "plan": plan,
        "hall": hall,
        "edition": edition,
        "civil": contract(hired),
        "labour": contract(cast.teacher),
        "november": "2026-11",
        "xml": "xml",
        "published": published,
        "draft": draft,
        "session": session,
        "noted": noted,
        "docx": "docx",
        "pdf": "pdf",
        "xlsx": "xlsx",
        "csv": "csv",
        "exe": "exe",
        "token": person_token(link),
        "group": group_token(cast.group),
        "forged": "forged",
        "chat": chat,
        "archive": ChatArchive.objects.create(
            conversation=chat,
            by=cast.learner,
            since=msk(1, 0).date(),
            until=msk(28, 0).date(),
            file=keep(SimpleUploadedFile("переписка.zip", b"PK\x03\x04"), by=cast.learner),
        ),
    }


TABLE = Table(
    rows=[
        Row("GET", "reports:chats", allowed={"deputy", "specialist"}, query="?q=инструкт"),
        Row("GET", "reports:chat", {"pk": "chat"}, IN_CHAT | {"deputy", "specialist"}),
        Row("POST", "reports:chat", {"pk": "chat"}, IN_CHAT | {"deputy", "specialist"}),
        Row("GET", "reports:chat_file", {"pk": "archive"}, {"learner"}),
        Row("GET", "reports:acquaintance_sheet", {"pk": "edition", "format": "xlsx"}, KEEPERS | {"curator"}),
        Row("GET", "reports:unacquainted", {"pk": "edition", "format": "xlsx"}, KEEPERS | {"curator"}),
        Row("GET", "reports:unacquainted", {"pk": "edition", "format": "exe"}, set()),
        Row("GET", "reports:attendance", {"pk": "hall", "format": "xlsx"}, {"teacher", "deputy"}),
        Row("GET", "reports:attendance", {"pk": "session", "format": "xlsx"}, set()),
        Row("GET", "reports:duties", {"format": "xlsx"}, KEEPERS),
        Row("GET", "reports:plan", {"pk": "plan", "format": "xlsx"}, {"specialist", "director", "deputy"}),
        Row("GET", "reports:journal", allowed=JOURNAL),
        Row("GET", "reports:journal_file", {"format": "csv"}, allowed=JOURNAL),
        Row("GET", "reports:journal_file", {"format": "exe"}, allowed=set()),
        Row("GET", "reports:load_sheet", allowed={"deputy", "director", "auditor"}),
        Row("GET", "reports:load_sheet", allowed=set(), query="?branch=999999"),
        Row("GET", "reports:load_sheet_file", {"format": "xlsx"}, allowed={"deputy", "director", "auditor"}),
        Row("GET", "reports:activity", allowed=HEADS | {"teacher", "other_staff"}),
        Row("GET", "reports:activity_file", {"format": "xlsx"}, allowed=HEADS | {"teacher", "other_staff"}),
        Row("GET", "reports:activity_file", {"format": "exe"}, allowed=set()),
        Row("GET", "reports:aims", allowed={"deputy", "director"}),
        Row("GET", "reports:quality", allowed=HEADS | {"teacher", "other_staff"}),
        Row("GET", "reports:quality_file", {"format": "xlsx"}, allowed=HEADS | {"teacher", "other_staff"}),
        Row("GET", "reports:use", allowed=HEADS),
        Row("GET", "reports:use_file", {"format": "csv"}, allowed=HEADS),
        Row("GET", "reports:use_file", {"format": "exe"}, allowed=set()),
        Row("GET", "reports:extract", allowed=LOAD),
        Row("GET", "reports:extract_file", allowed=LOAD, query="?since=2026-11-01&until=2026-11-02"),
        Row("GET", "reports:pay", allowed=PAY),
        Row("GET", "reports:pay_file", {"format": "xml"}, allowed=PAY),
        Row("GET", "reports:pay_file", {"format": "exe"}, allowed=set()),
        Row("GET", "reports:act", {"pk": "civil", "month": "november", "format": "pdf"}, allowed=PAY),
        Row("GET", "reports:act", {"pk": "labour", "month": "november", "format": "pdf"}, allowed=set()),
        Row("GET", "reports:grafik", {"pk": "published", "format": "docx"}, allowed=PUBLIC),
        Row(
            "GET",
            "reports:grafik",
            {"pk": "draft", "format": "xlsx"},
            allowed={"deputy", "director", "specialist"},
        ),
        Row("GET", "reports:grafik", {"pk": "published", "format": "csv"}, allowed=set()),
        Row("GET", "reports:edition", {"pk": "edition", "format": "docx"}, allowed=KEEPERS),
        Row("GET", "reports:edition", {"pk": "edition", "format": "xlsx"}, allowed=set()),
        Row("GET", "reports:edition_order", {"pk": "edition", "format": "pdf"}, allowed=KEEPERS),
        Row("GET", "reports:edition_order", {"pk": "edition", "format": "csv"}, allowed=set()),
        Row("GET", "reports:rules", {"format": "docx"}, allowed=KEEPERS),
        Row("GET", "reports:rules", {"format": "exe"}, allowed=set()),
        Row("GET", "reports:prep_record", {"pk": "session", "format": "docx"}, allowed=KEEPERS | {"teacher"}),
        Row("GET", "reports:prep_record", {"pk": "session", "format": "xlsx"}, allowed=set()),
        Row(
            "GET",
            "reports:notes",
            {"pk": "noted", "format": "docx"},
            allowed={"teacher", "deputy", "learner"},
        ),
        *[
            Row("GET", f"reports:{name}", {"pk": "noted"}, allowed={"teacher", "deputy", "learner"})
            for name in ("board", "board_images")
        ],
        Row("GET", "reports:notes", {"pk": "noted", "format": "exe"}, allowed=set()),
        Row("GET", "reports:calendars", allowed=EVERYONE - {"expired"}),
        Row("POST", "reports:renew_calendar", allowed=EVERYONE - {"expired"}),
        Row("GET", "reports:feed_all", allowed=PUBLIC),
        Row("GET", "reports:feed_person", {"token": "token"}, allowed=PUBLIC),
        Row("GET", "reports:feed_person", {"token": "forged"}, allowed=set()),
        Row("GET", "reports:feed_group", {"token": "group"}, allowed=PUBLIC),
        Row("GET", "reports:feed_group", {"token": "forged"}, allowed=set()),
    ],
    world=world,
)
