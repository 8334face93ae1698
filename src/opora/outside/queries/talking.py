"""Whether a person still speaks in a conversation: the same as in its page, by the documents of today."""

from django.urls import reverse

from opora.consultations.access import RUNNERS
from opora.consultations.models import Session, Thread
from opora.conversations.access import TALKERS
from opora.conversations.models import Conversation
from opora.conversations.queries.chats import chats_of
from opora.people.models import Person, Role
from opora.people.queries import home_day, role_windows, wards_of


def _open_roles(person: Person) -> frozenset[Role]:
    return frozenset(role for role, window in role_windows(person, home_day()).items() if window.is_open)


def chat_for(person: Person, pk: int) -> Conversation | None:
    """The chat, if he is in it and his cabinet is open."""
    if not _open_roles(person) & TALKERS:
        return None
    return chats_of(person, home_day()).filter(pk=pk).first()


def thread_for(person: Person, pk: int) -> Thread | None:
    """The question, if he may speak in it by :func:`answers` or as the side that asked."""
    thread = (
        Thread.objects.select_related("session__branch", "session__person", "learner").filter(pk=pk).first()
    )
    if thread is None:
        return None
    return thread if answers(person, thread) or _asks(person, thread) else None


def answers(person: Person, thread: Thread) -> bool:
    """The worker who gives the session now, in a working role."""
    session: Session = thread.session
    return session.person_id == person.pk and bool(_open_roles(person) & RUNNERS)


def _asks(person: Person, thread: Thread) -> bool:
    roles = _open_roles(person)
    if person.pk == thread.learner_id:
        return Role.LEARNER in roles
    if Role.REPRESENTATIVE not in roles:
        return False
    return any(ward.pk == thread.learner_id for ward in wards_of(person, home_day()))


def chat_url(chat: Conversation) -> str:
    return reverse("conversations:show", args=[chat.pk])


def thread_url(thread: Thread) -> str:
    return reverse("consultations:thread", args=[thread.pk])
