"""Bytes of a letter become plain values. Whatever a program wrote wrongly, something readable comes out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr

from .plain import plain_of_html

CHARSETS = ("utf-8", "windows-1251")
IDS = re.compile(r"<[^<>\s]+>")
MOST_IDS = 20
LARGEST_LOGO = 8 * 1024


@dataclass(frozen=True, slots=True)
class Attached:
    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Letter:
    """``sender`` and ``to`` are addresses in small letters; ``answers`` are Message-IDs it refers to.

    ``message_id`` is made of the bytes when the letter has none, so a second reading finds the first.
    """

    message_id: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    text: str
    answers: tuple[str, ...]
    attached: tuple[Attached, ...]
    source: Message

    def header(self, name: str) -> str:
        return header(self.source, name)


def read(raw: bytes) -> Letter:
    source = message_from_bytes(raw)
    name, sender = parseaddr(header(source, "From"))
    given = IDS.findall(header(source, "Message-ID"))
    return Letter(
        message_id=given[0][:250] if given else f"<{hashlib.sha256(raw).hexdigest()}@without-id>",
        sender=sender.lower(),
        sender_name=name,
        to=tuple(_addresses(source)),
        subject=" ".join(header(source, "Subject").split()),
        text="\n".join(text for text in _texts(source) if text.strip()).strip(),
        answers=tuple(IDS.findall(f"{header(source, 'In-Reply-To')} {header(source, 'References')}"))[
            :MOST_IDS
        ],
        attached=tuple(_attached(source)),
        source=source,
    )


def header(source: Message, name: str) -> str:
    """In words, whatever it was encoded in, or not encoded at all."""
    raw = source.get(name)
    if raw is None:
        return ""
    return _header_words(str(raw) if isinstance(raw, str) else str(raw.encode()))


def _header_words(raw: str) -> str:
    raw = _without_surrogates(raw)
    try:
        parts = decode_header(raw)
    except ValueError:  # a broken base64
        return raw
    words = [part if isinstance(part, str) else decoded(part, charset or "") for part, charset in parts]
    return "".join(words).replace("\r", "").replace("\n", " ").strip()


def _without_surrogates(text: str) -> str:
    """Bytes above 127 in a header: some programs write «От» as it is, in windows-1251 or UTF-8."""
    if not any("\udc80" <= sign <= "\udcff" for sign in text):
        return text
    return decoded(text.encode("ascii", "surrogateescape"), "")


def decoded(content: bytes, charset: str) -> str:
    """By the declared charset, else by what Russian programs use; never fails."""
    for one in (charset, *CHARSETS):
        if not one:
            continue
        try:
            return content.decode(one)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", "replace")


def _addresses(source: Message) -> Iterator[str]:
    for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"):
        for raw in source.get_all(name, []):
            yield from (
                address.lower() for _name, address in getaddresses([_header_words(str(raw))]) if address
            )


def _texts(part: Message) -> Iterator[str]:
    """Of alternatives the plain one, if it says anything; parts beside each other in their order."""
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":
        inside = [one for one in part.get_payload() if isinstance(one, Message)]
        if kind != "multipart/alternative":
            for one in inside:
                yield from _texts(one)
            return
        found = ["\n".join(_texts(one)) for one in inside if not _has_html(one)]
        if any(text.strip() for text in found):
            yield "\n".join(found)
            return
        for one in inside:
            yield from _texts(one)
    elif not _is_file(part) and kind in ("text/plain", "text/html"):
        text = decoded(_content(part), part.get_content_charset() or "")
        yield plain_of_html(text) if kind == "text/html" else text.replace("\r\n", "\n").replace("\r", "\n")


def _has_html(part: Message) -> bool:
    return any(one.get_content_type() == "text/html" for one in part.walk())


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or _name_of(part) != ""


def _name_of(part: Message) -> str:
    try:
        name = part.get_filename()
    except (LookupError, ValueError):
        return ""
    return _header_words(name) if name else ""


def _attached(part: Message) -> Iterator[Attached]:
    """Named parts and letters inside. A small picture within HTML is a logo; a large one was pasted."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Message):
            yield Attached(
                f"{header(inner[0], 'Subject') or 'letter'}.eml", inner[0].as_bytes(), "message/rfc822"
            )
        return
    if part.get_content_maintype() == "multipart":
        related = part.get_content_type() == "multipart/related"
        for one in part.get_payload():
            if isinstance(one, Message) and not (related and one.get("Content-ID") and _is_logo(one)):
                yield from _attached(one)
        return
    if _is_file(part):
        yield Attached(_name_of(part) or "файл", _content(part), part.get_content_type())


def _is_logo(part: Message) -> bool:
    return part.get_content_maintype() == "image" and len(_content(part)) < LARGEST_LOGO
