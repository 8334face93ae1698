"""Who is told of questions and answers of offline consultations."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.events import on
from opora.notifications.actions import notify_all

from ..events import ThreadAnswered, ThreadAsked, ThreadClosed
from ..queries.asked import asking_side, due_words, said
from ..queries.threads import threads_to_tell


@on(ThreadAsked)
def tell_of_question(event: ThreadAsked) -> None:
    """The worker is told that somebody waits, and until when; the text stays in the cabinet."""
    if event.recorded:
        return
    thread = threads_to_tell(event.thread_id)
    worker = thread.session.person
    with override("ru"):
        title = _("Вопрос ждёт ответа до {when}: {subject}").format(
            when=due_words(thread, worker), subject=thread.subject
        )
        key = f"asked-{thread.posts.all()[0].pk}-{thread.due_at:%Y%m%d%H%M}"
        notify_all([said(worker, thread, key, title)])


@on(ThreadAnswered)
def tell_of_answer(event: ThreadAnswered) -> None:
    thread = threads_to_tell(event.thread_id)
    with override("ru"):
        title = _("Ответ на ваш вопрос: {subject}").format(subject=thread.subject)
        body = _("Ответил(а) {who}. Если что-то осталось неясно, спросите ещё.").format(
            who=thread.session.person.full_name
        )
        key = f"answered-{event.post_id}"
        notify_all([said(person, thread, key, title, body) for person in asking_side(thread)])


@on(ThreadClosed)
def tell_of_closing(event: ThreadClosed) -> None:
    """The other side is told; what closes by itself is not news."""
    thread = threads_to_tell(event.thread_id)
    told = asking_side(thread) if event.by_worker else [thread.session.person]
    with override("ru"):
        title = _("Вопрос закрыт: {subject}").format(subject=thread.subject)
        key = f"closed-{thread.updated_at:%Y%m%d%H%M%S}"
        notify_all([replace(said(person, thread, key, title), mail=False) for person in told])
