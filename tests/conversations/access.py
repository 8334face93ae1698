"""Who may call the pages of conversations."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.conversations import actions
from tests import make
from tests.access import EVERYONE, Row, Table, World

from .world import course, course_chat, say

TALKERS = EVERYONE - {"auditor", "expired"}
COURSE = {"teacher", "curator", "learner", "child"}


def world(cast: make.Cast) -> World:
    chat = course_chat(cast)
    file = SimpleUploadedFile("задача.txt", b"2+2")
    message = say(chat, cast.learner, attached=[file])
    personal = actions.start_personal(cast.teacher, to=cast.child)
    group = actions.start_group(cast.curator, title="Практика", people=[cast.learner])
    return {
        "chat": chat,
        "run": chat.run,
        "other_run": course(cast),
        "seq": message.seq,
        "file": message.files.get(),
        "personal": personal,
        "group": group,
        "teacher": cast.teacher,
        "parent": cast.parent,
    }


ONE = {"pk": "chat", "seq": "seq"}
SAID = {"client_id": str(uuid4()), "text": "Здравствуйте"}
TABLE = Table(
    [
        Row("GET", "conversations:list", allowed=TALKERS),
        Row("GET", "conversations:new", allowed=TALKERS),
        Row("GET", "conversations:search", allowed=TALKERS, query="?q=Здравствуйте"),
        Row("POST", "conversations:start", {"person": "teacher"}, allowed=TALKERS - {"teacher", "stranger"}),
        Row("POST", "conversations:new_course", {"run": "other_run"}, allowed={"teacher", "curator"}),
        Row(
            "GET",
            "conversations:new_group",
            allowed={"teacher", "other_staff", "curator", "deputy", "specialist"},
        ),
        Row(
            "POST",
            "conversations:new_group",
            allowed={"teacher", "other_staff", "curator", "deputy", "specialist"},
            data={"title": "Чат"},
        ),
        Row("GET", "conversations:wards", allowed={"parent", "curator", "deputy"}),
        Row("GET", "conversations:show", {"pk": "chat"}, allowed=COURSE),
        Row("GET", "conversations:show", {"pk": "personal"}, allowed={"teacher", "child"}),
        Row("POST", "conversations:show", {"pk": "chat"}, allowed=COURSE, data=SAID),
        Row("POST", "conversations:read", {"pk": "chat"}, allowed=COURSE, data={"seq": "1"}),
        Row("GET", "conversations:people", {"pk": "group"}, allowed={"curator"}),
        Row("POST", "conversations:people", {"pk": "group"}, allowed={"curator"}, data={"title": "Чат"}),
        Row("POST", "conversations:close", {"pk": "group"}, allowed={"curator"}),
        Row("POST", "conversations:open", {"pk": "group"}, allowed={"curator"}),
        Row(
            "POST",
            "conversations:let_in",
            {"pk": "personal", "person": "parent"},
            allowed={"teacher", "child", "parent"},
        ),
        Row("GET", "conversations:register", ONE, allowed={"teacher", "curator"}),
        Row(
            "POST", "conversations:register", ONE, allowed={"teacher", "curator"}, data={"subject": "Журнал"}
        ),
        Row("GET", "conversations:edit", ONE, allowed={"learner"}),
        Row("POST", "conversations:edit", ONE, allowed={"learner"}, data={"text": "Иначе"}),
        Row("GET", "conversations:file", {**ONE, "file": "file"}, allowed=COURSE),
        Row("POST", "conversations:delete", ONE, allowed={"learner"}),
    ],
    world,
)
