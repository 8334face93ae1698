"""Chats: the list, a chat and its gap, what is said in it, and who is let in."""

from typing import Any

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Person, Role
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import access, actions
from ..forms import GroupForm
from ..models import Conversation
from ..queries import chats, reach
from ..queries.wards import ward_chats
from .common import chat_of, number

OVERSEEING = access.OVERSEERS | {Role.REPRESENTATIVE}


@require_GET
@allow(access.TALKERS)
def listing(request: ActorRequest) -> HttpResponse:
    """Own chats, the latest first; ``?closed=1`` those of groups that have ended."""
    closed = "closed" in request.GET
    context = {
        "rows": chats.rows_for(request.actor, closed=closed),
        "closed": closed,
        "oversees": request.actor.role in OVERSEEING,
        "announces": access.may_announce(request.actor),
    }
    return render(request, "conversations/list.html", context)


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
    chosen = [int(one) for one in request.POST.getlist("people") if number(one)]
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
    chat = chat_of(request, pk)
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
        "rows": ward_chats(request.actor),
        "is_representative": request.actor.role is Role.REPRESENTATIVE,
        "me": request.actor.person,
    }
    return render(request, "conversations/wards.html", context)


@require_POST
@allow(access.TALKERS)
def let_in(request: ActorRequest, pk: int, person: int) -> HttpResponse:
    """A side lets the representative in, or he comes in by himself (COM-05)."""
    own = [row for row in ward_chats(request.actor) if row.chat.pk == pk]
    comes_himself = request.actor.role is Role.REPRESENTATIVE and person == request.actor.person.pk and own
    chat = own[0].chat if comes_himself else chat_of(request, pk)
    two = chats.sides_of(chat, chats.people_of_chat(chat, home_day()))
    ward = reach.minor_of(*two, home_day()) if two else None
    if ward is None:
        raise Http404
    guardian = get_object_or_404(Person, pk=person)
    actions.let_representative_in(chat, representative=guardian, ward=ward, by=request.actor.person)
    return redirect("conversations:show", pk=pk)
