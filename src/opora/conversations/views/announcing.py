"""Announcements: made, read, answered to the author, reported on (S3-4.2c)."""

from typing import Any

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import branches, home_day
from opora.regulations.middleware import founded

from .. import access, actions
from ..forms import AnnouncementForm
from ..models import Announcement, Conversation
from ..queries.announcing import Audience, groups_to_tell, recipients, report_of
from .common import chat_of

NAMES = 12


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.ANNOUNCERS)
def announce(request: ActorRequest) -> HttpResponse:
    """«Кто получит» shows the recipients first; nothing is sent till «Отправить»."""
    by = request.actor.person
    groups = groups_to_tell(by, home_day())
    form = AnnouncementForm(request.POST or None, request.FILES or None, groups=groups, branches=branches())
    context: dict[str, Any] = {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "conversations/announce.html", context, status=422 if form.errors else 200)
    data = form.cleaned_data
    audience = Audience(frozenset(data["whom"]), tuple(data.get("groups") or ()), data.get("branch") or None)
    if "look" in request.POST:
        people = recipients(by, audience)
        context |= {"looked": True, "count": len(people), "first": people[:NAMES]}
        return render(request, "conversations/announce.html", context)
    try:
        chat = actions.announce(
            by,
            title=data["title"],
            text=data["text"],
            audience=audience,
            replies=data["replies"],
            client_id=data["client_id"],
            attached=data["attached"],
        )
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "conversations/announce.html", context, status=422)
    return redirect("conversations:report", pk=chat.pk)


def _reported(request: ActorRequest, pk: int) -> Conversation:
    chat = chat_of(request, pk)
    if not access.may_read_report(request.actor, chat):
        raise PermissionDenied(_("Кто прочитал объявление, видит его автор."))
    return chat


@require_GET
@allow(access.ANNOUNCERS)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Who has read, to whom a letter went; ``?unread=1`` only those who have not."""
    chat = _reported(request, pk)
    found = report_of(chat)
    only = "unread" in request.GET
    context = {
        "chat": chat,
        "report": found,
        "rows": [row for row in found.rows if not (only and row.has_read)],
        "only": only,
        "audience": chat.announcement.audience,
    }
    return render(request, "conversations/report.html", context)


@require_POST
@allow(access.ANNOUNCERS)
def remind(request: ActorRequest, pk: int) -> HttpResponse:
    chat = _reported(request, pk)
    n = actions.remind_unread(chat)
    notes.success(
        request,
        ngettext(
            "Напомнили {n} получателю. Сегодня второго напоминания не будет.",
            "Напомнили {n} получателям. Сегодня второго напоминания не будет.",
            n,
        ).format(n=n),
    )
    return redirect("conversations:report", pk=pk)


@require_POST
@allow(access.TALKERS)
def answer_author(request: ActorRequest, pk: int) -> HttpResponse:
    """A personal chat with who made the announcement."""
    chat = chat_of(request, pk)
    if chat.kind != Conversation.Kind.ANNOUNCEMENT or chat.owner_id == request.actor.person.pk:
        raise Http404
    if chat.announcement.replies == Announcement.Replies.NOBODY:
        raise PermissionDenied(_("Автор не ждёт ответов на это объявление."))
    made = actions.answer_author(chat, by=request.actor.person)
    return redirect("conversations:show", pk=made.pk)
