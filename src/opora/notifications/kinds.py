"""What a notification is about: the beginning of its key says it, so nobody names it twice."""

import re
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a person may wish to hear in one way and not in another."""

    MESSAGES = "messages", _("Сообщения в чатах")
    QUESTIONS = "questions", _("Вопросы, ответы и просьбы о встрече")
    MEETINGS = "meetings", _("Встречи: запись, напоминание, перенос, отмена")
    STUDY = "study", _("Учёба: подготовка к аттестации, приказы, договор")
    ACTS = "acts", _("Локальные акты: ознакомиться")
    WORK = "work", _("Работа: график, часы, обязанности, обращения")
    ACCOUNT = "account", _("Вход, личные данные, замещения")


BEGINNINGS = {
    "chat": Kind.MESSAGES,
    "case": Kind.MESSAGES,
    "file": Kind.MESSAGES,
    "thread": Kind.QUESTIONS,
    "request": Kind.QUESTIONS,
    "booking": Kind.MEETINGS,
    "session": Kind.MEETINGS,
    "means": Kind.MEETINGS,
    "prep": Kind.STUDY,
    "attestation": Kind.STUDY,
    "words": Kind.STUDY,
    "learner": Kind.STUDY,
    "window": Kind.STUDY,
    "adult": Kind.STUDY,
    "conditions": Kind.STUDY,
    "acquaint": Kind.ACTS,
    "norms": Kind.ACTS,
    "order": Kind.ACTS,
    "schedule": Kind.WORK,
    "hours": Kind.WORK,
    "entry": Kind.WORK,
    "month": Kind.WORK,
    "duties": Kind.WORK,
    "appeal": Kind.WORK,
    "page": Kind.WORK,
    "without": Kind.WORK,
    "day": Kind.WORK,
    "outside": Kind.WORK,
    "erase": Kind.WORK,
    "plan": Kind.WORK,
    "application": Kind.WORK,
    "intrusion": Kind.ACCOUNT,
    "absence": Kind.ACCOUNT,
    "data": Kind.ACCOUNT,
}

URGENT: Sequence[re.Pattern[str]] = tuple(
    re.compile(pattern)
    for pattern in (
        r"booking-\d+-cancelled",  # the meeting will not be
        r"session-\d+-(cancelled|moved|lost|failed|absent|late)",
        r"(booking|session)-\d+-in-1h",  # it begins in an hour
        r"intrusion-",  # somebody else is in the account
    )
)


def kind_of(key: str) -> Kind:
    """«booking-17-taken» is of meetings. What is not known here is work, so nothing is lost."""
    found = re.match(r"[a-z]+", key)
    return BEGINNINGS.get(found.group(), Kind.WORK) if found else Kind.WORK


def is_urgent(key: str) -> bool:
    """Whether it is told at night too: by morning it would be late."""
    return any(pattern.match(key) for pattern in URGENT)
