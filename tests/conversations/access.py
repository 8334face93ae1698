"""Who may call the pages of conversations."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.conversations import actions
from opora.conversations.queries.announcing import Audience
from opora.kernel.clock import now
from tests import make
from tests.access import EVERYONE, Row, Table, World

from ..files.pictures import picture
from .world import course, course_chat, say

TALKERS = EVERYONE - {"auditor", "expired"}
COURSE = {"teacher", "curator", "learner", "child"}


def world(cast: make.Cast) -> World:
    chat = course_chat(cast)
    file = SimpleUploadedFile("задача.txt", b"2+2")
    message = say(chat, cast.learner, attached=[file, SimpleUploadedFile("снимок.png", picture(kind="PNG"))])
    personal = actions.start_personal(cast.teacher, to=cast.child)
    group = actions.start_group(cast.curator, title="Практика", people=[cast.learner])
    told = actions.announce(
        cast.curator, title="Зачёт", text="В среду", audience=Audience(frozenset({"learners"})),
        replies="author", client_id=uuid4(),
    )  # fmt: skip
    topic = actions.open_topic(say(chat, cast.learner, "Нужен ли журнал?"), by=cast.learner)
    question = actions.PollQuestion("Когда?", ["Среда", "Пятница"])
    poll = actions.ask_all(chat, by=cast.learner, client_id=uuid4(), question=question)
    later = actions.send_at(
        chat, by=cast.learner, client_id=uuid4(), text="Утром", at=now() + timedelta(hours=9)
    )
    return {
        "told": told,
        "call": actions.call(group, by=cast.curator),
        "topic": topic,
        "poll": poll.seq,
        "later": later,
        "chat": chat,
        "run": chat.run,
        "other_run": course(cast),
        "seq": message.seq,
        "file": message.files.get(name="задача.txt"),
        "photo": message.files.get(name="снимок.png"),
        "small": "small",
        "personal": personal,
        "group": group,
        "teacher": cast.teacher,
        "parent": cast.parent,
    }


ONE = {"pk": "chat", "seq": "seq"}
POLL = {"pk": "chat", "seq": "poll"}
TOPIC = {"pk": "chat", "topic": "topic"}
ANNOUNCERS = {"teacher", "curator", "deputy", "director"}
SAID = {"client_id": str(uuid4()), "text": "Здравствуйте"}
TABLE = Table(
    [
        Row("GET", "conversations:list", allowed=TALKERS),
        Row("GET", "conversations:new", allowed=TALKERS),
        Row("GET", "conversations:ringing", allowed=TALKERS),
        Row("POST", "conversations:call", {"pk": "chat"}, allowed={"teacher", "curator"}),
        Row("POST", "conversations:decline", {"pk": "call"}, allowed={"curator", "learner"}),
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
        Row("GET", "conversations:document", {**ONE, "file": "file"}, allowed=COURSE),
        Row("GET", "conversations:preview", {**ONE, "file": "photo", "which": "small"}, allowed=COURSE),
        Row("GET", "conversations:saved", allowed=TALKERS),
        Row("GET", "conversations:later", allowed=TALKERS),
        Row("GET", "conversations:who", allowed=TALKERS),
        Row("POST", "conversations:cancel_later", {"pk": "later"}, allowed={"learner"}),
        Row("GET", "conversations:announce", allowed=ANNOUNCERS),
        Row("POST", "conversations:announce", allowed=ANNOUNCERS, data={"title": "Зачёт"}),
        Row("GET", "conversations:report", {"pk": "told"}, allowed={"curator"}),
        Row("POST", "conversations:remind", {"pk": "told"}, allowed={"curator"}),
        Row("POST", "conversations:answer_author", {"pk": "told"}, allowed={"learner", "child"}),
        Row("GET", "conversations:draft", {"pk": "chat"}, allowed=COURSE),
        Row("POST", "conversations:draft", {"pk": "chat"}, allowed=COURSE, data={"text": "Здравст"}),
        Row("GET", "conversations:called", {"pk": "chat"}, allowed=COURSE),
        Row("GET", "conversations:prefer", {"pk": "chat"}, allowed=COURSE),
        Row("POST", "conversations:prefer", {"pk": "chat"}, allowed=COURSE, data={"level": "mentions"}),
        Row("GET", "conversations:topics", {"pk": "chat"}, allowed=COURSE),
        Row("GET", "conversations:topic", TOPIC, allowed=COURSE),
        Row("POST", "conversations:topic", TOPIC, allowed=COURSE, data=SAID),
        Row("GET", "conversations:register_topic", TOPIC, allowed={"teacher"}),
        Row("POST", "conversations:register_topic", TOPIC, allowed={"teacher"}, data={"subject": "Журнал"}),
        Row("POST", "conversations:resolve", TOPIC, allowed={"teacher", "curator", "learner"}),
        Row("GET", "conversations:message", ONE, allowed=COURSE),
        Row("POST", "conversations:react", ONE, allowed=COURSE, data={"code": "good"}),
        Row("POST", "conversations:pin", ONE, allowed={"teacher", "curator"}),
        Row("POST", "conversations:keep", ONE, allowed=COURSE),
        Row("POST", "conversations:settle", ONE, allowed={"teacher", "curator"}),
        Row("GET", "conversations:forward", ONE, allowed=COURSE),
        Row("POST", "conversations:forward", ONE, allowed=COURSE, data={"chat": "0"}),
        Row("POST", "conversations:open_topic", ONE, allowed=COURSE),
        Row("GET", "conversations:ask", {"pk": "chat"}, allowed=COURSE),
        Row("POST", "conversations:ask", {"pk": "chat"}, allowed=COURSE, data={"text": "Когда?"}),
        Row("GET", "conversations:vote", POLL, allowed=COURSE),
        Row("POST", "conversations:vote", POLL, allowed=COURSE),
        Row("POST", "conversations:close_poll", POLL, allowed={"teacher", "curator", "learner"}),
        Row("POST", "conversations:delete", ONE, allowed={"learner"}),
    ],
    world,
)
