"""Who owes an answer in a chat, and when it has been given."""

from django.db import transaction

from opora.consultations.queries.threads import due_for
from opora.kernel.clock import now
from opora.people.queries import home_day

from ..models import Awaited, Conversation, Message
from ..queries.awaiting import branch_of, is_question, side_of


def note(chat: Conversation, message: Message) -> None:
    """A question of a learner's side begins to wait; words of a worker answer what was asked before.

    Said in answer to one person they answer him only, said in a topic what was asked in the topic.
    """
    side = side_of(chat, message.author, home_day())
    if side is None:
        return
    if side.answers:
        waiting = Awaited.objects.filter(
            message__conversation=chat, message__topic=message.topic, settled_at=None
        )
        to = message.reply_to
        if to is not None and to.author_id != message.author_id:
            waiting = waiting.filter(message__author=to.author_id)
        waiting.update(settled_at=message.at)
    elif side.worker is not None and is_question(message.text):
        due = due_for(branch_of(chat, side.worker, home_day()), message.at)
        Awaited.objects.create(message=message, worker=side.worker, due_at=due)


def settle(message: Message) -> None:
    """It waits no more: answered by a sign, written down as a consultation, or taken back."""
    Awaited.objects.filter(message=message, settled_at=None).update(settled_at=now())


@transaction.atomic
def needs_no_answer(message: Message) -> None:
    """«Ответ не нужен»: the worker says so of what only looked like a question."""
    settle(message)
