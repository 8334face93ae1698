"""What this package hangs on others: doors of conversations, and ways of telling beside letters."""

from functools import partial
from uuid import NAMESPACE_URL, uuid5

from opora.consultations.actions import answer, ask_again
from opora.conversations.actions import send
from opora.conversations.events import Rang
from opora.kernel.events import on
from opora.kernel.rules import enforce
from opora.notifications.kinds import Kind
from opora.notifications.ways import Way, register

from . import rules
from .doors import Said, door
from .models import Messenger
from .queries import reach, talking
from .tasks import ring
from .telling import push_to, say_to


@door("chat")
def into_chat(pk: int, said: Said) -> str:
    """The same letter twice is one message: its client id is made of the Message-ID."""
    chat = talking.chat_for(said.by, pk) if said.by else None
    enforce(rules.still_speaks_there(is_inside=chat is not None))
    assert chat is not None  # noqa: S101 -- enforced
    assert said.by is not None  # noqa: S101 -- enforced
    client_id = uuid5(NAMESPACE_URL, said.message_id)
    send(chat, by=said.by, client_id=client_id, text=said.text, attached=said.files)
    return talking.chat_url(chat)


@door("thread")
def into_thread(pk: int, said: Said) -> str:
    """The worker answers with his minutes in the first line, the other side asks on."""
    thread = talking.thread_for(said.by, pk) if said.by else None
    enforce(rules.still_speaks_there(is_inside=thread is not None))
    assert thread is not None  # noqa: S101 -- enforced
    assert said.by is not None  # noqa: S101 -- enforced
    if not talking.answers(said.by, thread):
        ask_again(thread, by=said.by, text=said.text, attached=said.files)
        return talking.thread_url(thread)
    minutes, text = minutes_of(said.text)
    enforce(rules.minutes_are_said(minutes))
    assert minutes is not None  # noqa: S101 -- enforced
    answer(thread, by=said.by, text=text, minutes=minutes, attached=said.files)
    return talking.thread_url(thread)


@on(Rang)
def ring_at_closed_browsers(event: Rang) -> None:
    """Open pages ring by their own count; nobody is told while push is off."""
    people = sorted(reach.subscribed(event.person_ids, Kind.MESSAGES))
    if people:
        ring.defer(people=people)


def minutes_of(text: str) -> tuple[int | None, str]:
    """«время 15» of the first or the last line, and the text without it."""
    lines = text.strip().split("\n")
    for n in (0, -1):
        if found := rules.MINUTES.match(lines[n]):
            del lines[n]
            return int(found[1]), "\n".join(lines).strip()
    return None, text


register(Way("push", "push", reach.subscribed, push_to))
for _code in Messenger.values:
    register(Way(_code, "messenger", partial(reach.bound, _code), say_to))
