"""Who may call the pages and buttons of a video room."""

from datetime import timedelta
from uuid import uuid4

from opora.consultations.models import Session
from opora.conversations import actions
from opora.kernel.clock import now
from opora.meetings.actions import come, come_from_outside, come_to_call
from opora.meetings.board.actions import add_file
from opora.meetings.engines.speaking import mark_of
from opora.meetings.models import MediaNode, Press
from opora.meetings.queries.rooms import Coming
from opora.meetings.queries.together import Part
from opora.meetings.webinar.actions import ask
from opora.schedule.models import Mode
from tests import make
from tests.access import EVERYONE, PUBLIC, Row, Table, World
from tests.webinars.world import frontal, visitor, webinar

from .world import STARTS, film_of, host, inside, knock, meeting, png, stored_film

LEADERS = {"teacher", "deputy"}
VISITORS = EVERYONE - {"expired"}
COMERS = LEADERS | {"learner", "child", "parent"}


def world(cast: make.Cast) -> World:
    session: Session = meeting(cast, cast.learner, cast.child)
    guest = host(session)
    timed = meeting(cast, cast.learner, mode=Mode.IN_PERSON, starts_at=STARTS + timedelta(hours=2))
    Press.objects.create(
        session=timed, client_id=uuid4(), what="start", clock="server", at=now(), heard_at=now(),
        person=cast.teacher,
    )  # fmt: skip
    make.group_part(cast.group, make.part(cast.group.programme), teacher=cast.teacher)
    hall = frontal(cast, cast.learner, cast.child, starts_at=STARTS, leader=cast.other_staff)
    asked = visitor(webinar(hall))
    here = come_from_outside(asked)
    listener = come(hall, Coming(cast.learner))
    question = ask(here, text="Когда?")
    call = actions.call(actions.start_personal(cast.teacher, to=cast.child), by=cast.teacher)
    come_to_call(call, Coming(cast.teacher, leads=True))
    return {
        "call": call,
        "callee": come_to_call(call, Coming(cast.child)),
        "session": session,
        "timed": timed,
        "teacher": cast.teacher,
        "waiting": knock(session, cast.child),
        "inside": inside(session, cast.learner),
        "host": guest,
        "room": guest.room,
        "mark": mark_of(guest.room_id),
        "node": MediaNode.objects.create(name="north", url="ws://10.0.0.5:8188", seats=9, since=now()),
        "page": add_file(session, png(), by=Part(cast.teacher, leads=True)),
        "film": film_of(guest, stored_film(cast.teacher)),
        "old": film_of(guest, None),
        "hall": hall,
        "secret": asked.secret,
        "shown": film_of(host(hall), stored_film(cast.teacher), published_at=now()),
        "listener": listener,
        "question": question,
    }


