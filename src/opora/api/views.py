"""Keys of programs, webhooks, and the page that describes the API."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow, public
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from . import actions, queries
from .access import CONNECTORS, OWNERS
from .forms import TokenForm, WebhookForm
from .models import Webhook


@require_http_methods(["GET", "POST"])
@allow(OWNERS)
def tokens(request: ActorRequest) -> HttpResponse:
    """Own keys and a form for a new one; the key itself is shown once, right after it is made."""
    actor, on = request.actor, home_day()
    form = TokenForm(request.POST or None, role=actor.role, on=on)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                token, key = actions.give_token(actor.account, role=actor.role, **form.cleaned_data)
            except Refused as refused:
                context["refused"] = founded(refused)
            else:
                context |= {"key": key, "made": token, "form": TokenForm(role=actor.role, on=on)}
                status = 201
    context["tokens"] = queries.tokens_of(actor.account)
    response = render(request, "api/tokens.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@allow(OWNERS, anytime=True)
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(queries.tokens_of(request.actor.account), pk=pk)
    actions.revoke_token(token)
    messages.success(request, _("Ключ «{name}» отозван.").format(name=token.name))
    return redirect("api:tokens")


@require_GET
@public
def reference(request: HttpRequest) -> HttpResponse:
    """The description for people, made of the same scheme that programs read."""
    from .api import api  # noqa: PLC0415 -- pydantic and ninja are loaded with the first request to them

    scheme = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        {"method": method.upper(), "path": path, **operation, **_inputs(scheme, operation)}
        for path, methods in scheme["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "api/reference.html", {"operations": operations})


def _inputs(scheme: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """Names of the fields of the body with their words."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = body.get("$ref", "").rpartition("/")[2]
    fields = scheme["components"]["schemas"].get(name, {}).get("properties", {})
    return {
        "inputs": [
            *({"name": p["name"], "where": p["in"], "words": p["schema"].get("description", "")}
              for p in operation.get("parameters", [])),
            *({"name": key, "where": "body", "words": value.get("description", "")}
              for key, value in fields.items()),
        ],
        "open": not operation.get("security"),
    }  # fmt: skip


@require_GET
@allow(CONNECTORS)
def webhooks(request: ActorRequest) -> HttpResponse:
    return render(request, "api/webhooks.html", {"webhooks": queries.webhooks()})


@require_http_methods(["GET", "POST"])
@allow(CONNECTORS)
def connect(request: ActorRequest) -> HttpResponse:
    form = WebhookForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values.pop("is_on")
        try:
            webhook = actions.connect(**values)
        except Refused as refused:
            return render(request, "api/webhook.html", context | {"refused": founded(refused)}, status=422)
        messages.success(request, _("Система «{title}» подключена.").format(title=webhook.title))
        return redirect("api:webhook", pk=webhook.pk)
    return render(request, "api/webhook.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@allow(CONNECTORS)
def webhook(request: ActorRequest, pk: int) -> HttpResponse:
    """One system: what it is told, its secret, the last deliveries."""
    hook = get_object_or_404(Webhook, pk=pk)
    form = WebhookForm(request.POST or None, initial=_values(hook))
    context: dict[str, Any] = {
        "form": form, "webhook": hook, "deliveries": queries.last_deliveries(hook),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_webhook(hook, **form.cleaned_data)
        except Refused as refused:
            return render(request, "api/webhook.html", context | {"refused": founded(refused)}, status=422)
        messages.success(request, _("Сохранено."))
        return redirect("api:webhook", pk=pk)
    return render(request, "api/webhook.html", context, status=422 if form.errors else 200)


def _values(hook: Webhook) -> dict[str, Any]:
    return {"title": hook.title, "url": hook.url, "events": hook.events, "is_on": hook.is_on}


@require_POST
@allow(CONNECTORS)
def disconnect(request: ActorRequest, pk: int) -> HttpResponse:
    hook = get_object_or_404(Webhook, pk=pk)
    actions.disconnect(hook)
    messages.success(request, _("Система «{title}» отключена.").format(title=hook.title))
    return redirect("api:webhooks")


@require_POST
@allow(CONNECTORS)
def again(request: ActorRequest, pk: int) -> HttpResponse:
    """Queue once more what was given up."""
    hook = get_object_or_404(Webhook, pk=pk)
    actions.try_again(hook)
    messages.success(request, _("Недоставленное отправим ещё раз."))
    return redirect("api:webhook", pk=pk)
