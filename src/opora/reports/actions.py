"""What reports write: the version of a secret calendar address, archives of conversations."""

from __future__ import annotations

import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.conversations.models import Conversation
from opora.files import store
from opora.files.actions import discard, keep_made, room_left
from opora.files.rules import disk_has_room
from opora.kernel.actor import because
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.outage import NO_ROOM
from opora.kernel.rules import enforce
from opora.notifications.actions import notify
from opora.people.models import Account, Person

from .models import CalendarLink, ChatArchive
from .queries.chats import archive_of, bytes_of_period
from .rules import reason_is_given

KEPT_FOR = timedelta(days=7)


@transaction.atomic
def open_calendar(account: Account) -> CalendarLink:
    """The link of an account, made when first asked for."""
    return CalendarLink.objects.get_or_create(account=account)[0]


@transaction.atomic
def renew_calendar(account: Account) -> CalendarLink:
    """A new secret address; the old one answers no more."""
    CalendarLink.objects.get_or_create(account=account)
    link = CalendarLink.objects.select_for_update().get(account=account)
    link.version += 1
    link.save(update_fields=["version", "updated_at"])
    return link


@transaction.atomic
def ask_chat_archive(
    chat: Conversation, *, by: Person, since: date, until: date, reason: str, is_member: bool
) -> ChatArchive:
    """Put the archive of a conversation in hand; both days are of the centre's clock.

    Raises ``Refused`` by ARC-01 (somebody else's without a reason) and FIL-04 (no room).
    """
    from .tasks import make_chat_archive  # noqa: PLC0415 -- the task calls the actions

    enforce(
        reason_is_given(reason, is_member=is_member),
        disk_has_room(_("Архив переписки"), bytes_of_period(chat, since, until), room_left()),
    )
    with because(reason.strip()):
        archive = ChatArchive.objects.create(
            conversation=chat, since=since, until=until, by=by,
            reason="" if is_member else reason.strip(),
        )  # fmt: skip
    make_chat_archive.defer(archive=archive.pk)
    return archive


def chat_archive_made(pk: int) -> ChatArchive | None:
    """Write the archive piece by piece to the disk, keep it, tell who asked. None when it is gone."""
    archive = ChatArchive.objects.select_related("conversation__run__part", "by").filter(pk=pk).first()
    if archive is None or archive.state == ChatArchive.State.READY:
        return archive
    handle, name = tempfile.mkstemp(dir=store.unfinished())
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as out, override("ru"):
            for piece in archive_of(archive):
                out.write(piece)
        return _kept(archive, draft)
    except (OSError, Refused) as error:
        if isinstance(error, OSError) and error.errno not in NO_ROOM:
            raise
        return _failed(archive)
    finally:
        draft.unlink(missing_ok=True)


@transaction.atomic
def _kept(archive: ChatArchive, draft: Path) -> ChatArchive:
    name = f"Переписка {archive.since.isoformat()} {archive.until.isoformat()}.zip"
    archive.file = keep_made(draft, name=name, content_type="application/zip", by=archive.by)
    archive.state = ChatArchive.State.READY
    archive.save(update_fields=["file", "state", "updated_at"])
    _tell(archive, _("Архив переписки готов"), _("Скачайте его в течение семи дней, потом он удаляется."))
    return archive


@transaction.atomic
def _failed(archive: ChatArchive) -> ChatArchive:
    archive.state = ChatArchive.State.FAILED
    archive.save(update_fields=["state", "updated_at"])
    _tell(
        archive,
        _("Архив переписки не составлен"),
        _("На сервере не хватило места. Запросите меньший период или сообщите специалисту."),
    )
    return archive


def _tell(archive: ChatArchive, title: str, body: str) -> None:
    with override("ru"):
        notify(
            archive.by,
            key=f"chat-archive-{archive.pk}-{archive.state}",
            title=title,
            body=body,
            url=reverse("reports:chat", args=[archive.conversation_id]),
        )


@transaction.atomic
def old_archives_removed() -> int:
    """Archives older than a week lose their file; that they were asked for stays. Answers how many."""
    late = ChatArchive.objects.select_related("file").filter(
        created_at__lte=now() - KEPT_FOR, file__isnull=False
    )
    rows = list(late)
    for archive in rows:
        stored, archive.file = archive.file, None
        archive.save(update_fields=["file", "updated_at"])
        if stored is not None:
            discard(stored)
    return len(rows)
