"""Questions that wait in chats: what counts as one, who answers, and to whom it passes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from opora.people.models import Branch, Person, Role
from opora.people.queries import branches, holders_of, staff_on, substitutes

from ..models import Awaited, Conversation
from .reach import is_worker
from .studying import studying

Kind = Conversation.Kind
FEWEST_WORDS = 4
AHEAD = timedelta(days=1)


def is_question(text: str) -> bool:
    """A question mark, or words enough to be more than thanks; a worker takes the rest off by one press."""
    return "?" in text or len(text.split()) >= FEWEST_WORDS


@dataclass(frozen=True, slots=True)
class Side:
    """Of an exchange between a learner's side and workers: who answers, or whose answer is waited for."""

    answers: bool
    worker: Person | None


def side_of(chat: Conversation, author: Person, on: date) -> Side | None:
    """None where nobody owes an answer: chats of chosen people, of workers, announcements."""
    if chat.kind not in (Kind.COURSE, Kind.PERSONAL):
        return None
    if is_worker(author, on):
        return Side(answers=True, worker=None)
    if chat.run is not None:
        return Side(answers=False, worker=chat.run.teacher or chat.run.group.curator)
    other = Person.objects.filter(pk__in=chat.sides).exclude(pk=author.pk).order_by("pk")
    workers = [one for one in other if is_worker(one, on)]
    return Side(answers=False, worker=workers[0] if workers else None)


def branch_of(chat: Conversation, worker: Person, on: date) -> Branch:
    """Whose working days count: of the group, else of the worker's contract."""
    if chat.run is not None:
        return chat.run.group.branch
    contract = staff_on(on).filter(person=worker).first()
    return contract.branch if contract else branches()[0]


def near(at: datetime) -> QuerySet[Awaited]:
    """What is to be answered within a day or was to be, and has not been told of enough."""
    soon = Q(reminded_at=None, due_at__lte=at + AHEAD)
    late = Q(passed_on_at=None, due_at__lte=at)
    rows = Awaited.objects.filter(soon | late, settled_at=None, message__deleted_at=None)
    return rows.select_related(
        "worker", "message__author", "message__conversation__run__group__curator",
        "message__conversation__run__part",
    ).order_by("pk")  # fmt: skip


def standing_in(awaited: Awaited, on: date) -> list[Person]:
    """Who takes a question over: the replacement of the absent, else the curator, else deputies."""
    worker = awaited.worker
    away = substitutes([worker.pk], on)
    if away:
        return list(away.values())
    curators = _curators(awaited, on)
    replaced = substitutes(curators, on)
    found = [replaced.get(pk) or one for pk, one in curators.items()]
    others = [one for one in found if one.pk != worker.pk]
    return others or [one for one in holders_of(Role.DEPUTY, on).order_by("pk") if one.pk != worker.pk]


def is_away(worker: Person, on: date) -> bool:
    return bool(substitutes([worker.pk], on))


def _curators(awaited: Awaited, on: date) -> dict[int, Person]:
    chat = awaited.message.conversation
    if chat.run is not None:
        curator = chat.run.group.curator
        return {curator.pk: curator} if curator else {}
    rows = studying(on).filter(learner=awaited.message.author_id, group__curator__isnull=False)
    found = Person.objects.filter(pk__in=rows.order_by().values("group__curator"))
    return {one.pk: one for one in found.order_by("pk")}


def waiting_in(chat: Conversation) -> dict[int, datetime]:
    """By number of a message, by when its answer is due; for workers of the chat."""
    rows = Awaited.objects.filter(message__conversation=chat, settled_at=None)
    return dict(rows.values_list("message__seq", "due_at"))
