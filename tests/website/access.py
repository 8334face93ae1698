"""The open site is open to everybody; the sheet of components exists in development only."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.website.actions.appeals import register_appeal
from opora.website.actions.news import publish_news, write_news
from opora.website.actions.sections import write_section
from opora.website.actions.sveden import write_row
from opora.website.actions.teachers import agree, publish
from opora.website.models import Appeal, Place
from tests import make
from tests.access import PUBLIC, Row, Table, World


def world(cast: make.Cast) -> World:
    make.edition(clauses={"5.2": "Право на помощь имеет каждый слушатель."})
    make.edition(
        number=2, effective_from=date(2026, 9, 2), clauses={"5.2": "Право имеет каждый обучающийся."}
    )
    line = make.line(make.schedule("published"), cast.teacher)
    first = write_section(Place.HELP, text="Звоните.", base=0, by=cast.specialist)
    write_section(Place.HELP, text="Пишите.", base=1, by=cast.specialist)
    return {
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
        "appeal": register_appeal(kind=Appeal.Kind.STUDY, name="Анна", text="Как?", phone="112"),
        "secret": Appeal.objects.get().secret,
        "teacher": cast.teacher,
        "page": publish(agree(cast.teacher)),
        "place": first.place,
        "version": first.number,
        "act": "pomoshch",
        "branch": line.branch,
        "number": 2,
    }


KEEPERS, READERS = {"specialist"}, {"specialist", "deputy", "director", "auditor"}
WORKERS, ANSWERERS = {"teacher", "other_staff", "curator"}, {"specialist", "deputy"}
SEE_APPEALS = ANSWERERS | {"director", "auditor"}

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
        Row("GET", "website:appeals", allowed=SEE_APPEALS),
        Row("GET", "website:appeal", {"pk": "appeal"}, allowed=SEE_APPEALS),
        Row("POST", "website:appeal_take", {"pk": "appeal"}, allowed=ANSWERERS),
        Row("POST", "website:appeal_answer", {"pk": "appeal"}, allowed=ANSWERERS),
        Row("POST", "website:appeal_forget", {"pk": "appeal"}, allowed=KEEPERS),
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
        Row("GET", "website:styleguide", allowed=frozenset()),
        Row("GET", "website:health", allowed=PUBLIC),
        Row("GET", "website:robots", allowed=PUBLIC),
    ],
)
