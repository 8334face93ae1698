"""What is one's own: search, drafts, messages put off and put by, what to hear of and whom to write to."""

from typing import Any

from django.contrib import messages as notes
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import home_day, organisation
from opora.regulations.middleware import founded

from .. import access, actions
from ..forms import PreferenceForm, SearchForm
from ..models import Preference, Scheduled
from ..queries import chats, drafts, topics
from ..queries.mentioning import may_be_called
from ..queries.preferring import level_of
from ..queries.searching import Wanted, messages_found, saved_by
from .common import chat_of, number, url_of

RULERS = frozenset({Role.DIRECTOR, Role.SPECIALIST})


@require_GET
@allow(access.TALKERS)
def search(request: ActorRequest) -> HttpResponse:
    """Words in any form; by who wrote, in which chat, by days, with a file."""
    form = SearchForm(request.GET, chats=chats.names_of(request.actor))
    wanted = Wanted()
    if form.is_valid():
        data = form.cleaned_data
        wanted = Wanted(data["q"], data["who"], data["chat"], data["since"], data["until"], data["attached"])
    found = [] if wanted.is_empty else messages_found(request.actor, wanted)
    context = {"form": form, "found": found, "asked": not wanted.is_empty}
    return render(request, "conversations/search.html", context, status=422 if form.errors else 200)


@require_GET
@allow(access.TALKERS)
def saved(request: ActorRequest) -> HttpResponse:
    """«Избранное»."""
    return render(request, "conversations/saved.html", {"found": saved_by(request.actor)})


@require_GET
@allow(access.TALKERS)
def later(request: ActorRequest) -> HttpResponse:
    """Messages put off, in all chats."""
    rows = drafts.all_later(request.actor.person)
    person = request.actor.person
    context = {
        "rows": [
            (
                row,
                chats.title_of(row.conversation, person, [m.person for m in row.conversation.members.all()]),
            )
            for row in rows
        ]
    }
    return render(request, "conversations/later.html", context)


@require_POST
@allow(access.TALKERS)
def cancel_later(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Scheduled, pk=pk, author=request.actor.person)
    draft = actions.cancel_later(row)
    notes.success(request, _("Не отправится. Текст вернулся в поле сообщения."))
    return redirect(url_of(draft.conversation, topic=draft.topic))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def draft(request: ActorRequest, pk: int) -> HttpResponse:
    """What is typed, for other devices of this person; ``topic`` if it is typed in one."""
    chat = chat_of(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    of = number(asked.get("topic"))
    topic = get_object_or_404(topics.topics_of(chat), pk=of) if of else None
    if request.method == "POST":
        kept = actions.keep_draft(
            chat, by=request.actor.person, text=asked.get("text", ""),
            based_on=number(asked.get("version")) or 0, topic=topic,
        )  # fmt: skip
        return JsonResponse({"version": kept.version, "former": kept.former})
    found = drafts.draft_of(chat, request.actor.person, topic)
    return JsonResponse({"version": found.version if found else 0, "text": found.text if found else ""})


@require_GET
@allow(access.TALKERS)
def callable_people(request: ActorRequest, pk: int) -> HttpResponse:
    """Whom «@» offers here."""
    chat = chat_of(request, pk)
    people = may_be_called(
        chat,
        chats.people_of_chat(chat, home_day()),
        request.actor.person,
        names=access.may_see_names(request.actor),
    )
    return JsonResponse({"people": [{"name": one.full_name, "call": one.short_name} for one in people]})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def prefer(request: ActorRequest, pk: int) -> HttpResponse:
    """What to hear of a chat."""
    chat, person = chat_of(request, pk), request.actor.person
    known = level_of(chat, person, home_day())
    initial = {"level": known.level if known else Preference.Level.ALL, "until": known and known.until}
    form = PreferenceForm(request.POST or None, initial=initial)
    people = chats.people_of_chat(chat, home_day())
    context: dict[str, Any] = {
        "form": form,
        "chat": chat,
        "title": chats.title_of(chat, person, [one.person for one in people.members]),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "conversations/prefer.html", context, status=422 if form.errors else 200)
    try:
        actions.prefer(chat, by=person, **form.cleaned_data)
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "conversations/prefer.html", context, status=422)
    notes.success(request, _("Сохранено."))
    return redirect("conversations:show", pk=pk)


@require_GET
@allow(access.TALKERS)
def who(request: ActorRequest) -> HttpResponse:
    """«Кому можно писать»: the rules of the centre in words."""
    context = {"centre": organisation(), "rules": request.actor.role in RULERS}
    return render(request, "conversations/who.html", context)
