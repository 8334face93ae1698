"""Does a way outside answer now: a greeting and a log-in, without telling anybody anything."""

from django.conf import settings

from opora.integrations import inbox, mail
from opora.integrations.messengers import Blocked, NotSaid

from .actions import note_failure, note_work
from .queries import reach


def try_way(code: str) -> str:
    """Empty when it works, else its words; both are put down for the page of ways."""
    words = _answer_of(code)
    if words:
        note_failure(code, words=words)
    else:
        note_work(code)
    return words


def _answer_of(code: str) -> str:
    try:
        if code == "mail":
            with mail.connected(settings.MAIL):
                return ""
        if code == "inbox":
            with inbox.opened(settings.INBOX):
                return ""
        bot = reach.messenger(code)
        return "" if bot and bot.name() else "имя бота не получено"
    except (mail.NotSent, inbox.Unavailable, NotSaid, Blocked) as error:
        return str(error) or type(error).__name__
