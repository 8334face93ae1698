"""Who may call the pages of consultations."""

from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.consultations.models import (
    HelpRequest,
    MeansReplacement,
    Post,
    PrepEvidence,
    PrepQuestion,
    Thread,
    ThreadReading,
    Waiting,
)
from opora.files.actions import keep
from opora.kernel.clock import now
from tests import make
from tests.access import STAFF, Row, Table, World

RUNNERS = {"teacher", "other_staff", "curator", "deputy", "specialist", "director"}
ANSWERERS = {"teacher", "other_staff", "curator", "deputy"}
LEARNING = {"learner", "child", "parent"}


def world(cast: make.Cast) -> World:
    session = make.session(cast.teacher, groups=[cast.group])
    booking = make.booking(session, cast.child)
    turn = Waiting.objects.create(session=session, learner=cast.child, asked_by=cast.child)
    part = make.part(cast.group.programme)
    run = make.group_part(cast.group, part, teacher=cast.teacher)
    request = HelpRequest.objects.create(
        run=run, person=cast.teacher, learner=cast.child, asked_by=cast.child
    )
    file = keep(SimpleUploadedFile("задача.txt", b"2+2"), by=cast.child)
    request.files.add(file)
    edition = make.schedule("published", edition=2, previous=make.schedule("superseded"))
    offline = make.session(cast.teacher, mode="offline", format="individual", personal=True)
    make.booking(offline, cast.child)
    asked = Thread.objects.create(
        session=offline, learner=cast.child, asked_by=cast.child, subject="Зачёт", due_at=offline.ends_at
    )
    post = Post.objects.create(
        thread=asked, side="learner", author=cast.child, text="?", at=offline.starts_at
    )
    post.files.add(file)
    ThreadReading.objects.create(thread=asked, person=cast.deputy, at=now(), why="проверка")
    booking.files.add(file)
    means = make.means()
    replacement = MeansReplacement.objects.create(
        old=means, new=make.means("chat", "чат"), done={"drafts": [], "sessions": [], "had_both": []}
    )
    since = datetime(2026, 11, 20, 9, tzinfo=UTC)
    prep = make.session(
        cast.teacher, since, groups=[cast.group], kind="exam_prep", state="held",
        actual_start=since, actual_end=since + timedelta(hours=1),
    )  # fmt: skip
    shown = PrepEvidence.objects.create(session=prep, item="criteria", file=file, added_by=cast.teacher)
    missed = PrepQuestion.objects.create(session=prep, learner=cast.child, asked_by=cast.child, text="?")
    return {
        "means": means,
        "replacement": replacement,
        "prep": prep,
        "shown": shown,
        "asked": missed,
        "edition": edition,
        "thread": asked,
        "offline": offline,
        "session": session,
        "booking": booking,
        "turn": turn,
        "request": request,
        "file": file,
    }


