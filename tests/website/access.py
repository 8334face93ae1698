"""The open site is open to everybody; the sheet of components exists in development only."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.website.actions.appeals import Arrived, register_appeal
from opora.website.actions.applications import open_admission, register_application
from opora.website.actions.news import publish_news, write_news
from opora.website.actions.sections import write_section
from opora.website.actions.sveden import write_row
from opora.website.actions.teachers import agree, publish
from opora.website.models import Appeal, Place
from tests import make
from tests.access import EVERYONE, PUBLIC, STAFF, Row, Table, World
from tests.webinars.world import frontal, visitor, webinar


def world(cast: make.Cast) -> World:
    make.edition(clauses={"5.2": "Право на помощь имеет каждый слушатель."})
    make.edition(
        number=2, effective_from=date(2026, 9, 2), clauses={"5.2": "Право имеет каждый обучающийся."}
    )
    line = make.line(make.schedule("published"), cast.teacher)
    opened = webinar(frontal(cast))
    paper = SimpleUploadedFile("список.txt", b"1. Anna")
    appeal = register_appeal(
        kind=Appeal.Kind.STUDY, name="Анна", text="Как?", phone="112", arrived=Arrived(files=[paper])
    )
    first = write_section(Place.HELP, text="Звоните.", base=0, by=cast.specialist)
    write_section(Place.HELP, text="Пишите.", base=1, by=cast.specialist)
    open_admission(cast.group, until=date(2026, 12, 1), seats=None, note="")
    application = register_application(
        cast.group, last_name="Лебедева", first_name="Анна", middle_name="", birth_date=date(1990, 5, 1),
        email="", phone="112", representative="", kinship="", wish="",
    )  # fmt: skip
    return {
        "group": cast.group,
        "application": application,
        "asked": application.secret,
        "news": publish_news(write_news(None, title="Новость", lead="", text="Да.", by=cast.specialist)),
        "section": "common",
        "row": write_row(
            "common",
            "founder",
            title="Учредитель",
            itemprop="nameUchred",
            value="Город",
            link="",
            by=cast.specialist,
            upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4"),
        ),
        "key": "founder",
        "appeal": appeal,
        "attached": appeal.attached.get(),
        "other": register_appeal(kind=Appeal.Kind.STUDY, name="Анна", text="Когда?", phone="112"),
        "secret": appeal.secret,
        "programme": cast.group.programme,
        "format": "docx",
        "teacher": cast.teacher,
        "page": publish(agree(cast.teacher)),
        "place": first.place,
        "version": first.number,
        "act": "pomoshch",
        "branch": line.branch,
        "number": 2,
        "webinar": opened.code,
        "visit": visitor(opened).secret,
    }


KEEPERS, READERS = {"specialist"}, {"specialist", "deputy", "director", "auditor"}
WORKERS, ANSWERERS = {"teacher", "other_staff", "curator"}, {"specialist", "deputy"}
ENTERERS, WRITE = STAFF, EVERYONE - {"auditor"}
SEE_APPEALS = ANSWERERS | {"director", "auditor"}
SEE_APPLICATIONS = KEEPERS | {"deputy", "director"}

TABLE = Table(
    world=world,
    rows=[
        Row("GET", "website:home", allowed=PUBLIC),
        Row("GET", "website:schedule", allowed=PUBLIC),
        Row("GET", "website:act", {"code": "act"}, allowed=PUBLIC),
        Row("GET", "website:act_changes", {"code": "act", "number": "number"}, allowed=PUBLIC),
        Row("GET", "website:acts", allowed=PUBLIC),
        Row("GET", "website:act_original", {"code": "act", "number": "number"}, allowed=frozenset()),
        Row("GET", "website:distance", allowed=PUBLIC),
        Row("GET", "website:keep", allowed=READERS),
        Row("POST", "website:check", allowed=KEEPERS),
        Row("GET", "website:section", {"place": "place"}, allowed=KEEPERS),
        Row("POST", "website:section", {"place": "place"}, allowed=KEEPERS, data={"base": 2, "text": "Да."}),
        Row("POST", "website:section_word", {"place": "place"}, allowed=KEEPERS),
        Row("GET", "website:section_versions", {"place": "place"}, allowed=READERS),
        Row("POST", "website:section_restore", {"place": "place", "number": "version"}, allowed=KEEPERS),
        Row("GET", "website:contacts", allowed=PUBLIC),
        Row("POST", "website:contacts", allowed=PUBLIC),
        Row("GET", "website:consent", allowed=PUBLIC),
        Row("GET", "website:appeal_state", {"secret": "secret"}, allowed=PUBLIC),
        Row("GET", "website:appeal_state_file", {"secret": "secret", "pk": "attached"}, allowed=PUBLIC),
        Row("GET", "website:support", allowed=WRITE),
        Row("POST", "website:support", allowed=WRITE),
        Row("GET", "website:appeals", allowed=STAFF | {"auditor"}),
        Row("GET", "website:appeal_enter", allowed=ENTERERS),
        Row("POST", "website:appeal_enter", allowed=ENTERERS),
        Row("GET", "website:appeal_journal", {"format": "format"}, allowed=SEE_APPEALS),
        Row("GET", "website:appeal", {"pk": "appeal"}, allowed=SEE_APPEALS),
        Row("GET", "website:appeal_file", {"pk": "appeal", "file_pk": "attached"}, allowed=SEE_APPEALS),
        Row("POST", "website:appeal_pass", {"pk": "appeal"}, allowed=ANSWERERS),
        Row("POST", "website:appeal_repeat", {"pk": "appeal"}, allowed=ANSWERERS),
        Row("POST", "website:appeal_join", {"pk": "appeal", "into": "other"}, allowed=ANSWERERS),
        Row("POST", "website:appeal_mark", {"pk": "appeal"}, allowed=ANSWERERS),
        Row("POST", "website:appeal_take", {"pk": "appeal"}, allowed=ANSWERERS),
        Row("POST", "website:appeal_answer", {"pk": "appeal"}, allowed=ANSWERERS),
        Row("POST", "website:appeal_forget", {"pk": "appeal"}, allowed=KEEPERS),
        Row("GET", "website:apply", allowed=PUBLIC),
        Row("GET", "website:apply_consent", allowed=PUBLIC),
        Row("GET", "website:apply_to", {"pk": "group"}, allowed=PUBLIC),
        Row("POST", "website:apply_to", {"pk": "group"}, allowed=PUBLIC),
        Row("GET", "website:application_state", {"secret": "asked"}, allowed=PUBLIC),
        Row("POST", "website:application_withdraw", {"secret": "asked"}, allowed=PUBLIC),
        Row("GET", "website:applications", allowed=SEE_APPLICATIONS),
        Row("GET", "website:application", {"pk": "application"}, allowed=SEE_APPLICATIONS),
        Row("POST", "website:application_accept", {"pk": "application"}, allowed=KEEPERS),
        Row("POST", "website:application_decline", {"pk": "application"}, allowed=KEEPERS),
        Row("POST", "website:application_forget", {"pk": "application"}, allowed=KEEPERS),
        Row("GET", "website:admissions", allowed=KEEPERS),
        Row("GET", "website:admission", {"pk": "group"}, allowed=KEEPERS),
        Row("POST", "website:admission", {"pk": "group"}, allowed=KEEPERS),
        Row("POST", "website:admission_close", {"pk": "group"}, allowed=KEEPERS),
        Row("GET", "website:programme", {"pk": "programme"}, allowed=PUBLIC),
        Row("GET", "website:teachers", allowed=PUBLIC),
        Row("GET", "website:teacher", {"pk": "teacher"}, allowed=PUBLIC),
        Row("GET", "website:own_page", allowed=WORKERS),
        Row("POST", "website:own_page", allowed=WORKERS),
        Row("POST", "website:own_agree", allowed=WORKERS),
        Row("POST", "website:own_withdraw", allowed={"teacher"}),
        Row("GET", "website:teacher_register", allowed=READERS),
        Row("GET", "website:teacher_edit", {"pk": "teacher"}, allowed=KEEPERS),
        Row("POST", "website:teacher_edit", {"pk": "teacher"}, allowed=KEEPERS),
        Row("POST", "website:teacher_paper", {"pk": "teacher"}, allowed=KEEPERS),
        Row("POST", "website:teacher_publish", {"pk": "teacher"}, allowed=KEEPERS),
        Row("GET", "website:news", allowed=PUBLIC),
        Row("GET", "website:news_item", {"pk": "news"}, allowed=PUBLIC),
        Row("GET", "website:news_feed", allowed=PUBLIC),
        Row("GET", "website:news_register", allowed=READERS),
        Row("GET", "website:news_new", allowed=KEEPERS),
        Row("GET", "website:news_write", {"pk": "news"}, allowed=KEEPERS),
        Row("POST", "website:news_write", {"pk": "news"}, allowed=KEEPERS),
        Row("POST", "website:news_publish", {"pk": "news"}, allowed=KEEPERS),
        Row("GET", "website:sveden", allowed=PUBLIC),
        Row("GET", "website:sveden_section", {"code": "section"}, allowed=PUBLIC),
        Row("GET", "website:sveden_file", {"pk": "row"}, allowed=PUBLIC),
        Row("GET", "website:sveden_keep", allowed=READERS),
        Row("GET", "website:sveden_table", {"code": "section"}, allowed=READERS),
        Row("GET", "website:sveden_add", {"code": "section"}, allowed=KEEPERS),
        Row("POST", "website:sveden_add", {"code": "section"}, allowed=KEEPERS),
        Row("GET", "website:sveden_row", {"code": "section", "key": "key"}, allowed=KEEPERS),
        Row("POST", "website:sveden_row", {"code": "section", "key": "key"}, allowed=KEEPERS),
        Row("POST", "website:sveden_reset", {"code": "section", "key": "key"}, allowed=KEEPERS),
        Row("GET", "website:sitemap", allowed=PUBLIC),
        Row("GET", "website:board", allowed=PUBLIC),
        Row("GET", "website:board_of", {"pk": "branch"}, allowed=PUBLIC),
        Row("GET", "website:widget", allowed=PUBLIC),
        Row("GET", "website:webinar", {"code": "webinar"}, allowed=PUBLIC),
        Row("GET", "website:webinar_join", {"code": "webinar"}, allowed=PUBLIC),
        Row("POST", "website:webinar_join", {"code": "webinar"}, allowed=PUBLIC),
        Row("GET", "website:webinar_consent", {"code": "webinar"}, allowed=PUBLIC),
        Row("GET", "website:visit", {"secret": "visit"}, allowed=PUBLIC),
        Row("GET", "website:visit_calendar", {"secret": "visit"}, allowed=PUBLIC),
        Row("POST", "website:visit_cancel", {"secret": "visit"}, allowed={"anonymous"}),
        Row("GET", "website:styleguide", allowed=frozenset()),
        Row("GET", "website:health", allowed=PUBLIC),
        Row("GET", "website:robots", allowed=PUBLIC),
    ],
)
