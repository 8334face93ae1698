"""Whether a program wrote a letter: such a letter is never answered and never posted (RFC 3834)."""

import re

from .message import Letter

SUBJECT = re.compile(
    r"^(автоответ|автоматический ответ|автоматическое уведомление|я в отпуске|вне офиса|нет на работе|"
    r"automatic reply|auto[- ]?reply|out of (the )?office|autoresponse|accepted:|declined:|tentative:|"
    r"принято:|отклонено:|под вопросом:|прочитано:)",
    re.IGNORECASE,
)
MARKED = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Reply-From",
    "X-Mail-Autoreply",
    "List-Id",
)
ROBOTS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply)\b", re.IGNORECASE)


def is_automatic(letter: Letter) -> bool:
    """An auto-reply, a list, a robot, a receipt. People's programs write none of these marks."""
    submitted = letter.header("Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or letter.header("Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply")
        or any(letter.header(name) for name in MARKED)
        or letter.header("Return-Path").strip() == "<>"
        or bool(SUBJECT.match(letter.subject))
        or bool(ROBOTS.match(letter.sender))
        or not letter.sender
        or _is_receipt(letter)
    )


def _is_receipt(letter: Letter) -> bool:
    """«Прочитано» (RFC 8098), or what a calendar answers to an invitation (RFC 6047)."""
    return letter.source.get_content_type() == "multipart/report" or any(
        part.get_content_type() == "text/calendar" and str(part.get_param("method")).upper() == "REPLY"
        for part in letter.source.walk()
    )
