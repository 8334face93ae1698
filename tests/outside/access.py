"""Who may call the pages of ways outside."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.files.actions import keep
from opora.integrations.webpush import Device
from opora.kernel.clock import now
from opora.notifications.models import Letter
from opora.outside.actions import subscribe
from opora.outside.models import Binding, Incoming
from tests import make
from tests.access import EVERYONE, PUBLIC, Row, Table, World
from tests.conversations.world import course_chat


def world(cast: make.Cast) -> World:
    chat = course_chat(cast)
    letter = Letter.objects.create(
        to="a@b.example", subject="Новое", text="-", message_id="<1@x>", about=f"chat:{chat.pk}",
        token="0" * 24, next_try_at=now(),
    )  # fmt: skip
    held: dict[str, Any] = {"received_at": now(), "sender": "a@b.example", "state": Incoming.State.HELD}
    record = keep(SimpleUploadedFile("letter.eml", b"From: a@b.example\r\n\r\nx"), by=None)
    Binding.objects.create(person=cast.learner, messenger="telegram", who="17")
    return {
        "held": Incoming.objects.create(
            message_id="<2@x>", text="Я приду", person=cast.learner, letter=letter, record=record, **held
        ),
        "posted": Incoming.objects.create(
            message_id="<3@x>", person=cast.learner, record=record, **{**held, "state": "posted"}
        ),
        "device": subscribe(
            cast.learner, Device("https://push.example/1", "p" * 87, "a" * 22), words="Chrome"
        ),
        "telegram": "telegram",
        "inbox": "inbox",
    }


KEEPERS = {"specialist"}
TABLE = Table(
    [
        Row("GET", "outside:worker", allowed=PUBLIC),
        Row("GET", "outside:offline", allowed=PUBLIC),
        Row("GET", "outside:settings", allowed=EVERYONE),
        Row("POST", "outside:settings", allowed=EVERYONE),
        Row("POST", "outside:subscribe", allowed=frozenset()),
        Row("POST", "outside:unsubscribe", {"pk": "device"}, allowed={"learner"}),
        Row("POST", "outside:code", {"messenger": "telegram"}, allowed=frozenset()),
        Row("POST", "outside:unbind", {"messenger": "telegram"}, allowed={"learner"}),
        Row("GET", "outside:ways", allowed=KEEPERS),
        Row("POST", "outside:try", {"way": "inbox"}, allowed=KEEPERS),
        Row("GET", "outside:held", allowed=KEEPERS),
        Row("GET", "outside:letters", allowed=KEEPERS),
        Row("GET", "outside:letter", {"pk": "held"}, allowed=KEEPERS),
        Row("GET", "outside:record", {"pk": "held"}, allowed=KEEPERS),
        Row("GET", "outside:record", {"pk": "posted"}, allowed={"learner"}),
        Row("POST", "outside:post", {"pk": "held"}, allowed=KEEPERS),
        Row("POST", "outside:appeal", {"pk": "held"}, allowed=KEEPERS),
        Row("POST", "outside:drop", {"pk": "held"}, allowed=KEEPERS),
    ],
    world,
)
