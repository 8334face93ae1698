"""Архив переписки: what was said in a period as PDF/A and JSON, with what was attached and SHA-256 of all.

Messages are read some hundreds at a time and files by pieces, so a long conversation takes no more memory
than a short one. Words are Russian always.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from opora.conversations.models import Conversation, Message
from opora.conversations.queries.chats import about_of, title_of
from opora.files import store
from opora.files.models import StoredFile
from opora.kernel.clock import now
from opora.kernel.times import format_when, local
from opora.people.models import Person
from opora.people.queries import organisation

from ..models import ChatArchive
from ..papers import render_pdf
from ..papers.archive import Member, streamed_zip
from ..papers.chats import ChatPaper, Said

SUMS = "SHA256SUMS"
SHEET = 500
PIECE = 2**18
FOUND = 30
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def chats_found(text: str) -> list[tuple[Conversation, str]]:
    """Conversations with their names, by title, group, part or people."""
    people = Person.objects.filter(search_name__icontains=text.lower().replace("ё", "е"))
    rows = (
        Conversation.objects.filter(
            Q(title__icontains=text)
            | Q(run__part__title__icontains=text)
            | Q(run__group__code__icontains=text)
            | Q(members__person__in=people)
        )
        .select_related("run__part", "run__group", "owner")
        .prefetch_related("members__person")
        .distinct()
        .order_by("-pk")[:FOUND]
    )
    return [
        (
            chat,
            " — ".join(filter(None, (_title(chat, [m.person for m in chat.members.all()]), about_of(chat)))),
        )
        for chat in rows
    ]


def sides_named(chat: Conversation) -> list[Person]:
    """Everybody who has been in a conversation by a row of his own, those who left too."""
    return [member.person for member in chat.members.select_related("person").order_by("pk")]


def _title(chat: Conversation, people: list[Person]) -> str:
    return title_of(chat, Person(), people)


def messages_of(chat: Conversation, since: date, until: date) -> QuerySet[Message]:
    zone = ZoneInfo(organisation().timezone)
    first = datetime.combine(since, time(), zone)
    after = datetime.combine(until + timedelta(days=1), time(), zone)
    return Message.objects.filter(conversation=chat, at__gte=first, at__lt=after)


def bytes_of_period(chat: Conversation, since: date, until: date) -> int:
    """How large the attachments of a period are together."""
    said = messages_of(chat, since, until)
    found: int | None = StoredFile.objects.filter(pk__in=said.values("files")).aggregate(n=Sum("size"))["n"]
    return found or 0


def archive_of(archive: ChatArchive) -> Iterator[bytes]:
    """The ZIP piece by piece."""
    return streamed_zip(_members(archive), SUMS)


def _members(archive: ChatArchive) -> Iterator[Member]:
    yield Member("Опись.txt", [_cover(archive)])
    for number, batch in enumerate(_batches(archive), 1):
        paper = ChatPaper(_facts(archive), tuple(_said(message, archive) for message in batch), number)
        yield Member(f"Переписка {number}.pdf", [render_pdf(paper)])
    yield Member("messages.json", _as_json(archive))
    for batch in _batches(archive):
        for message in batch:
            for stored, name in _files(message, archive):
                if stored.is_ready:
                    yield Member(name, _bytes(stored))


def _batches(archive: ChatArchive) -> Iterator[list[Message]]:
    """Messages in their order; an empty period gives one empty sheet."""
    rows = (
        messages_of(archive.conversation, archive.since, archive.until)
        .select_related("author", "reply_to")
        .prefetch_related("files", "former_texts")
        .order_by("seq")
    )
    seq, is_first = 0, True
    while batch := list(rows.filter(seq__gt=seq)[:SHEET]):
        yield batch
        seq, is_first = batch[-1].seq, False
    if is_first:
        yield []


def _sees_all(archive: ChatArchive) -> bool:
    """Who gave a reason reads what was taken back too; participants read what they see (case 47)."""
    return bool(archive.reason)


def _is_open(message: Message, archive: ChatArchive) -> bool:
    return message.deleted_at is None or _sees_all(archive)


def _files(message: Message, archive: ChatArchive) -> list[tuple[StoredFile, str]]:
    """Attachments with their names inside the archive."""
    if not _is_open(message, archive):
        return []
    return [
        (stored, f"files/{message.seq}-{number} {UNSAFE.sub('_', stored.name)}")
        for number, stored in enumerate(message.files.all(), 1)
    ]


def _facts(archive: ChatArchive) -> tuple[tuple[str, str], ...]:
    zone, chat = organisation().timezone, archive.conversation
    facts = (
        ("Организация", organisation().full_name),
        ("Переписка", _title(chat, sides_named(chat))),
        ("Группа", about_of(chat)),
        ("Период", f"{archive.since:%d.%m.%Y}–{archive.until:%d.%m.%Y}"),
        ("Запросил", archive.by.full_name),
        ("Основание", archive.reason),
        ("Составлено", format_when(now(), None, zone)),
    )
    return tuple((name, value) for name, value in facts if value)


def _cover(archive: ChatArchive) -> bytes:
    lines = (
        "Архив переписки",
        *(f"{name}: {value}" for name, value in _facts(archive)),
        "Переписка N.pdf — для чтения (PDF/A), messages.json — для программ, files — вложения.",
        f"Целость файлов проверяет команда sha256sum -c {SUMS}.",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _said(message: Message, archive: ChatArchive) -> Said:
    zone = organisation().timezone
    marks = []
    if message.deleted_at:
        marks.append(f"удалено {local(message.deleted_at, zone):%d.%m.%Y %H:%M}")
    elif message.edited_at:
        marks.append(f"изменено {local(message.edited_at, zone):%d.%m.%Y %H:%M}")
    former = [one.text for one in message.former_texts.all() if one.text] if _sees_all(archive) else []
    return Said(
        seq=message.seq,
        at=f"{local(message.at, zone):%d.%m.%Y %H:%M:%S}",
        author=message.author.full_name,
        text=message.text,
        reply_to=message.reply_to.seq if message.reply_to else None,
        marks=tuple(marks),
        former=tuple(former),
        files=tuple(f"{name} (SHA-256 {stored.sha256})" for stored, name in _files(message, archive)),
    )


def _as_json(archive: ChatArchive) -> Iterator[bytes]:
    about = dict(_facts(archive))
    yield json.dumps({"format": 1, "about": about}, ensure_ascii=False, indent=1)[:-2].encode()
    yield b',\n "messages": ['
    separator = "\n"
    for batch in _batches(archive):
        for message in batch:
            yield f"{separator}{json.dumps(_row(message, archive), ensure_ascii=False)}".encode()
            separator = ",\n"
    yield b"\n]}\n"


def _row(message: Message, archive: ChatArchive) -> dict[str, Any]:
    row: dict[str, Any] = {
        "seq": message.seq,
        "at": message.at.isoformat(),
        "author_id": message.author_id,
        "author": message.author.full_name,
        "text": message.text,
        "reply_to": message.reply_to.seq if message.reply_to else None,
        "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        "deleted_at": message.deleted_at.isoformat() if message.deleted_at else None,
        "files": [
            {
                "name": stored.name,
                "path": name if stored.is_ready else None,
                "size": stored.size,
                "type": stored.content_type,
                "sha256": stored.sha256,
                "state": stored.state,
            }
            for stored, name in _files(message, archive)
        ],
    }
    if _sees_all(archive):
        row["former"] = [
            {"text": one.text, "until": one.until.isoformat()} for one in message.former_texts.all()
        ]
    return row


def _bytes(stored: StoredFile) -> Iterator[bytes]:
    file = store.opened(stored.path)
    if file is None:
        return
    with file:
        while piece := file.read(PIECE):
            yield piece
