"""One message: what may be done with it, and doing it."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.consultations.access import ANSWERERS
from opora.files.access import as_download, as_preview
from opora.files.models import StoredFile
from opora.files.queries import beginning_of
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.people.access import ActorRequest, allow
from opora.people.models import Person
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import access, actions, rules
from ..forms import EditForm, ForwardForm, RecordForm
from ..models import Awaited, Message, Reaction, Registered, Saved
from ..queries import chats, polls
from ..queries.registering import call_proposal, proposal, runs_to_register
from .common import answered, chat_of, message_of, pressed, url_of


@require_GET
@allow(access.TALKERS)
def message(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    """A message with everything this reader may do with it; for the island only the menu."""
    found = message_of(request, pk, seq)
    actor, chat = request.actor, found.conversation
    people = chats.people_of_chat(chat, home_day())
    chats.named([found], chat, people)
    is_own, is_over = found.author_id == actor.person.pk, chats.chat_is_over(chat, home_day())
    names = access.may_see_choices(actor, chat)
    context = {
        "chat": chat,
        "message": found,
        "is_own": is_own,
        "is_over": is_over,
        "codes": Reaction.Code,
        "own_codes": {sign.partition(":")[2] for sign in chats.own_signs([found], actor.person)},
        "may_reply": not is_over and chats.may_speak(chat, actor.person),
        "may_pin": access.may_pin(actor, chat) and not is_over,
        "may_register": access.may_register_in(actor, chat)
        and access.may_register(actor, found)
        and not hasattr(found, "registered")
        and (found.label == "" or hasattr(found, "call")),
        "may_settle": access.may_settle(actor, found) and _is_awaited(found),
        "is_saved": Saved.objects.filter(person=actor.person, message=found).exists(),
        "reacted": _reacted(found) if names else [],
        "chosen": polls.names_by_option(found.poll) if names and hasattr(found, "poll") else {},
        "may_close_poll": hasattr(found, "poll") and access.may_close_poll(actor, found),
    }
    is_menu = request.headers.get("X-Fragment") == "menu"
    return render(request, f"conversations/{'menu' if is_menu else 'actions'}.html", context)


def _is_awaited(found: Message) -> bool:
    return Awaited.objects.filter(message=found, settled_at=None).exists()


def _reacted(found: Message) -> list[tuple[str, str]]:
    signs = found.reactions.select_related("person").order_by("code", "person__search_name")
    return [(sign.person.short_name, str(sign.get_code_display())) for sign in signs]


def _own(request: ActorRequest, pk: int, seq: int) -> Message:
    found = message_of(request, pk, seq)
    if not access.may_change(request.actor, found):
        raise PermissionDenied(_("Изменить или удалить можно только своё сообщение."))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def edit(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    found = _own(request, pk, seq)
    form = EditForm(request.POST or None, initial={"text": found.text})
    context: dict[str, Any] = {"form": form, "message": found}
    if request.method != "POST" or not form.is_valid():
        return render(request, "conversations/edit.html", context, status=422 if form.errors else 200)
    try:
        actions.edit(found, text=form.cleaned_data["text"])
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "conversations/edit.html", context, status=422)
    return answered(request, found)


@require_POST
@allow(access.TALKERS)
def delete(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    found = _own(request, pk, seq)
    actions.delete(found)
    return answered(request, found)


@require_GET
@allow(access.TALKERS)
def file(request: ActorRequest, pk: int, seq: int, file: int) -> HttpResponseBase:
    return as_download(_attached(request, pk, seq, file))


def _attached(request: ActorRequest, pk: int, seq: int, file: int) -> StoredFile:
    """Files of a message leave with it: a deleted one has none, a hidden one only for its author."""
    found = message_of(request, pk, seq)
    is_own = access.may_change(request.actor, found)
    if found.deleted_at is not None or (found.hidden_at is not None and not is_own):
        raise Http404
    return get_object_or_404(found.files, pk=file)


@require_GET
@allow(access.TALKERS)
def preview(request: ActorRequest, pk: int, seq: int, file: int, which: str) -> HttpResponseBase:
    """A thumbnail, a large picture or a page of a document."""
    return as_preview(_attached(request, pk, seq, file), which)


@require_GET
@allow(access.TALKERS)
def document(request: ActorRequest, pk: int, seq: int, file: int) -> HttpResponse:
    """The beginning of a document without leaving the chat."""
    stored = _attached(request, pk, seq, file)
    text = beginning_of(stored)
    if not stored.pages and text is None:
        raise Http404
    context = {"file": stored, "pk": pk, "seq": seq, "text": text, "pages": range(1, stored.pages + 1)}
    return render(request, "conversations/document.html", context)


@require_POST
@allow(access.TALKERS)
def react(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    """``code`` is put under the message, or taken away."""
    found, code = message_of(request, pk, seq), request.POST.get("code", "")
    if code not in Reaction.Code:
        raise Http404
    return pressed(request, found, lambda: actions.react(found, by=request.actor.person, code=code))


@require_POST
@allow(access.TALKERS)
def pin(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    """Above the chat; ``off`` takes it away."""
    found = message_of(request, pk, seq)
    if not access.may_pin(request.actor, found.conversation):
        raise PermissionDenied(_("Закрепляют сообщения работники центра."))
    act = actions.unpin if "off" in request.POST else actions.pin
    return pressed(request, found, lambda: act(found))


@require_POST
@allow(access.TALKERS)
def keep(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    """Put by for oneself; ``off`` lets it go."""
    found = message_of(request, pk, seq)
    if "off" in request.POST:
        actions.let_go(found, by=request.actor.person)
    else:
        actions.keep(found, by=request.actor.person)
    return answered(request, found)


@require_POST
@allow(access.TALKERS)
def settle(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    """«Ответ не нужен»."""
    found = message_of(request, pk, seq)
    if not access.may_settle(request.actor, found):
        raise PermissionDenied(_("Это отмечает работник, которому написали."))
    actions.needs_no_answer(found)
    return answered(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def forward(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    """The same words in another chat, with their origin named."""
    found, actor = message_of(request, pk, seq), request.actor
    if found.deleted_at is not None or found.hidden_at is not None:
        raise Http404
    others = {row.chat.pk: row for row in chats.rows_for(actor) if row.chat.pk != pk}
    open_to = {n: row for n, row in others.items() if chats.may_speak(row.chat, actor.person)}
    choices = [(n, f"{row.title}, {row.about}" if row.about else row.title) for n, row in open_to.items()]
    form = ForwardForm(request.POST or None, chats=choices)
    context: dict[str, Any] = {"form": form, "message": found, "nowhere": not choices}
    if request.method != "POST" or not form.is_valid():
        return render(request, "conversations/forward.html", context, status=422 if form.errors else 200)
    to = chat_of(request, form.cleaned_data["chat"])
    try:
        made = actions.forward(found, by=actor.person, to=to, client_id=form.cleaned_data["client_id"])
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "conversations/forward.html", context, status=422)
    return redirect(url_of(to, made))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANSWERERS)
def register(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    """«Оформить консультацию»: everything is proposed from the exchange, the worker checks and presses."""
    found, by = message_of(request, pk, seq), request.actor.person
    if not access.may_register(request.actor, found):
        raise PermissionDenied(_("Консультацию оформляют по вопросу слушателя."))
    of_call = hasattr(found, "call")
    proposed, learners, runs = (
        call_proposal(found, by) if of_call else (proposal(found, by), None, runs_to_register(found, by))
    )
    form = RecordForm(request.POST or None, runs=runs, learners=learners, initial=asdict(proposed))
    context: dict[str, Any] = {
        "form": form,
        "message": found,
        "of_call": of_call,
        "back": url_of(found.conversation, found),
    }
    try:
        enforce(rules.question_is_of_own_learner(runs), rules.question_is_registered_once(found))
        if request.method != "POST" or not form.is_valid():
            return render(request, "conversations/register.html", context, status=422 if form.errors else 200)
        made = _registered(found, by, form.cleaned_data)
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "conversations/register.html", context, status=422)
    notes.success(
        request, _("Консультация оформлена. В учёт записано {n} мин.").format(n=form.cleaned_data["minutes"])
    )
    return redirect("consultations:thread", pk=made.thread_id)


def _registered(found: Message, by: Person, typed: dict[str, Any]) -> Registered:
    learners = typed.pop("learners", None)
    record = actions.Record(**typed)
    if learners is None:
        return actions.register(found, by=by, record=record)
    return actions.register_call(found, by=by, record=record, learners=list(learners))
