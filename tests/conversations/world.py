"""What tests of conversations are made of."""

from typing import Any
from uuid import UUID, uuid4

from opora.conversations import actions
from opora.conversations.models import Conversation, Message
from opora.people.models import Person
from opora.studies.models import GroupPart
from tests import make


def course(cast: make.Cast) -> GroupPart:
    """A part of the cast's group, taught by the teacher."""
    part = make.part(cast.group.programme, "Виды инструктажей")
    return make.group_part(cast.group, part, teacher=cast.teacher)


def course_chat(cast: make.Cast) -> Conversation:
    return actions.start_course(cast.teacher, run=course(cast))


def say(
    chat: Conversation, by: Person, text: str = "Здравствуйте", client_id: UUID | None = None, **more: Any
) -> Message:
    return actions.send(chat, by=by, client_id=client_id or uuid4(), text=text, **more)
