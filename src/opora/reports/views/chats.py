"""Архив переписки: a conversation of a period is asked for, made by a job, fetched by who asked."""

from datetime import timedelta

from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.conversations.models import Conversation
from opora.conversations.queries.chats import seen_chats, title_of
from opora.files.access import as_download
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import actions
from ..access import ANY_CHAT, CHAT_ARCHIVERS, may_archive_any_chat
from ..forms import ChatArchiveForm
from ..models import ChatArchive
from ..queries.chats import chats_found, sides_named


@require_GET
@allow(ANY_CHAT)
def chats(request: ActorRequest) -> HttpResponse:
    """Any conversation by its title, group or people; without a word of what is said."""
    text = request.GET.get("q", "").strip()
    return render(request, "reports/chats.html", {"rows": chats_found(text) if text else [], "q": text})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(CHAT_ARCHIVERS)
def chat(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for an archive, and those asked for before."""
    actor = request.actor
    found = seen_chats(actor).filter(pk=pk).first()
    is_member = found is not None
    if found is None and may_archive_any_chat(actor):
        found = Conversation.objects.select_related("run__part", "run__group").filter(pk=pk).first()
    if found is None:
        raise Http404
    until = home_day()
    form = ChatArchiveForm(
        request.POST or None,
        is_member=is_member,
        initial={"since": until - timedelta(days=30), "until": until},
    )
    context = {
        "chat": found,
        "title": title_of(found, actor.person, sides_named(found)),
        "form": form,
        "is_member": is_member,
        "archives": ChatArchive.objects.filter(conversation=found, by=actor.person).select_related("file"),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/chat.html", context, status=422 if form.errors else 200)
    data = form.cleaned_data
    try:
        actions.ask_chat_archive(
            found, by=actor.person, since=data["since"], until=data["until"],
            reason=data.get("reason", ""), is_member=is_member,
        )  # fmt: skip
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "reports/chat.html", context, status=422)
    notes.success(request, _("Архив готовится. Когда будет готов, придёт уведомление."))
    return redirect("reports:chat", pk=pk)


@require_GET
@allow(CHAT_ARCHIVERS)
def chat_file(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Only who asked fetches it, for a week."""
    archive = get_object_or_404(
        ChatArchive.objects.select_related("file").filter(by=request.actor.person), pk=pk
    )
    if archive.file is None:
        raise Http404
    return as_download(archive.file)
