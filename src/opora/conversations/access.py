"""Who may do what in conversations (S3-2.2, S3-4.3b, COM-02)."""

from opora.consultations.access import ANSWERERS
from opora.people.access import STAFF, Actor
from opora.people.models import Role
from opora.people.queries import home_day, staff_on

from .models import Conversation, Message, Topic

TALKERS = STAFF | {Role.LEARNER, Role.REPRESENTATIVE}
STARTERS = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR, Role.DEPUTY, Role.SPECIALIST})
COURSE_STARTERS = frozenset({Role.TEACHER, Role.CURATOR})
OVERSEERS = frozenset({Role.CURATOR, Role.DEPUTY})
ANNOUNCERS = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.TRAINING_HEAD, Role.CURATOR, Role.TEACHER})


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
    """Make a consultation of somebody's question, or of a call one was in: who answers questions."""
    if actor.role not in ANSWERERS:
        return False
    if not hasattr(message, "call"):
        return message.author_id != actor.person.pk
    was_in = message.author_id == actor.person.pk or message.call.spoke.filter(pk=actor.person.pk).exists()
    return bool(message.call.minutes) and was_in


def may_register_in(actor: Actor, chat: Conversation) -> bool:
    """Whether messages of a chat offer it: of a course chat to the teacher of the part."""
    if actor.role not in ANSWERERS or chat.kind == Conversation.Kind.STAFF:
        return False
    return chat.run is None or chat.run.teacher_id == actor.person.pk


def may_call(actor: Actor, chat: Conversation) -> bool:
    """Workers call anybody of their chats; learners each other, where they may write to each other.

    Whether the two may still write to each other is asked when the call begins (CHT-04).
    """
    if chat.kind == Conversation.Kind.ANNOUNCEMENT:
        return False
    if actor.is_staff:
        return True
    if actor.role is not Role.LEARNER or actor.person.pk not in chat.sides:
        return False
    return not staff_on(home_day()).filter(person__in=chat.sides).exists()


def may_announce(actor: Actor) -> bool:
    """Management speaks to all, curators and teachers to their own (S3-4.2c)."""
    return actor.role in ANNOUNCERS


def may_read_report(actor: Actor, chat: Conversation) -> bool:
    """Who has read an announcement is for its author."""
    return (
        chat.kind == Conversation.Kind.ANNOUNCEMENT
        and chat.owner_id == actor.person.pk
        and may_announce(actor)
    )


def may_see_choices(actor: Actor, chat: Conversation) -> bool:
    """Whose sign and whose vote it is: for workers of the chat; of an announcement for its author."""
    if chat.kind == Conversation.Kind.ANNOUNCEMENT:
        return chat.owner_id == actor.person.pk
    return actor.is_staff


def may_pin(actor: Actor, chat: Conversation) -> bool:
    """What stands above a chat is chosen by workers; of an announcement by its author, of two by both."""
    if chat.kind == Conversation.Kind.ANNOUNCEMENT:
        return chat.owner_id == actor.person.pk
    return actor.is_staff or actor.person.pk in chat.sides


def may_lead_topics(actor: Actor, topic: Topic) -> bool:
    """A topic is resolved and opened again by workers and by who opened it."""
    return actor.is_staff or topic.opened_by_id == actor.person.pk


def may_close_poll(actor: Actor, message: Message) -> bool:
    return message.author_id == actor.person.pk or (actor.is_staff and message.conversation.run is not None)


def may_settle(actor: Actor, message: Message) -> bool:
    """«Ответ не нужен» is said by workers of the chat, not of their own words."""
    return actor.is_staff and message.author_id != actor.person.pk


def may_register_topic(actor: Actor, topic: Topic) -> bool:
    return may_register_in(actor, topic.conversation)
