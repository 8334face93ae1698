"""Whether a letter reports that ours did not arrive: RFC 3464, and the forms of qmail, Exim and others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from opora.integrations.mail import is_unknown_address

from .message import Letter, decoded, header

NOT_FAILED = frozenset({"delayed", "delivered", "relayed", "expanded"})
OURS = re.compile(r"<?opora\.([0-9a-f]{24})@[^\s<>]+>?")
ANY_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
DAEMON = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)\b", re.IGNORECASE)
SUBJECT = re.compile(
    r"undeliver|delivery (status|failure|has failed)|failure notice|returned mail|mail delivery|недоставленн|"
    r"не удалось доставить|не доставлено|возвращ[её]нн|ошибка доставки|сбой доставки",
    re.IGNORECASE,
)
DISLIKED = re.compile(r"\b5\.7\.\d|spam|спам|blocked|policy|blacklist", re.IGNORECASE)
FINAL_WORDS = re.compile(r"\b5\d\d[ -]|\b5\.\d\.\d+\b|permanent|permanently failed|навсегда", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Returned:
    """Which of our letters (``token``, or its Message-ID) and the server's words.

    ``has_failed``: it will not arrive. ``is_hard``: for a reason of the address, not of the letter (spam).
    """

    token: str
    message_id: str
    has_failed: bool
    is_hard: bool
    words: str


def read_return(letter: Letter) -> Returned | None:
    """None when a person, or another program, wrote it. «Delayed» is not a return either."""
    report = [part for part in letter.source.walk() if part.get_content_type() == "message/delivery-status"]
    if not report and not (_says_so(letter)):
        return None
    statuses = [fields for part in report for fields in _fields(part)]
    if statuses and all(one["action"] in NOT_FAILED for one in statuses):
        return Returned(*_of_which(letter), has_failed=False, is_hard=False, words="")
    words = _words(letter, statuses)
    status = next((one["status"] for one in statuses if one["status"]), "")
    is_final = (
        status.startswith("5") if status else bool(FINAL_WORDS.search(words)) or is_unknown_address(words)
    )
    is_hard = is_final and not DISLIKED.search(f"{status} {words}")
    return Returned(*_of_which(letter), has_failed=True, is_hard=is_hard, words=words)


def _says_so(letter: Letter) -> bool:
    failed = letter.header("X-Failed-Recipients")
    return (
        bool(failed)
        or bool(DAEMON.match(letter.sender))
        or (letter.header("Return-Path").strip() == "<>" and bool(SUBJECT.search(letter.subject)))
    )


def _fields(part: Message) -> Iterator[dict[str, str]]:
    """Groups of fields of each recipient; the first group is of the server."""
    for group in part.get_payload() if part.is_multipart() else []:
        if isinstance(group, Message) and (group.get("Action") or group.get("Status")):
            yield {
                "action": header(group, "Action").lower(),
                "status": header(group, "Status"),
                "words": header(group, "Diagnostic-Code").partition(";")[2].strip(),
            }


def _words(letter: Letter, statuses: list[dict[str, str]]) -> str:
    said = " ".join(one["words"] for one in statuses if one["words"])
    if said:
        return f"{statuses[0]['status']} {said}"
    lines = [line.strip() for line in letter.text.split("\n")]
    telling = [line for line in lines if FINAL_WORDS.search(line) or is_unknown_address(line)]
    return " ".join(telling[:3]) or letter.subject


def _of_which(letter: Letter) -> tuple[str, str]:
    """The token from wherever it stands: the returned headers, the text, the address it was sent to."""
    inside = "\n".join(_everything(letter))
    if ours := OURS.search(inside):
        return ours[1], ""
    others = ANY_ID.findall(inside)
    return "", others[0] if others else ""


def _everything(letter: Letter) -> Iterator[str]:
    yield from letter.answers
    for part in letter.source.walk():
        if part is letter.source:
            continue
        for name, value in part.items():
            yield f"{name}: {value}"
        if part.get_content_maintype() != "multipart" and not part.is_multipart():
            content = part.get_payload(decode=True)
            yield decoded(content if isinstance(content, bytes) else b"", "")
    yield letter.text
