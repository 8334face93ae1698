"""What is said of questions and answers, and to whom; the text itself stays behind the log-in."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.times import format_when
from opora.notifications.actions import Message
from opora.people.models import Guardianship, Person, Role
from opora.people.queries import holders_of

from ..models import Thread


def thread_url(thread: Thread) -> str:
    return reverse("consultations:thread", args=[thread.pk])


def asking_side(thread: Thread) -> list[Person]:
    """The learner, and the representative who asked while he is one (S1-3.1a)."""
    if thread.asked_by_id == thread.learner_id:
        return [thread.learner]
    link = Guardianship.objects.filter(
        representative=thread.asked_by_id, ward=thread.learner_id, status=Guardianship.Status.VERIFIED
    )
    return [thread.learner, thread.asked_by] if link.exists() else [thread.learner]


def said(person: Person, thread: Thread, key: str, title: str, body: str = "") -> Message:
    return Message(
        person=person,
        key=f"thread-{thread.pk}-{key}",
        title=title,
        body=body,
        url=thread_url(thread),
        about=f"thread:{thread.pk}",
        hint=_("Первой строкой ответа напишите «время 15»: сколько минут он занял.")
        if person.pk == thread.session.person_id
        else "",
    )


def due_words(thread: Thread, reader: Person) -> str:
    assert thread.due_at is not None  # noqa: S101 -- it waits
    zone = reader.timezone or thread.session.branch.timezone
    return format_when(thread.due_at, None, zone)


def deadline_messages(thread: Thread, at: datetime) -> list[Message]:
    """A day before the time, and after it."""
    assert thread.due_at is not None  # noqa: S101 -- it waits
    worker, stamp = thread.session.person, f"{thread.due_at:%Y%m%d%H%M}"
    if thread.due_at > at:
        title = _("Ответьте до {when}: {subject}").format(
            when=due_words(thread, worker), subject=thread.subject
        )
        return [said(worker, thread, f"soon-{stamp}", title)]
    late = [
        said(
            worker, thread, f"late-{stamp}", _("Срок ответа прошёл: {subject}").format(subject=thread.subject)
        )
    ]
    words = _("Нарушен срок оказания помощи: {who} не ответил(а) на вопрос").format(who=worker.short_name)
    body = _("Ответ ждут с {when}. Можно назначить замену.").format(when=due_words(thread, worker))
    return late + [
        replace(said(deputy, thread, f"late-deputy-{stamp}", words, body), about="")
        for deputy in holders_of(Role.DEPUTY, at.date())
    ]
