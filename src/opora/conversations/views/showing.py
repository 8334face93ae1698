"""A chat and its topics: pages of messages, what is said in them, and how far they are read."""

from datetime import datetime
from typing import Any

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.times import format_when
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import access, actions
from ..forms import MessageForm, MomentField
from ..models import Conversation, Topic
from ..queries import chats, drafts, reach, topics
from ..queries.calling import going_in
from ..queries.showing import shown
from .common import chat_of, gap, is_fragment, number, refusal, url_of

MANY_TOPICS = 3


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """A chat. POST says something; ``?after=`` asks for the gap since an event.

    A page that hears news (``X-Live``) is only told by which event its message has come: to render for the
    sender what the hub renders for everybody costs more than to say it.

    ``?before=``, ``?later=`` and ``?around=`` a number of a message ask for other pages of it.
    """
    chat = chat_of(request, pk)
    if request.method == "POST":
        return _say(request, chat)
    if is_fragment(request):
        return gap(request, chat, number(request.GET.get("after")) or 0)
    return _page(request, chat)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def topic(request: ActorRequest, pk: int, topic: int) -> HttpResponse:
    """One topic of a chat on its own page."""
    chat = chat_of(request, pk)
    found = get_object_or_404(topics.topics_of(chat), pk=topic)
    if request.method == "POST":
        return _say(request, chat, found)
    return _page(request, chat, topic=found)


def _page_of(request: ActorRequest, chat: Conversation, topic: Topic | None) -> chats.Page:
    asked = {name: number(request.GET.get(name)) for name in ("around", "before", "later")}
    if asked["around"] is not None:
        return chats.page_around(chat, asked["around"], topic)
    if asked["before"] is not None:
        return chats.page_before(chat, asked["before"], topic)
    if asked["later"] is not None:
        return chats.page_after(chat, asked["later"], topic)
    return chats.last_page(chat, topic)


def _page(
    request: ActorRequest,
    chat: Conversation,
    *,
    topic: Topic | None = None,
    form: MessageForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    page = _page_of(request, chat, topic)
    seen = _seen(request, chat, topic)
    if page.messages and request.method == "GET" and page.messages[-1].seq > seen:
        _has_read(request, chat, topic, page.messages[-1].seq)
    actor, on = request.actor, home_day()
    reply = number(request.GET.get("reply"))
    context = shown(actor, chat, page, seen, topic=topic, form=form, reply=reply)
    two = chats.sides_of(chat, context["people"])
    ward = reach.minor_of(*two, on) if two else None
    context |= {
        "inside": chats.inside(
            chat, context["people"], names=access.may_see_names(actor), reader=actor.person
        ),
        "may_manage": access.may_manage(actor, chat),
        "may_call": topic is None and not context["is_over"] and access.may_call(actor, chat),
        "going": going_in(chat),
        "may_lead": topic is not None and access.may_lead_topics(actor, topic),
        "registers": topic is not None and access.may_register_topic(actor, topic),
        "reports": access.may_read_report(actor, chat),
        "is_author": chat.owner_id == actor.person.pk,
        "later_messages": drafts.later_of(chat, actor.person),
        "morning": drafts.morning_for(chat, actor.person, now()) if actor.is_staff else None,
        "ward": ward,
        "guardians": reach.representatives_of(ward, on) if ward else [],
        "members": {member.person_id for member in context["people"].members},
        "refused": founded(refused) if refused else None,
    }
    bad = refused or (form is not None and not form.is_valid())
    return render(request, "conversations/show.html", context, status=422 if bad else 200)


def _seen(request: ActorRequest, chat: Conversation, topic: Topic | None) -> int:
    person = request.actor.person
    return topics.topic_read_by(topic, person) if topic else chats.read_by(chat, person)


def _has_read(request: ActorRequest, chat: Conversation, topic: Topic | None, seq: int) -> None:
    if topic is None:
        actions.read_up_to(chat, by=request.actor.person, seq=seq)
    else:
        actions.read_topic(topic, by=request.actor.person, seq=seq)


def _say(request: ActorRequest, chat: Conversation, topic: Topic | None = None) -> HttpResponse:
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, chat, topic=topic, form=form)
    reply = form.cleaned_data["reply"]
    words: dict[str, Any] = {
        "by": request.actor.person,
        "client_id": form.id_of_message(),
        "text": form.cleaned_data["text"],
        "attached": form.cleaned_data["attached"],
        "reply_to": chats.feed(chat).filter(seq=reply).first() if reply else None,
        "topic": topic,
    }
    try:
        if at := _moment(request, chat, form):
            kept = actions.send_at(chat, at=at, **words)
            notes.success(
                request,
                _("Отправится {when}.").format(when=format_when(kept.at, None, request.actor.zone)),
                extra_tags=reverse("conversations:cancel_later", args=[kept.pk]),
            )
            return redirect(url_of(chat, topic=topic))
        message = actions.send(chat, uploaded=request.POST.getlist("uploaded"), **words)
    except Refused as refused:
        if is_fragment(request):
            return refusal(request, refused)
        return _page(request, chat, topic=topic, form=form, refused=refused)
    if is_fragment(request) and request.headers.get("X-Live"):  # its words come with those of the others
        return HttpResponse(status=204, headers={"X-Change": str(message.change)})
    if is_fragment(request):
        return gap(request, chat, number(request.GET.get("after")) or 0)
    return redirect(url_of(chat, message, topic))


def _moment(request: ActorRequest, chat: Conversation, form: MessageForm) -> datetime | None:
    """When to say it, if not now: the time that was set, or the next working morning."""
    pressed = request.POST.get("later", "")
    if pressed == "morning":
        return drafts.morning_for(chat, request.actor.person, now())
    return MomentField.at(form.cleaned_data["at"], request.actor.zone) if pressed else None


@require_POST
@allow(access.TALKERS)
def read(request: ActorRequest, pk: int) -> HttpResponse:
    """The open page has shown messages up to ``seq``; ``topic`` if it was the page of one."""
    chat, of = chat_of(request, pk), number(request.POST.get("topic"))
    topic = get_object_or_404(topics.topics_of(chat), pk=of) if of else None
    _has_read(request, chat, topic, number(request.POST.get("seq")) or 0)
    return HttpResponse(status=204)


@require_GET
@allow(access.TALKERS)
def topic_list(request: ActorRequest, pk: int) -> HttpResponse:
    chat = chat_of(request, pk)
    people = chats.people_of_chat(chat, home_day())
    context = {
        "chat": chat,
        "title": chats.title_of(chat, request.actor.person, [one.person for one in people.members]),
        "rows": topics.rows_for(chat, request.actor.person),
    }
    return render(request, "conversations/topics.html", context)
