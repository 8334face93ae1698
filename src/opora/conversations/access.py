"""Who may do what in conversations (S3-2.2, S3-4.3b, COM-02)."""

from opora.consultations.access import ANSWERERS
from opora.people.access import STAFF, Actor
from opora.people.models import Role

from .models import Conversation, Message

TALKERS = STAFF | {Role.LEARNER, Role.REPRESENTATIVE}
STARTERS = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR, Role.DEPUTY, Role.SPECIALIST})
COURSE_STARTERS = frozenset({Role.TEACHER, Role.CURATOR})
OVERSEERS = frozenset({Role.CURATOR, Role.DEPUTY})


def may_start_group(actor: Actor) -> bool:
    """Study chats are made by workers, not by learners (COM-02)."""
    return actor.role in STARTERS


def may_start_course(actor: Actor) -> bool:
    return actor.role in COURSE_STARTERS


def may_change(actor: Actor, message: Message) -> bool:
    """Own words only; moderation hides in another way."""
    return message.author_id == actor.person.pk


def may_manage(actor: Actor, chat: Conversation) -> bool:
    """Add people, close and open again: who made a group or staff chat."""
    kinds = (Conversation.Kind.GROUP, Conversation.Kind.STAFF)
    return chat.kind in kinds and chat.owner_id == actor.person.pk and actor.role in STARTERS


def may_see_names(actor: Actor) -> bool:
    """The list of learners of a chat is for workers; a learner sees who writes (domain.md §2.3)."""
    return actor.is_staff


def may_register(actor: Actor, message: Message) -> bool:
    """Make a consultation of somebody's question: who answers questions."""
    return actor.role in ANSWERERS and message.author_id != actor.person.pk


def may_register_in(actor: Actor, chat: Conversation) -> bool:
    """Whether messages of a chat offer it: of a course chat to the teacher of the part."""
    if actor.role not in ANSWERERS or chat.kind == Conversation.Kind.STAFF:
        return False
    return chat.run is None or chat.run.teacher_id == actor.person.pk
