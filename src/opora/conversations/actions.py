"""Begin a chat, say, edit, delete, read. The row of the chat is the lock under which numbers are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Max

from opora.consultations.actions import Question, answer, ask_teacher
from opora.files.actions import keep_all
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person, Role
from opora.people.queries import home_day, replaced_by, staff_on
from opora.studies.models import GroupPart

from . import rules
from .events import ChatChanged, ChatRead, MinorChatOpened, RepresentativeJoined
from .models import Conversation, FormerText, Member, Message, Registered
from .queries.reach import is_reachable, is_worker, minor_of, reachable, representatives_of
from .queries.registering import runs_to_register

Kind = Conversation.Kind


def _pair(one: Person, other: Person) -> str:
    return f"{min(one.pk, other.pk)}-{max(one.pk, other.pk)}"


@transaction.atomic
def start_personal(by: Person, *, to: Person) -> Conversation:
    """The chat of these two: made once, found later. Raises ``Refused`` by CHT-04.

    An adult's chat with a minor is told to the representatives at once (COM-05).
    """
    known = Conversation.objects.filter(pair=_pair(by, to)).first()
    if known is not None:
        return known
    linked = reachable(by, home_day()).filter(pk=to.pk).exists()
    enforce(rules.may_write_to(to, linked=linked))
    chat, made = Conversation.objects.get_or_create(
        pair=_pair(by, to), defaults={"kind": Kind.PERSONAL, "owner": by}
    )
    if not made:  # the other side pressed at the same moment
        return chat
    Member.objects.bulk_create(Member(conversation=chat, person=one, added_by=by) for one in (by, to))
    ward = minor_of(by, to, home_day())
    if ward is not None:
        adult = to if ward.pk == by.pk else by
        publish(MinorChatOpened(chat.pk, ward_id=ward.pk, adult_id=adult.pk))
    return chat


@transaction.atomic
def start_group(
    by: Person, *, title: str, people: Sequence[Person], staff_only: bool = False
) -> Conversation:
    """A chat of chosen people. Raises ``Refused`` by COM-02, CHT-04, CHT-06, CHT-07."""
    on = home_day()
    enforce(rules.creates_study_chats(is_worker=is_worker(by, on)), rules.group_is_whole(title, people))
    _enforce_people(by, people, staff_only=staff_only)
    kind = Kind.STAFF if staff_only else Kind.GROUP
    chat = Conversation.objects.create(kind=kind, title=title.strip(), owner=by)
    Member.objects.bulk_create(Member(conversation=chat, person=one, added_by=by) for one in (by, *people))
    return chat


def _enforce_people(by: Person, people: Sequence[Person], *, staff_only: bool) -> None:
    on = home_day()
    if staff_only:
        workers = set(staff_on(on).filter(person__in=people).values_list("person_id", flat=True))
        enforce(rules.only_workers(people, workers))
    linked = set(reachable(by, on).filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True))
    enforce(*(rules.may_write_to(one, linked=one.pk in linked) for one in people))


@transaction.atomic
def start_course(by: Person, *, run: GroupPart) -> Conversation:
    """The chat of a part of a group; its people follow enrolments and contracts. Raises by CHT-09, CHT-03."""
    held = GroupPart.objects.select_for_update(of=("self",)).select_related("group", "part").get(pk=run.pk)
    enforce(rules.leads_the_part(by, held, {by.pk, *replaced_by(by, home_day(), Role.CURATOR)}))
    known = Conversation.objects.filter(run=held).first()
    if known is not None:
        return known
    chat = Conversation(kind=Kind.COURSE, run=held, owner=by)
    enforce(rules.chat_is_open(chat, home_day()))
    chat.save()
    return chat


def _locked(chat: Conversation) -> Conversation:
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("run__group")
    return rows.get(pk=chat.pk)


def _numbers(chat: Conversation) -> tuple[int, int]:
    """The next number of a message and of an event; asked after the lock, by a statement of its own."""
    last = chat.messages.aggregate(seq=Max("seq"), change=Max("change"))
    return (last["seq"] or 0) + 1, (last["change"] or 0) + 1


@transaction.atomic
def send(
    chat: Conversation,
    *,
    by: Person,
    client_id: UUID,
    text: str,
    attached: Sequence[UploadedFile[Any]] = (),
    reply_to: Message | None = None,
) -> Message:
    """Say something. The same ``client_id`` again is the same message: it is answered, not written twice.

    Raises ``Refused`` by CHT-01 to CHT-04 and those of files.
    """
    held = _locked(chat)
    known = Message.objects.filter(conversation=held, author=by, client_id=client_id).first()
    if known is not None:
        return known
    enforce(
        rules.something_is_said(text, len(attached)),
        rules.message_is_short(text, len(attached)),
        rules.chat_is_open(held, home_day()),
        *_still_linked(held, by),
    )
    files = keep_all(attached, by=by)
    seq, change = _numbers(held)
    message = Message.objects.create(
        conversation=held, seq=seq, change=change, client_id=client_id, author=by, text=text.strip(),
        reply_to=reply_to if reply_to and reply_to.conversation_id == held.pk else None, at=now(),
    )  # fmt: skip
    message.files.add(*files)
    _read(held, by, seq)
    publish(ChatChanged(held.pk, change))
    return message


def _still_linked(chat: Conversation, by: Person) -> list[Any]:
    """A personal chat goes on while its two sides may write to each other; a representative may always."""
    if by.pk not in chat.sides:
        return []
    other = Person.objects.get(pk=next(pk for pk in chat.sides if pk != by.pk))
    return [rules.may_write_to(other, linked=is_reachable(by, other, home_day()))]


@transaction.atomic
def edit(message: Message, *, text: str) -> Message:
    """Change own words; the former stay for moderation. Raises by CHT-01, CHT-02, CHT-03, CHT-05."""
    chat, held = _held(message)
    enforce(
        rules.message_still_stands(held),
        rules.something_is_said(text, held.files.count()),
        rules.message_is_short(text, 0),
        rules.chat_is_open(chat, home_day()),
    )
    if text.strip() == held.text:
        return held
    FormerText.objects.create(message=held, text=held.text, until=now())
    held.text, held.edited_at = text.strip(), now()
    return _changed(chat, held)


@transaction.atomic
def delete(message: Message) -> Message:
    """Take own words back: nobody reads them any more, moderation still can (case 47). Raises by CHT-05."""
    chat, held = _held(message)
    enforce(rules.message_still_stands(held))
    FormerText.objects.create(message=held, text=held.text, until=now())
    held.text, held.deleted_at = "", now()
    return _changed(chat, held)


def _held(message: Message) -> tuple[Conversation, Message]:
    chat = _locked(message.conversation)
    return chat, Message.objects.get(pk=message.pk)


def _changed(chat: Conversation, message: Message) -> Message:
    message.change = _numbers(chat)[1]
    message.save(update_fields=["text", "edited_at", "deleted_at", "change"])
    publish(ChatChanged(chat.pk, message.change))
    return message


@transaction.atomic
def read_up_to(chat: Conversation, *, by: Person, seq: int) -> bool:
    """Seen as far as that; reading back changes nothing. Answers whether it is news."""
    is_news = _read(chat, by, seq)
    if is_news:
        publish(ChatRead(chat.pk, by.pk))
    return is_news


def _read(chat: Conversation, by: Person, seq: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_reading (conversation_id, person_id, seq)"
            " SELECT %s, %s, LEAST(%s, COALESCE(MAX(seq), 0)) FROM conversations_message"
            " WHERE conversation_id = %s"
            " ON CONFLICT (conversation_id, person_id) DO UPDATE SET seq = EXCLUDED.seq"
            " WHERE conversations_reading.seq < EXCLUDED.seq",
            [chat.pk, by.pk, seq, chat.pk],
        )
        return bool(cursor.rowcount)


@transaction.atomic
def let_representative_in(chat: Conversation, *, representative: Person, ward: Person, by: Person) -> Member:
    """The representative reads and writes in an adult's chat with the ward, and everybody sees it (COM-05).

    Raises ``Refused`` by CHT-08.
    """
    held = _locked(chat)
    verified = any(one.pk == representative.pk for one in representatives_of(ward, home_day()))
    enforce(rules.represents(representative, verified=verified))
    member, made = Member.objects.get_or_create(
        conversation=held, person=representative, defaults={"ward": ward, "added_by": by}
    )
    if made:
        publish(RepresentativeJoined(held.pk, representative.pk, ward.pk))
    return member


@transaction.atomic
def change_people(chat: Conversation, *, by: Person, title: str, people: Sequence[Person]) -> Conversation:
    """Rename a group or staff chat, add and remove people; who made it stays. Raises by CHT-04, 06, 07."""
    held = _locked(chat)
    others = [one for one in people if one.pk != held.owner_id]
    enforce(rules.group_is_whole(title, others))
    present = {member.person_id: member for member in held.members.all()}
    new = [one for one in others if one.pk not in present or present[one.pk].left_at is not None]
    _enforce_people(by, new, staff_only=held.kind == Kind.STAFF)
    held.title = title.strip()
    held.save(update_fields=["title", "updated_at"])
    wanted = {one.pk for one in others} | {held.owner_id}
    for member in present.values():
        left = None if member.person_id in wanted else member.left_at or now()
        if left != member.left_at:
            member.left_at = left
            member.save(update_fields=["left_at", "updated_at"])
    Member.objects.bulk_create(
        Member(conversation=held, person=one, added_by=by) for one in new if one.pk not in present
    )
    return held


@transaction.atomic
def close(chat: Conversation) -> Conversation:
    """Nothing more is written; it stays to be read, and can be opened again."""
    held = _locked(chat)
    if held.closed_at is None:
        held.closed_at = now()
        held.save(update_fields=["closed_at", "updated_at"])
    return held


@transaction.atomic
def open_again(chat: Conversation) -> Conversation:
    held = _locked(chat)
    held.closed_at = None
    held.save(update_fields=["closed_at", "updated_at"])
    return held


@dataclass(frozen=True, slots=True)
class Record:
    """What goes into the consultation: the part, the line of the journal, both texts, the actual time."""

    run: GroupPart
    subject: str
    question: str
    answer: str
    minutes: int


@transaction.atomic
def register(message: Message, *, by: Person, record: Record) -> Registered:
    """A question of a chat and its answer become an offline consultation with its minutes.

    Raises ``Refused`` by CHT-05, CHT-10, CHT-11 and those of questions and answers (THR, BOOK).
    """
    chat, held = _held(message)
    runs = [run for run in runs_to_register(held, by) if run.pk == record.run.pk]
    enforce(
        rules.message_still_stands(held),
        rules.question_is_of_own_learner(runs),
        rules.question_is_registered_once(held),
    )
    asked = Question(record.subject, record.question, recorded=True)
    thread = ask_teacher(record.run, learner=held.author, asked_by=held.author, question=asked)
    answer(thread, by=by, text=record.answer, minutes=record.minutes)
    made = Registered.objects.create(question=held, thread=thread, by=by)
    _changed(chat, held)
    return made
