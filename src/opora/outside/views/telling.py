"""«Уведомления»: what is told in which way, quiet hours, browsers and messengers."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.consultations.access import LEARNING
from opora.integrations.webpush import public_key
from opora.notifications.actions import set_wishes
from opora.notifications.kinds import Kind
from opora.notifications.models import Wishes
from opora.notifications.queries import returned_from
from opora.people.access import EVERYONE, ActorRequest, allow
from opora.people.queries.devices import device_words

from .. import actions
from ..forms import DeviceForm, WishesForm
from ..models import Incoming, Messenger
from ..queries import reach

LETTERS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@allow(EVERYONE, anytime=True)
def settings_page(request: ActorRequest) -> HttpResponse:
    person = request.actor.person
    messengers = _messengers(request)
    columns = _columns(has_messengers=bool(messengers))
    wishes = Wishes.objects.filter(person=person).first()
    kinds = tuple(kind for kind in Kind if kind is not Kind.WORK or request.actor.role not in LEARNING)
    form = WishesForm(request.POST or None, kinds=kinds, columns=columns, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        set_wishes(person, ways=form.ways(), quiet=form.hours(), titles=form.cleaned_data["titles"])
        messages.success(request, _("Сохранено."))
        return redirect("outside:settings")
    context = {
        "form": form,
        "columns": list(columns.values()),
        "messengers": messengers,
        "push_key": public_key(actions.server_key()) if settings.PUSH else "",
        "devices": list(reach.devices_of(person)) if settings.PUSH else [],
        "returned": returned_from(person.email),
        "is_answered": bool(settings.INBOX.host),
        "letters": list(Incoming.objects.filter(person=person)[:LETTERS]) if settings.INBOX.host else [],
    }
    return render(request, "outside/settings.html", context, status=422 if form.errors else 200)


def _columns(*, has_messengers: bool) -> dict[str, str]:
    """Columns of the table that can do anything today; the cabinet is always told."""
    found = {"mail": _("Почта")}
    if settings.PUSH:
        found["push"] = _("Браузер")
    if has_messengers:
        found["messenger"] = _("Мессенджер")
    return found


def _messengers(request: ActorRequest) -> list[dict[str, Any]]:
    """Those the centre has on, each with the person's account and why it is silent today, if it is."""
    bindings = reach.bindings_of(request.actor.person)
    return [
        {
            "code": code,
            "title": Messenger(code).label,
            "binding": bindings.get(code),
            "why_not": reach.why_not(code),
        }
        for code in Messenger.values
        if settings.MESSENGERS[code][0]
    ]


@require_POST
@allow(EVERYONE, anytime=True)
def subscribed(request: ActorRequest) -> HttpResponse:
    """A browser gives its subscription; answers JSON, 422 when it is not one, 404 while push is off."""
    if not settings.PUSH:
        raise Http404
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("Браузер прислал неполную подписку.")}, status=422)
    words = device_words(request.headers.get("User-Agent", ""))
    actions.subscribe(request.actor.person, form.device(), words=words)
    return JsonResponse({}, status=201)


@require_POST
@allow(EVERYONE, anytime=True)
def unsubscribed(request: ActorRequest, pk: int) -> HttpResponse:
    actions.unsubscribe(get_object_or_404(reach.devices_of(request.actor.person), pk=pk))
    messages.success(request, _("Этому браузеру больше не сообщаем."))
    return redirect("outside:settings")


@require_POST
@allow(EVERYONE, anytime=True)
def code(request: ActorRequest, messenger: str) -> HttpResponse:
    """A new code, shown once: what to send to which bot."""
    if messenger not in Messenger.values or not settings.MESSENGERS[messenger][0]:
        raise Http404
    context = {
        "code": actions.new_code(request.actor.person, messenger),
        "title": Messenger(messenger).label,
        "messenger": messenger,
        "bot": reach.bot_name(messenger),
    }
    return render(request, "outside/code.html", context)


@require_POST
@allow(EVERYONE, anytime=True)
def unbound(request: ActorRequest, messenger: str) -> HttpResponse:
    binding = reach.binding_of(request.actor.person, messenger)
    if binding is None:
        raise Http404
    actions.unbind(binding)
    messages.success(
        request, _("{title} отвязан, туда больше не пишем.").format(title=binding.get_messenger_display())
    )
    return redirect("outside:settings")
