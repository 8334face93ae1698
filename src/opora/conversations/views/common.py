"""What views of chats share: the chat and the message a request names, and the answer to it."""

from collections.abc import Callable

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from ..models import Conversation, Message, Topic
from ..queries import chats
from ..queries.numbering import last_change

NUMBER = 18
PART = 100
PART_LIVES = 10  # seconds


def number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= NUMBER else None


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("X-Fragment") == "chat"


def chat_of(request: ActorRequest, pk: int) -> Conversation:
    """Raises 404 for a chat this actor is not in."""
    chat = chats.seen_chat(request.actor, pk)
    if chat is None:
        raise Http404
    return chat


def message_of(request: ActorRequest, pk: int, seq: int) -> Message:
    return get_object_or_404(chats.feed(chat_of(request, pk)), seq=seq)


def gap(request: ActorRequest, chat: Conversation, after: int) -> HttpResponse:
    """Everything after an event as fragments, a part at a time; says by which event to ask next.

    The fragments are the same for every reader of one zone: what he may do is on the page itself. After a
    server was lost all of its tabs ask at once, so parts end at round numbers and each is made for the first
    who asks. What was edited meanwhile stands in a later part too, so a kept one may be a little old.
    """
    last = last_change(chat)
    end = max(min(last, (after // PART + 1) * PART), after)
    key = f"gap:{chat.pk}:{after}:{end}:{get_language()}:{request.actor.zone}"
    html = cache.get(key) if end > after else ""
    if html is None:
        html = _part(request, chat, after, end)
        cache.set(key, html, PART_LIVES)
    return HttpResponse(html, headers={"X-Change": str(end), "X-More": "1" if last > end else ""})


def _part(request: ActorRequest, chat: Conversation, after: int, end: int) -> str:
    people = chats.people_with_titles(chat, home_day())
    found = chats.feed(chat).filter(change__gt=after, change__lte=end).order_by("seq")
    context = {"chat": chat, "messages_shown": chats.named(list(found), chat, people)}
    return render_to_string("conversations/feed.html", context, request)


def refusal(request: ActorRequest, refused: Refused) -> HttpResponse:
    return render(request, "parts/refusal.html", {"refused": founded(refused)}, status=422)


def url_of(chat: Conversation, message: Message | None = None, topic: Topic | None = None) -> str:
    """The page of a chat or of its topic, at a message."""
    place = f"#m{message.seq}" if message else ""
    if topic is not None:
        return reverse("conversations:topic", args=[chat.pk, topic.pk]) + place
    return reverse("conversations:show", args=[chat.pk]) + place


def pressed(request: ActorRequest, message: Message, act: Callable[[], object]) -> HttpResponse:
    """Do what a press under a message asks; a refusal comes back the way the press came."""
    try:
        act()
    except Refused as refused:
        if is_fragment(request):
            return refusal(request, refused)
        raise
    return answered(request, message)


def answered(request: ActorRequest, message: Message) -> HttpResponse:
    """A press under a message: fragments for the island, for others the chat at the message."""
    if is_fragment(request):
        return gap(request, message.conversation, number(request.GET.get("after")) or 0)
    return redirect(chats.place_of(message))
