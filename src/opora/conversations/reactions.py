"""Who hears of what happens in chats: open tabs by numbers, representatives by words."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.events import on
from opora.notifications.actions import notify_many
from opora.notifications.live import counted, room, wake, wake_room
from opora.people.models import Person
from opora.people.queries import home_day

from .events import ChatChanged, ChatRead, MinorChatOpened, RepresentativeJoined
from .models import Conversation
from .queries.chats import chats_of, people_of_chat, unread_chats
from .queries.reach import representatives_of


@counted("messages")
def unread(person_id: int) -> int:
    return unread_chats(person_id)


@room("chat")
def may_hear(person_id: int, chat_id: int) -> bool:
    """The same as seeing its page."""
    person = Person.objects.filter(pk=person_id).first()
    return person is not None and chats_of(person, home_day()).filter(pk=chat_id).exists()


@on(ChatChanged)
def wake_tabs(event: ChatChanged) -> None:
    """Those who look at the chat fetch what is new; the menus of the others count again."""
    chat = Conversation.objects.select_related("run__group__curator", "run__teacher").get(
        pk=event.conversation_id
    )
    wake_room("chat", chat.pk, event.change)
    wake(*{person.pk for person in people_of_chat(chat, home_day()).everybody})


@on(ChatRead)
def wake_reader(event: ChatRead) -> None:
    wake(event.person_id)


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