PK, BOOKING, THREAD = {"pk": "session"}, {"pk": "booking"}, {"pk": "thread"}
PREP = {"pk": "prep"}
TABLE = Table(
    rows=[
        Row(
            "GET",
            "consultations:means",
            {"pk": "means"},
            {"specialist", "deputy", "director", "auditor"},
        ),
        Row("POST", "consultations:means_replace", {"pk": "means"}, {"specialist", "deputy"}),
        Row("POST", "consultations:means_undo", {"pk": "replacement"}, {"specialist", "deputy"}),
        Row(
            "GET",
            "consultations:compare",
            {"pk": "edition"},
            {"specialist", "deputy", "director", "auditor"},
        ),
        Row("GET", "consultations:week", {}, {*LEARNING, "stranger", *STAFF, "auditor"}),
        Row("GET", "consultations:mine", {}, {*LEARNING, "stranger", "expired"}),
        Row("GET", "consultations:teach", {}, RUNNERS),
        Row("GET", "consultations:extra", {}, {"teacher", "other_staff", "deputy"}),
        Row("POST", "consultations:extra", {}, {"teacher", "other_staff", "deputy"}),
        Row("GET", "consultations:session", PK, {*LEARNING, *STAFF, "auditor"}),
        Row("POST", "consultations:book", PK, LEARNING),
        Row("POST", "consultations:open", PK, {"teacher", "deputy"}),
        Row("GET", "consultations:hold", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:hold", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:no_show", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:session_cancel", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:substitute", PK, {"deputy"}),
        Row("POST", "consultations:cancel_several", {}, {"deputy"}),
        Row("POST", "consultations:substitute_several", {}, {"deputy"}),
        Row("POST", "consultations:accept_several", {}, {"teacher", "other_staff", "curator", "deputy"}),
        Row("POST", "consultations:decline_several", {}, {"teacher", "other_staff", "curator", "deputy"}),
        Row("POST", "consultations:topic", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:cancel", BOOKING, {"child", "parent", "curator", "teacher", "deputy"}),
        Row("POST", "consultations:feedback", BOOKING, {"child", "parent"}, {"verdict": "helped"}),
        Row("POST", "consultations:feedback_thread", THREAD, {"child", "parent"}, {"verdict": "helped"}),
        Row("GET", "consultations:requests", {}, {*LEARNING, "stranger", *ANSWERERS}),
        Row("GET", "consultations:ask", {}, {*LEARNING, "stranger"}),
        Row("POST", "consultations:ask", {}, {*LEARNING, "stranger"}),
        Row("GET", "consultations:accept", {"pk": "request"}, {"teacher", "deputy"}),
        Row("POST", "consultations:accept", {"pk": "request"}, {"teacher", "deputy"}),
        Row("POST", "consultations:decline", {"pk": "request"}, {"teacher", "deputy"}),
        Row(
            "GET",
            "consultations:request_file",
            {"pk": "request", "file": "file"},
            {"child", "parent", "teacher", "deputy"},
        ),
        Row("POST", "consultations:withdraw", {"pk": "request"}, {"child", "parent"}),
        Row("GET", "consultations:move", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:move", PK, {"teacher", "deputy"}),
        Row("POST", "consultations:wait", PK, LEARNING),
        Row("POST", "consultations:absent", PK, LEARNING),
        Row("POST", "consultations:restore", PK, {"deputy"}),
        Row("GET", "consultations:preps", {}, RUNNERS),
        Row("GET", "consultations:dossier", PREP, RUNNERS - {"other_staff"}),
        Row("POST", "consultations:add_evidence", PREP, {"teacher", "deputy"}),
        Row(
            "POST", "consultations:drop_evidence", {"pk": "prep", "evidence": "shown"}, {"teacher", "deputy"}
        ),
        Row(
            "GET",
            "consultations:evidence_file",
            {"pk": "prep", "file": "file"},
            {*LEARNING, *RUNNERS} - {"other_staff"},
        ),
        Row("POST", "consultations:paper", PREP, {"teacher", "deputy"}),
        Row("POST", "consultations:window", PREP, {"teacher", "deputy"}),
        Row("POST", "consultations:prep_answer", {"pk": "asked"}, {"teacher", "deputy"}),
        Row("POST", "consultations:keep_exception", BOOKING, {"deputy"}),
        Row("GET", "consultations:materials", PREP, LEARNING),
        Row("POST", "consultations:acknowledge", PREP, LEARNING),
        Row("POST", "consultations:prep_ask", PREP, LEARNING),
        Row("POST", "consultations:stop_waiting", {"pk": "turn"}, {"child", "parent"}),
        Row("POST", "consultations:book_group", PK, {"curator", "teacher", "deputy"}),
        Row("GET", "consultations:poster", PK, RUNNERS),
        Row("GET", "consultations:question_edit", BOOKING, {"child", "parent"}),
        Row("POST", "consultations:question_edit", BOOKING, {"child", "parent"}),
        Row(
            "GET",
            "consultations:booking_file",
            {"pk": "booking", "file": "file"},
            {"child", "parent", "curator", "teacher", "deputy"},
        ),
        Row("GET", "consultations:threads", {}, {*LEARNING, "stranger", *RUNNERS}),
        Row("GET", "consultations:question", {}, {*LEARNING, "stranger"}),
        Row("POST", "consultations:question", {}, {*LEARNING, "stranger"}),
        Row("GET", "consultations:thread", THREAD, {"child", "parent", "teacher", "deputy", "specialist"}),
        Row("POST", "consultations:thread", THREAD, {"child", "parent", "teacher"}),
        Row("POST", "consultations:thread_close", THREAD, {"child", "parent", "teacher"}),
        Row("POST", "consultations:thread_reopen", THREAD, {"child", "parent", "teacher"}),
        Row("POST", "consultations:thread_why", THREAD, {"deputy", "specialist"}),
        Row(
            "GET",
            "consultations:thread_file",
            {"pk": "thread", "file": "file"},
            {"child", "parent", "teacher", "deputy"},
        ),
        Row("GET", "consultations:work_time", {"pk": "offline"}, {"teacher"}),
        Row("POST", "consultations:work_time", {"pk": "offline"}, {"teacher"}),
    ],
    world=world,
)
