"""Chats: the list, a chat and its gap, what is said in it, and who is let in."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.consultations.access import ANSWERERS
from opora.files.access import as_download
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.people.access import ActorRequest, allow
from opora.people.models import Person, Role
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from . import access, actions, rules
from .forms import EditForm, GroupForm, MessageForm, RecordForm, SearchForm
from .models import Conversation, Message
from .queries import chats, reach
from .queries.registering import proposal, runs_to_register
from .queries.searching import Wanted, messages_found

OVERSEEING = access.OVERSEERS | {Role.REPRESENTATIVE}
NUMBER = 18


def _chat(request: ActorRequest, pk: int) -> Conversation:
    return get_object_or_404(chats.seen_chats(request.actor), pk=pk)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= NUMBER else None


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("X-Fragment") == "chat"


@require_GET
@allow(access.TALKERS)
def listing(request: ActorRequest) -> HttpResponse:
    """Own chats, the latest first; ``?closed=1`` those of groups that have ended."""
    closed = "closed" in request.GET
    context = {
        "rows": chats.rows_for(request.actor, closed=closed),
        "closed": closed,
        "oversees": request.actor.role in OVERSEEING,
    }
    return render(request, "conversations/list.html", context)


@require_GET
@allow(access.TALKERS)
def search(request: ActorRequest) -> HttpResponse:
    """Words in any form; by who wrote, by days, with a file; ``?chat=`` in one chat."""
    form = SearchForm(request.GET)
    wanted = Wanted()
    if form.is_valid():
        data = form.cleaned_data
        wanted = Wanted(data["q"], data["who"], data["chat"], data["since"], data["until"], data["attached"])
    found = [] if wanted.is_empty else messages_found(request.actor, wanted)
    context = {"form": form, "found": found, "asked": not wanted.is_empty}
    return render(request, "conversations/search.html", context, status=422 if form.errors else 200)


@require_GET
@allow(access.TALKERS)
def new(request: ActorRequest) -> HttpResponse:
    """Whom one may write to, by name; workers also make chats of a part or of chosen people."""
    actor, text = request.actor, request.GET.get("q", "").strip()
    context = {
        "people": reach.people_to_write(actor.person, home_day(), text),
        "q": text,
        "may_group": access.may_start_group(actor),
        "runs": chats.runs_without_chat(actor.person, home_day())[:30]
        if access.may_start_course(actor)
        else [],
    }
    return render(request, "conversations/new.html", context)


@require_POST
@allow(access.TALKERS)
def start(request: ActorRequest, person: int) -> HttpResponse:
    to = get_object_or_404(reach.reachable(request.actor.person, home_day()), pk=person)
    return redirect("conversations:show", pk=actions.start_personal(request.actor.person, to=to).pk)


@require_POST
@allow(access.COURSE_STARTERS)
def new_course(request: ActorRequest, run: int) -> HttpResponse:
    found = get_object_or_404(chats.runs_to_talk(request.actor.person, home_day()), pk=run)
    return redirect("conversations:show", pk=actions.start_course(request.actor.person, run=found).pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.STARTERS)
def new_group(request: ActorRequest) -> HttpResponse:
    """A chat of chosen people; the button «Показать» narrows whom the list offers and keeps the rest."""
    by = request.actor.person
    form = _group_form(request)
    if not form.is_valid():
        return _group_page(request, form)
    data = form.cleaned_data
    try:
        chat = actions.start_group(
            by, title=data["title"], people=list(data["people"]), staff_only=data["staff_only"]
        )
    except Refused as refused:
        return _group_page(request, form, refused=refused)
    return redirect("conversations:show", pk=chat.pk)


def _group_form(request: ActorRequest, chat: Conversation | None = None) -> GroupForm:
    """Bound only when it is sent for good; offered are those found, those chosen and those present."""
    on, by = home_day(), request.actor.person
    chosen = [int(one) for one in request.POST.getlist("people") if _number(one)]
    present = [
        member.person
        for member in (chats.people_of_chat(chat, on).members if chat else [])
        if chat and member.person_id != chat.owner_id
    ]
    offered = [
        *reach.people_to_write(by, on, request.POST.get("q", "")),
        *reach.reachable(by, on).filter(pk__in=chosen),
        *present,
    ]
    if request.method == "POST" and "find" not in request.POST:
        return GroupForm(request.POST, people=offered, changed=chat is not None)
    initial: dict[str, Any] = {"title": chat.title if chat else "", "people": [one.pk for one in present]}
    if request.method == "POST":
        initial = {"title": request.POST.get("title", ""), "people": chosen}
        initial["staff_only"] = "staff_only" in request.POST
    return GroupForm(people=offered, changed=chat is not None, initial=initial)


def _group_page(
    request: ActorRequest,
    form: GroupForm,
    chat: Conversation | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "chat": chat,
        "q": request.POST.get("q", ""),
        "refused": founded(refused) if refused else None,
    }
    return render(request, "conversations/group.html", context, status=422 if refused or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """A chat. POST says something; ``?after=`` asks for the gap since an event, ``?before=`` for older."""
    chat = _chat(request, pk)
    if request.method == "POST":
        return _say(request, chat)
    if _is_fragment(request):
        return _gap(request, chat, _number(request.GET.get("after")) or 0)
    return _page(request, chat)


def _labels(chat: Conversation, people: chats.People) -> dict[int, str]:
    labels = {
        member.person_id: _("представитель, {ward}").format(ward=member.ward.short_name)
        for member in people.members
        if member.ward is not None
    }
    if chat.run is not None:
        labels |= {one.pk: _("куратор") for one in people.workers}
        if chat.run.teacher_id:
            labels[chat.run.teacher_id] = _("преподаватель")
    return labels


def _named(found: list[Message], labels: dict[int, str]) -> list[Message]:
    for message in found:
        message.label = labels.get(message.author_id, "")
    return found


def _page(
    request: ActorRequest,
    chat: Conversation,
    *,
    form: MessageForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    actor, on = request.actor, home_day()
    people = chats.people_of_chat(chat, on)
    before, change = _number(request.GET.get("before")), chats.last_change(chat)
    found = _named(chats.page_before(chat, before), _labels(chat, people))
    seen = chats.read_by(chat, actor.person)
    if found and request.method == "GET" and found[-1].seq > seen:
        actions.read_up_to(chat, by=actor.person, seq=found[-1].seq)
    two = chats.sides_of(chat, people)
    ward = reach.minor_of(*two, on) if two else None
    reply = _number(request.GET.get("reply"))
    context = {
        "chat": chat,
        "title": chats.title_of(chat, actor.person, [member.person for member in people.members]),
        "people": people,
        "inside": chats.inside(chat, people, names=access.may_see_names(actor)),
        "messages_shown": found,
        "older": found[0].seq if found and found[0].seq > 1 else None,
        "is_past": before is not None,
        "change": change,
        "seen": seen,
        "form": form or MessageForm(reply=reply),
        "reply_to": chats.feed(chat).filter(seq=reply, deleted_at=None).first() if reply else None,
        "is_over": chats.chat_is_over(chat, on),
        "registers": access.may_register_in(actor, chat),
        "may_manage": access.may_manage(actor, chat),
        "ward": ward,
        "guardians": reach.representatives_of(ward, on) if ward else [],
        "members": {member.person_id for member in people.members},
        "refused": founded(refused) if refused else None,
    }
    bad = refused or (form is not None and not form.is_valid())
    return render(request, "conversations/show.html", context, status=422 if bad else 200)


def _gap(request: ActorRequest, chat: Conversation, after: int) -> HttpResponse:
    """Everything after an event as fragments, a part at a time; says by which event to ask next."""
    people = chats.people_of_chat(chat, home_day())
    found = chats.changed_after(chat, after)
    context = {
        "chat": chat,
        "messages_shown": sorted(_named(found, _labels(chat, people)), key=lambda one: one.seq),
        "is_over": chats.chat_is_over(chat, home_day()),
        "registers": access.may_register_in(request.actor, chat),
    }
    response = render(request, "conversations/feed.html", context)
    response["X-Change"] = str(found[-1].change if found else after)
    response["X-More"] = "1" if len(found) == chats.GAP else ""
    return response


def _say(request: ActorRequest, chat: Conversation) -> HttpResponse:
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, chat, form=form)
    reply = form.cleaned_data["reply"]
    try:
        message = actions.send(
            chat,
            by=request.actor.person,
            client_id=form.id_of_message(),
            text=form.cleaned_data["text"],
            attached=form.cleaned_data["attached"],
            reply_to=chats.feed(chat).filter(seq=reply).first() if reply else None,
        )
    except Refused as refused:
        if _is_fragment(request):
            return render(request, "parts/refusal.html", {"refused": founded(refused)}, status=422)
        return _page(request, chat, form=form, refused=refused)
    if _is_fragment(request):
        return _gap(request, chat, _number(request.GET.get("after")) or 0)
    return redirect(f"{reverse('conversations:show', args=[chat.pk])}#m{message.seq}")


@require_POST
@allow(access.TALKERS)
def read(request: ActorRequest, pk: int) -> HttpResponse:
    """The open page has shown messages up to ``seq``."""
    chat = _chat(request, pk)
    actions.read_up_to(chat, by=request.actor.person, seq=_number(request.POST.get("seq")) or 0)
    return HttpResponse(status=204)


def _message(request: ActorRequest, pk: int, seq: int) -> Message:
    return get_object_or_404(chats.feed(_chat(request, pk)), seq=seq)


def _own(request: ActorRequest, pk: int, seq: int) -> Message:
    message = _message(request, pk, seq)
    if not access.may_change(request.actor, message):
        raise PermissionDenied(_("Изменить или удалить можно только своё сообщение."))
    return message


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.TALKERS)
def edit(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    message = _own(request, pk, seq)
    form = EditForm(request.POST or None, initial={"text": message.text})
    context: dict[str, Any] = {"form": form, "message": message}
    if request.method != "POST" or not form.is_valid():
        return render(request, "conversations/edit.html", context, status=422 if form.errors else 200)
    try:
        actions.edit(message, text=form.cleaned_data["text"])
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "conversations/edit.html", context, status=422)
    return redirect(f"{reverse('conversations:show', args=[pk])}#m{seq}")


@require_POST
@allow(access.TALKERS)
def delete(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    actions.delete(_own(request, pk, seq))
    return redirect(f"{reverse('conversations:show', args=[pk])}#m{seq}")


@require_GET
@allow(access.TALKERS)
def file(request: ActorRequest, pk: int, seq: int, file: int) -> HttpResponseBase:
    """Files of a message leave with it: a deleted one has none."""
    message = _message(request, pk, seq)
    if message.deleted_at is not None:
        raise Http404
    return as_download(get_object_or_404(message.files, pk=file))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.STARTERS)
def people(request: ActorRequest, pk: int) -> HttpResponse:
    """Rename a chat, add and remove people."""
    chat = _managed(request, pk)
    form = _group_form(request, chat)
    if not form.is_valid():
        return _group_page(request, form, chat)
    data = form.cleaned_data
    try:
        actions.change_people(chat, by=request.actor.person, title=data["title"], people=list(data["people"]))
    except Refused as refused:
        return _group_page(request, form, chat, refused)
    return redirect("conversations:show", pk=pk)


def _managed(request: ActorRequest, pk: int) -> Conversation:
    chat = _chat(request, pk)
    if not access.may_manage(request.actor, chat):
        raise PermissionDenied(_("Состав чата меняет тот, кто его создал."))
    return chat


@require_POST
@allow(access.STARTERS)
def close(request: ActorRequest, pk: int) -> HttpResponse:
    actions.close(_managed(request, pk))
    notes.success(request, _("Чат закрыт."), extra_tags=reverse("conversations:open", args=[pk]))
    return redirect("conversations:show", pk=pk)


@require_POST
@allow(access.STARTERS)
def open_again(request: ActorRequest, pk: int) -> HttpResponse:
    actions.open_again(_managed(request, pk))
    return redirect("conversations:show", pk=pk)


@require_GET
@allow(OVERSEEING)
def wards(request: ActorRequest) -> HttpResponse:
    """Adults' personal chats with minors as facts: for the representative, the curator and the deputy."""
    context = {
        "rows": chats.ward_chats(request.actor),
        "is_representative": request.actor.role is Role.REPRESENTATIVE,
        "me": request.actor.person,
    }
    return render(request, "conversations/wards.html", context)


