"""Who may call the pages of moderation."""

from opora.moderation import actions
from tests import make
from tests.access import EVERYONE, Row, Table, World
from tests.conversations.world import say

from .world import decided, hit, post_of, reported

TALKERS = EVERYONE - {"auditor", "expired"}
MODERATORS = {"specialist", "deputy", "director"}


def world(cast: make.Cast) -> World:
    case = reported(cast, author=cast.learner, by=cast.child)
    done = decided(hit(cast), cast.specialist)
    assert case.message is not None
    return {
        "case": case,
        "appealed": actions.appeal(decided(hit(cast), cast.specialist), by=cast.learner, text="Нет"),
        "done": done,
        "learner": cast.learner,
        "message": say(case.message.conversation, cast.teacher, "Тише"),
        "post": post_of(cast),
    }


DECISION = {"decision": "none", "reason": "Обычный разговор"}
TABLE = Table(
    [
        Row("GET", "moderation:queue", allowed=MODERATORS),
        Row("GET", "moderation:case", {"pk": "case"}, allowed=MODERATORS),
        Row("POST", "moderation:decide", {"pk": "case"}, allowed=MODERATORS, data=DECISION),
        Row("POST", "moderation:answer", {"pk": "appealed"}, allowed=MODERATORS, data={"upheld": "1"}),
        Row("GET", "moderation:person", {"pk": "learner"}, allowed=MODERATORS),
        Row("GET", "moderation:policy", allowed=MODERATORS),
        Row("POST", "moderation:policy", allowed={"specialist", "director"}, data={"decide_days": "3"}),
        Row(
            "GET", "moderation:report", {"pk": "message"}, allowed={"teacher", "curator", "learner", "child"}
        ),
        Row(
            "POST", "moderation:report", {"pk": "message"}, allowed={"teacher", "curator", "learner", "child"}
        ),
        Row(
            "GET",
            "moderation:report_post",
            {"pk": "post"},
            allowed={"learner", "teacher", "deputy", "specialist"},
        ),
        Row(
            "POST",
            "moderation:report_post",
            {"pk": "post"},
            allowed={"learner", "teacher", "deputy", "specialist"},
        ),
        Row("GET", "moderation:mine", allowed=EVERYONE - {"auditor"}),
        Row("POST", "moderation:appeal", {"pk": "done"}, allowed={"learner"}),
    ],
    world,
)
