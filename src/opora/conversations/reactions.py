"""Who hears of what happens in chats: open tabs by numbers, representatives by words."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.files.events import FilePrepared
from opora.kernel.events import on
from opora.notifications.actions import Message as Told
from opora.notifications.actions import notify_all, notify_many
from opora.notifications.live import feed, tell_marks, wake, wake_room
from opora.people.models import Person
from opora.people.queries import home_day

from .actions import show_again
from .events import (
    Announced,
    ChatChanged,
    ChatRead,
    LaterRefused,
    Mentioned,
    MinorChatOpened,
    Rang,
    RepresentativeJoined,
    UnreadReminded,
)
from .live import ChatFeed
from .models import Conversation, Message, Preference, Scheduled
from .queries.announcing import key_of, not_read
from .queries.chats import people_of_chat, place_of, title_of
from .queries.preferring import levels_of
from .queries.reach import representatives_of

feed("chat", ChatFeed())


@on(ChatChanged)
def tell_tabs(event: ChatChanged) -> None:
    """Those who look at the chat are told the words, the menus of the others count again."""
    wake_room("chat", event.conversation_id, event.change, event.read)


@on(ChatRead)
def tell_readers(event: ChatRead) -> None:
    tell_marks("chat", event.conversation_id, event.marks)


@on(Rang)
def ring(event: Rang) -> None:
    """Every open page of theirs counts again: the ring is a count (``live.ringing``)."""
    wake(*event.person_ids)


@on(FilePrepared)
def show_prepared_file(event: FilePrepared) -> None:
    for message in Message.objects.filter(files=event.file_id, deleted_at=None).select_related(
        "conversation"
    ):
        show_again(message)


@on(MinorChatOpened)
def tell_representatives(event: MinorChatOpened) -> None:
    """COM-05: the fact is told, not the words; he may come in by himself."""
    ward = Person.objects.get(pk=event.ward_id)
    adult = Person.objects.get(pk=event.adult_id)
    with override("ru"):
        notify_many(
            representatives_of(ward, home_day()),
            key=f"chat-{event.conversation_id}-minor",
            title=_("Переписка с {ward}: {adult}").format(ward=ward.short_name, adult=adult.short_name),
            body=_("Взрослый и несовершеннолетний начали личную переписку. Вы можете в неё войти."),
            url=reverse("conversations:wards"),
        )


@on(RepresentativeJoined)
def tell_both_sides(event: RepresentativeJoined) -> None:
    chat = Conversation.objects.get(pk=event.conversation_id)
    representative = Person.objects.get(pk=event.representative_id)
    people = [
        person
        for person in people_of_chat(chat, home_day()).everybody
        if person.pk != event.representative_id
    ]
    with override("ru"):
        notify_many(
            people,
            key=f"chat-{chat.pk}-joined-{event.representative_id}",
            title=_("В переписке участвует представитель: {name}").format(name=representative.short_name),
            body=_("Он читает всю переписку и может писать."),
            url=reverse("conversations:show", args=[chat.pk]),
            mail=False,
        )


@on(Mentioned)
def tell_who_was_called(event: Mentioned) -> None:
    """Whatever he wants to hear of the chat: a call is seen in the cabinet; without a word of the chat."""
    message = Message.objects.select_related("author", "conversation__run__part").get(pk=event.message_id)
    chat, on_day = message.conversation, home_day()
    people = people_of_chat(chat, on_day)
    levels = levels_of(chat, on_day)
    present = [member.person for member in people.members]
    with override("ru"):
        notify_all(
            [
                Told(
                    person=person,
                    key=f"chat-{chat.pk}-mention-{message.seq}",
                    title=_("{who} обращается к вам: {title}").format(
                        who=message.author.short_name, title=title_of(chat, person, present)
                    ),
                    body=_("Вас упомянули в сообщении. Текст виден только в Опоре."),
                    url=place_of(message),
                    mail=levels.get(person.pk) != Preference.Level.NONE,
                    by_day=True,
                )
                for person in people.everybody
                if person.pk in event.person_ids
            ]
        )


@on(Announced)
def tell_audience(event: Announced) -> None:
    """At once in the cabinet, by letter not in quiet hours of each."""
    chat = Conversation.objects.select_related("owner").get(pk=event.conversation_id)
    _announce(chat, not_read(chat), key_of(chat), _("Вам объявление. Прочитайте его в Опоре."))


@on(UnreadReminded)
def tell_again(event: UnreadReminded) -> None:
    chat = Conversation.objects.select_related("owner").get(pk=event.conversation_id)
    people = list(Person.objects.filter(pk__in=event.person_ids))
    key = f"{key_of(chat)}-again-{home_day():%Y%m%d}"
    _announce(chat, people, key, _("Вы ещё не прочитали это объявление."))


def _announce(chat: Conversation, people: list[Person], key: str, words: str) -> None:
    with override("ru"):
        title = _("{author}: {title}").format(author=chat.owner.short_name, title=chat.title)
        url = reverse("conversations:show", args=[chat.pk])
        notify_all([Told(one, key=key, title=title, body=words, url=url, by_day=True) for one in people])


@on(LaterRefused)
def tell_author(event: LaterRefused) -> None:
    row = Scheduled.objects.select_related("author").get(pk=event.scheduled_id)
    with override("ru"):
        notify_many(
            [row.author],
            key=f"chat-{row.conversation_id}-later-{row.pk}",
            title=_("Отложенное сообщение не отправлено"),
            body=_("{why} Текст сохранён.").format(why=row.refused),
            url=reverse("conversations:later"),
        )