@require_POST
@allow(access.TALKERS)
def let_in(request: ActorRequest, pk: int, person: int) -> HttpResponse:
    """A side lets the representative in, or he comes in by himself (COM-05)."""
    own = [row for row in chats.ward_chats(request.actor) if row.chat.pk == pk]
    comes_himself = request.actor.role is Role.REPRESENTATIVE and person == request.actor.person.pk and own
    chat = own[0].chat if comes_himself else _chat(request, pk)
    two = chats.sides_of(chat, chats.people_of_chat(chat, home_day()))
    ward = reach.minor_of(*two, home_day()) if two else None
    if ward is None:
        raise Http404
    guardian = get_object_or_404(Person, pk=person)
    actions.let_representative_in(chat, representative=guardian, ward=ward, by=request.actor.person)
    return redirect("conversations:show", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANSWERERS)
def register(request: ActorRequest, pk: int, seq: int) -> HttpResponse:
    """«Оформить консультацию»: everything is proposed from the exchange, the worker checks and presses."""
    message, by = _message(request, pk, seq), request.actor.person
    if not access.may_register(request.actor, message):
        raise PermissionDenied(_("Консультацию оформляют по вопросу слушателя."))
    runs = runs_to_register(message, by)
    form = RecordForm(request.POST or None, runs=runs, initial=asdict(proposal(message, by)))
    context: dict[str, Any] = {"form": form, "message": message}
    try:
        enforce(rules.question_is_of_own_learner(runs), rules.question_is_registered_once(message))
        if request.method != "POST" or not form.is_valid():
            return render(request, "conversations/register.html", context, status=422 if form.errors else 200)
        made = actions.register(message, by=by, record=actions.Record(**form.cleaned_data))
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "conversations/register.html", context, status=422)
    notes.success(
        request, _("Консультация оформлена. В учёт записано {n} мин.").format(n=form.cleaned_data["minutes"])
    )
    return redirect("consultations:thread", pk=made.thread_id)
