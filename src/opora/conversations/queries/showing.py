"""What the feed and the composer of a chat are drawn from, on its own page and beside a call."""

from typing import Any

from django.urls import reverse

from opora.people.access import Actor
from opora.people.queries import home_day

from ..forms import MessageForm
from ..models import Conversation, Topic
from . import awaiting, chats, drafts, polls, topics
from .numbering import last_change


def beside(actor: Actor, chat: Conversation) -> dict[str, Any]:
    """For ``conversations/chat.html`` on the page of something that must not be left: a call."""
    seen = chats.read_by(chat, actor.person)
    return {**shown(actor, chat, chats.last_page(chat), seen), "beside": True}


def _address(chat: Conversation, topic: Topic | None) -> str:
    if topic is not None:
        return reverse("conversations:topic", args=[chat.pk, topic.pk])
    return reverse("conversations:show", args=[chat.pk])


def shown(
    actor: Actor,
    chat: Conversation,
    page: chats.Page,
    seen: int,
    *,
    topic: Topic | None = None,
    form: MessageForm | None = None,
    reply: int | None = None,
) -> dict[str, Any]:
    """What ``conversations/chat.html`` draws: the feed and the composer. Nothing becomes read by it."""
    on = home_day()
    people, change = chats.people_of_chat(chat, on), last_change(chat)
    found = chats.named(page.messages, chat, people)
    draft = drafts.draft_of(chat, actor.person, topic)
    title = chats.title_of(chat, actor.person, [member.person for member in people.members])
    return {
        "chat": chat,
        "here": _address(chat, topic),
        "topic": topic,
        "title": topic.title if topic else title,
        "chat_title": title,
        "people": people,
        "messages_shown": found,
        "older": found[0].seq if found and page.older else None,
        "later": found[-1].seq if found and page.newer else None,
        "is_past": page.newer,
        "change": change,
        "seen": seen,
        "mine": " ".join(
            [
                *chats.own_signs(found, actor.person),
                *(f"v{n}" for n in polls.own_choices(found, actor.person)),
            ]
        ),
        "form": form or MessageForm(reply=reply, text=draft.text if draft else ""),
        "draft": draft,
        "reply_to": chats.feed(chat).filter(seq=reply, deleted_at=None, hidden_at=None).first()
        if reply
        else None,
        "is_over": chats.chat_is_over(chat, on),
        "may_speak": chats.may_speak(chat, actor.person),
        "pins": [] if topic else chats.pinned(chat),
        "topics": [] if topic else topics.rows_for(chat, actor.person),
        "waiting": awaiting.waiting_in(chat) if actor.is_staff else {},
    }
