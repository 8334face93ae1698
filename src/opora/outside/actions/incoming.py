"""A letter of the mailbox finds its place: a conversation, an appeal, the queue of a specialist, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.files.actions import keep
from opora.files.models import StoredFile
from opora.files.rules import MAX_BYTES, file_fits, kind_is_safe
from opora.kernel.actor import acting
from opora.kernel.clock import now
from opora.kernel.errors import Refusal, Refused
from opora.kernel.rules import enforce
from opora.notifications.actions import letter_returned, notify_many, write_to
from opora.notifications.models import Letter as Sent
from opora.notifications.queries import letter_by_message_id, letter_by_token
from opora.people.models import Person, Role
from opora.people.queries import holders_of, home_day

from .. import rules
from ..doors import DOORS, GENERAL, Said, through
from ..models import Incoming
from ..queries.incoming import refusals_of, said_by, token_among
from ..reading import Attached, Letter, is_automatic, new_words, read, read_return

S = Incoming.State
MOST_FILES = 10
MOST_REFUSALS = 3
AUTOMATIC_KEPT = timedelta(days=90)


@transaction.atomic
def receive(raw: bytes, *, at: datetime | None = None) -> Incoming | None:
    """Put down one letter as it came. None when it had been received already.

    Raises ``Refused`` by FIL-03 alone: the disk is full, the letter stays in the mailbox till later.
    """
    letter = read(raw)
    row, is_new = Incoming.objects.get_or_create(
        message_id=letter.message_id,
        defaults={
            "received_at": at or now(),
            "sender": letter.sender[:254],
            "sender_name": letter.sender_name[:150],
            "subject": letter.subject[:250],
            "state": S.IGNORED,
        },
    )
    if not is_new:
        return None
    with override("ru"):
        if not (_is_own(letter) or _is_return(row, letter) or is_automatic(letter)):
            row.record = _kept(raw)
            row.text = new_words(letter.text)
            _placed(row, letter)
    if row.state != S.HELD:
        row.text = ""  # the words are where they were put; the record keeps the letter
    row.save()
    return row


def _is_own(letter: Letter) -> bool:
    """A letter of ours that came back to us by some forwarding."""
    own = {settings.INBOX.address.lower()}
    return letter.sender in own or letter.message_id.startswith("<opora.")


def _is_return(row: Incoming, letter: Letter) -> bool:
    found = read_return(letter)
    if found is None:
        return False
    sent = letter_by_token(found.token or token_among(letter)) or letter_by_message_id(found.message_id)
    if found.has_failed:
        row.state, row.letter, row.why = S.RETURNED, sent, found.words[:500]
        row.person = sent.notification.person if sent and sent.notification else None
        if sent:
            letter_returned(sent, words=found.words, is_final=found.is_hard)
    return True


def _placed(row: Incoming, letter: Letter) -> None:
    sent = letter_by_token(token_among(letter)) or _answered(letter)
    if sent is None or not sent.about:
        _unasked(row, letter)
        return
    row.letter = sent
    row.person = sent.notification.person if sent.notification else None
    strange = rules.is_from_the_reader(sent, letter.sender)
    if strange is not None:
        _hold(row, strange)
        return
    _answer(row, letter, sent)


def _answered(letter: Letter) -> Sent | None:
    """By Message-ID: where the mailbox has no «+» addresses."""
    return next((found for one in letter.answers if (found := letter_by_message_id(one))), None)


def _unasked(row: Incoming, letter: Letter) -> None:
    """It answers nothing of ours: an appeal where the centre wants it so, else a human looks."""
    if settings.INBOX.appeals and GENERAL in DOORS:
        try:
            with transaction.atomic():
                row.url = through(GENERAL, _said(row, letter.sender_name))
                row.state = S.APPEAL
        except Refused as refused:
            _hold(row, refused.refusals[0])
        return
    row.state, row.why = S.HELD, _("Письмо не отвечает ни на одно из наших.")
    _tell_of_held(row)


def _answer(row: Incoming, letter: Letter, sent: Sent) -> None:
    fitting, unfit = _sorted_out(letter.attached)
    try:
        with transaction.atomic():
            enforce(
                rules.not_too_many(said_by(row.sender)),
                rules.something_is_new(row.text, len(fitting)),
            )
            row.url = through(sent.about, replace(_said(row, letter.sender_name), files=fitting))
            row.state = S.APPEAL if row.person is None else S.POSTED
    except Refused as refused:
        if any(one.rule == "FIL-03" for one in refused.refusals):
            raise
        _refuse(row, refused.refusals, unfit)
    else:
        if unfit:
            _write_back(row, _("Часть вложений не принята: {subject}"), unfit, row.url)


def _said(row: Incoming, name: str) -> Said:
    return Said(row.message_id, row.person, row.sender, name, row.subject, row.text)


def _sorted_out(attached: Sequence[Attached]) -> tuple[list[UploadedFile[Any]], list[Refusal]]:
    """What may be attached, and a refusal for each of the others (FIL-01, FIL-02, CHT-02)."""
    fitting: list[UploadedFile[Any]] = []
    unfit = []
    for one in attached:
        refusal = file_fits(one.name, len(one.content)) or kind_is_safe(one.name)
        if refusal is None and len(fitting) == MOST_FILES:
            refusal = Refusal(
                "CHT-02",
                _("Файл «{name}» не поместился: за раз принимается {n}.").format(name=one.name, n=MOST_FILES),
                next_step=_("Пришлите его следующим письмом или сложите файлы в архив ZIP."),
            )
        if refusal is None:
            fitting.append(SimpleUploadedFile(one.name, one.content, one.content_type))
        else:
            unfit.append(refusal)
    return fitting, unfit


def _refuse(row: Incoming, refusals: Sequence[Refusal], unfit: Sequence[Refusal]) -> None:
    row.state, row.why = S.REFUSED, " ".join(one.words for one in refusals)[:500]
    _write_back(row, _("Ответ не опубликован: {subject}"), [*refusals, *unfit], "")


def _write_back(row: Incoming, subject: str, refusals: Sequence[Refusal], url: str) -> None:
    """A refusal goes by letter; a few an hour, so two programs do not write to each other for ever."""
    if refusals_of(row.sender) >= MOST_REFUSALS:
        return
    lines = []
    for one in refusals:
        lines += ["", one.words, one.next_step]
    if url:
        lines += ["", _("Открыть в кабинете: {url}").format(url=f"{settings.PUBLIC_URL}{url}")]
    lines += ["", "> " + (row.text.split("\n")[0][:200] if row.text else row.subject)]
    write_to(
        row.sender,
        subject=subject.format(subject=row.subject),
        text="\n".join(lines).strip(),
        answers=row.message_id,
    )


def _hold(row: Incoming, refusal: Refusal) -> None:
    row.state, row.why = S.HELD, f"{refusal.words} {refusal.next_step}".strip()[:500]
    _tell_of_held(row)


def _tell_of_held(row: Incoming) -> None:
    """Once a day, whatever comes: the page shows how many."""
    day = home_day()
    notify_many(
        holders_of(Role.SPECIALIST, day),
        key=f"outside-held-{day:%Y%m%d}",
        title=_("Пришли письма, которые нужно разобрать"),
        body=_("Они не опубликованы: неизвестно, куда или от кого. Решаете вы."),
        url=reverse("outside:held"),
        mail=False,
    )


def _kept(raw: bytes) -> StoredFile:
    """The whole letter; of one too large its headers and texts."""
    content = raw if len(raw) <= MAX_BYTES else _without_files(message_from_bytes(raw))
    return keep(SimpleUploadedFile("letter.eml", content, "message/rfc822"), by=None)


def _without_files(source: Message) -> bytes:
    for part in source.walk():
        if not part.is_multipart() and part.get_content_maintype() != "text":
            part.set_payload("")
    return source.as_bytes()[:MAX_BYTES]


@transaction.atomic
def set_aside(raw: bytes, *, words: str) -> Incoming | None:
    """A letter our program could not place: it waits for a human, the ones after it go on."""
    letter = read(raw)
    row, is_new = Incoming.objects.get_or_create(
        message_id=letter.message_id,
        defaults={
            "received_at": now(),
            "sender": letter.sender[:254],
            "sender_name": letter.sender_name[:150],
            "subject": letter.subject[:250],
            "state": S.HELD,
            "why": words[:500],
            "record": _kept(raw),
        },
    )
    return row if is_new else None


@transaction.atomic
def post_held(row: Incoming, *, by: Person) -> Incoming:
    """The specialist knows that the person wrote it: it goes where it was meant to, in the person's name.

    Raises ``Refused`` by OUT-08 and by the rules of the conversation.
    """
    held = _locked(row)
    sent = held.letter
    enforce(rules.still_speaks_there(is_inside=sent is not None and held.person is not None))
    assert sent is not None  # noqa: S101 -- enforced
    letter = read(content_of(held))
    fitting, unfit = _sorted_out(letter.attached)
    enforce(rules.something_is_new(held.text, len(fitting)))
    with acting(why=_("письмо разобрал(а) {who}").format(who=by.short_name)):
        held.url = through(sent.about, replace(_said(held, letter.sender_name), files=fitting))
    held.why = " ".join(one.words for one in unfit)[:500]
    return _decided(held, S.POSTED, by)


@transaction.atomic
def register_as_appeal(row: Incoming, *, by: Person) -> Incoming:
    """What was written becomes an appeal with its number and term. Raises ``Refused`` by OUT-08 and APL."""
    held = _locked(row)
    held.url = through(GENERAL, replace(_said(held, held.sender_name), by=None))
    return _decided(held, S.APPEAL, by)


@transaction.atomic
def drop(row: Incoming, *, by: Person, why: str = "") -> Incoming:
    """Spam, or a stranger: it stays in the register of letters and goes nowhere. Raises by OUT-08."""
    held = _locked(row)
    held.why = (why.strip() or held.why)[:500]
    return _decided(held, S.DROPPED, by)


def content_of(row: Incoming) -> bytes:
    return (settings.MEDIA_ROOT / row.record.path).read_bytes() if row.record else b""


def _locked(row: Incoming) -> Incoming:
    rows = Incoming.objects.select_for_update(of=("self",)).select_related("letter", "person", "record")
    held = rows.get(pk=row.pk)
    enforce(rules.waits_to_be_sorted(held))
    return held


def _decided(row: Incoming, state: Incoming.State, by: Person) -> Incoming:
    row.state, row.decided_by, row.decided_at, row.text = state, by, now(), ""
    row.save()
    return row


@transaction.atomic
def forget_automatic() -> int:
    """Marks of automatic letters and returns are of no use after a season. Answers how many."""
    old = Incoming.objects.filter(state__in=(S.IGNORED, S.RETURNED), received_at__lt=now() - AUTOMATIC_KEPT)
    return old.delete()[0]