ONE = {"pk": "session"}
INSIDE = {"learner", "other_staff"}
HALL, VISIT, HOSTS = {"pk": "hall"}, {"secret": "secret"}, {"other_staff", "deputy"}
PAGE = {"pk": "session", "page": "page"}
CALL = {"pk": "call"}
TWO = {"teacher", "child"}
TIMED = {"pk": "timed"}
TABLE = Table(
    [
        Row("GET", "meetings:nodes", allowed={"specialist"}),
        Row("POST", "meetings:choice", allowed={"specialist"}),
        Row("POST", "meetings:go", ONE, allowed=COMERS),
        Row("POST", "meetings:over", ONE, allowed=LEADERS),
        Row("POST", "meetings:media", ONE, allowed=set()),  # a room without LiveKit has none
        Row("POST", "meetings:call_media", CALL, allowed=set()),
        Row("GET", "meetings:call_evidence", CALL, allowed=TWO),
        Row("GET", "meetings:bbb_ended", {"room": "room", "mark": "mark"}, allowed=PUBLIC),
        Row("POST", "meetings:livekit", allowed=set()),  # none is in the settings
        Row("POST", "meetings:drain", {"node": "node"}, allowed={"specialist"}, data={"on": "1"}),
        Row("GET", "meetings:cabinet", {"person": "teacher"}, allowed=VISITORS),
        Row("GET", "meetings:room", ONE, allowed=COMERS),
        Row("POST", "meetings:come", ONE, allowed=COMERS),
        Row("GET", "meetings:chat", ONE, allowed=COMERS),
        Row("POST", "meetings:chat", ONE, allowed=COMERS),
        Row("POST", "meetings:let_all_in", ONE, allowed=LEADERS),
        Row("POST", "meetings:settings", ONE, allowed=LEADERS, data={"locked": "0"}),
        Row("POST", "meetings:hand", ONE, allowed={"learner", "teacher"}, data={"up": "1"}),
        Row("POST", "meetings:speak", ONE, allowed={"learner", "teacher"}),
        Row("POST", "meetings:let_in", {**ONE, "guest": "waiting"}, allowed=LEADERS),
        Row("POST", "meetings:refuse", {**ONE, "guest": "waiting"}, allowed=LEADERS),
        Row("POST", "meetings:mute", {**ONE, "guest": "inside"}, allowed=LEADERS),
        Row("POST", "meetings:lower_hand", {**ONE, "guest": "inside"}, allowed=LEADERS),
        Row(
            "GET",
            "meetings:evidence",
            ONE,
            allowed=LEADERS | {"director", "specialist", "auditor"},
        ),
        Row("POST", "meetings:record", ONE, allowed={"teacher"}, data={"on": "0"}),
        Row("GET", "meetings:consent_words", ONE, allowed={"teacher", "learner"}),
        Row("POST", "meetings:consent", ONE, allowed={"teacher", "learner"}, data={"yes": "1"}),
        Row("POST", "meetings:mark", ONE, allowed=LEADERS),
        Row("GET", "meetings:watch", {**ONE, "recording": "film"}, allowed=LEADERS),
        Row("GET", "meetings:film", {**ONE, "recording": "film"}, allowed=LEADERS),
        Row("POST", "meetings:erase", {**ONE, "recording": "old"}, allowed=LEADERS),
        *[Row("GET", f"meetings:{name}", ONE, allowed=COMERS) for name in ("notes", "notes_sync")],
        *[
            Row("POST", f"meetings:{name}", ONE, allowed=LEADERS)
            for name in ("split", "gather", "parts_tell")
        ],
        Row("POST", "meetings:parts_join", ONE, allowed=LEADERS, data={"guest": "1", "part": "1"}),
        Row("POST", "meetings:notes_sync", ONE, allowed=COMERS),
        *[Row("GET", f"meetings:{name}", ONE, allowed=COMERS) for name in ("board", "board_told")],
        *[Row("POST", f"meetings:board_{name}", ONE, allowed=COMERS) for name in ("draw", "erase")],
        Row("GET", "meetings:board_under", PAGE, allowed=COMERS),
        *[Row("POST", f"meetings:board_{name}", ONE, allowed=LEADERS) for name in ("open", "add")],
        *[Row("POST", f"meetings:board_{name}", PAGE, allowed=LEADERS) for name in ("show", "clear")],
        Row("POST", "meetings:notes_open", ONE, allowed=LEADERS, data={"on": "1"}),
        Row("POST", "meetings:end", ONE, allowed=LEADERS),
        Row("POST", "meetings:word", {**HALL, "guest": "listener"}, allowed=HOSTS, data={"given": "1"}),
        Row("GET", "meetings:attendance", HALL, allowed=HOSTS),
        Row("POST", "meetings:next_word", HALL, allowed=HOSTS),
        Row("GET", "meetings:questions", HALL, allowed=INSIDE),
        Row("POST", "meetings:questions", HALL, allowed=INSIDE, data={"text": "Как?"}),
        Row("POST", "meetings:vote", {**HALL, "question": "question"}, allowed=INSIDE, data={"up": "1"}),
        Row(
            "POST",
            "meetings:settle",
            {**HALL, "question": "question"},
            allowed=HOSTS,
            data={"state": "answered"},
        ),
        *[
            Row("GET", f"meetings:visit_{name}", VISIT, allowed=PUBLIC)
            for name in ("room", "consent_words", "questions")
        ],
        *[
            Row("POST", f"meetings:visit_{name}", VISIT, allowed=PUBLIC, data={"text": "Где?", "up": "1"})
            for name in ("come", "hand", "speak", "consent", "questions")
        ],
        Row("POST", "meetings:visit_vote", {**VISIT, "question": "question"}, allowed=PUBLIC),
        Row("POST", "meetings:publish", {**HALL, "recording": "shown"}, allowed=HOSTS, data={"on": "1"}),
        Row(
            "GET",
            "meetings:published",
            {**HALL, "recording": "shown"},
            allowed={"learner", "child", "parent"},
        ),
        Row("GET", "meetings:visit_film", {**VISIT, "recording": "shown"}, allowed=PUBLIC),
        *[Row("GET", f"meetings:{name}", CALL, allowed=TWO) for name in ("call", "call_chat")],
        Row("POST", "meetings:call_come", CALL, allowed=TWO),
        Row("POST", "meetings:call_hand", CALL, allowed=TWO, data={"up": "1"}),
        Row("POST", "meetings:call_speak", CALL, allowed=TWO),
        Row("POST", "meetings:call_all", CALL, allowed={"teacher"}),
        Row("POST", "meetings:call_settings", CALL, allowed={"teacher"}, data={"locked": "0"}),
        *[
            Row("POST", f"meetings:call_{name}", {**CALL, "guest": "callee"}, allowed={"teacher"})
            for name in ("let_in", "refuse", "mute", "lower_hand")
        ],
        Row("POST", "meetings:call_end", CALL, allowed={"teacher"}),
        Row(
            "GET",
            "meetings:timer",
            TIMED,
            allowed=LEADERS | {"director", "specialist", "auditor"},
        ),
        Row("POST", "meetings:timer_start", TIMED, allowed=LEADERS),
        Row("POST", "meetings:timer_stop", TIMED, allowed=LEADERS),
        Row("POST", "meetings:timer_resume", TIMED, allowed=LEADERS),
    ],
    world,
)
