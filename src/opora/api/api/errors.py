"""The one API object: who asks, and how a «no» is said to a program."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.people.access import Actor
from opora.people.rules import cabinet_is_open
from opora.regulations.middleware import FoundedRefusal, founded

from .. import actions, queries
from ..models import Scope, Token


class TokenRequest(HttpRequest):
    """A request that came with a living token."""

    actor: Actor
    token: Token


class Bearer(HttpBearer):
    """``Authorization: Bearer opora_…``: a token with the scope; the owner's cabinet is open (ACC-02)."""

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = queries.behind(token)
        if found is None:
            return None
        row, actor = found
        enforce(cabinet_is_open(actor.window))
        if self.scope and self.scope.value not in row.scopes:
            raise AuthorizationError(
                message=_("Ключ «{name}» не даёт права «{scope}».").format(
                    name=row.name, scope=self.scope.label
                )
            )
        request.token, request.actor = row, actor  # type: ignore[attr-defined]
        actions.note_use(row)
        return row


class PerToken(AuthRateThrottle):
    """Each token has its own measure; what needs no token is measured by the address."""

    def get_cache_key(self, request: HttpRequest) -> str:
        token: Token | None = getattr(request, "token", None)
        return f"api-throttle-{token.pk}" if token else super().get_cache_key(request)


api = NinjaAPI(
    title="Опора",
    version="1",
    description="Графики, консультации, записи и журнал для других систем центра.",
    urls_namespace="rest",
    docs_url=None,
    throttle=[PerToken("1200/m")],
)


def _said(request: HttpRequest, status: int, words: str, refusals: list[Any] | None = None) -> HttpResponse:
    body = {"status": status, "words": words, "refusals": refusals or []}
    answer = api.create_response(request, body, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def _refusal(one: FoundedRefusal) -> dict[str, Any]:
    basis = one.basis
    clause = basis and {
        "act": basis.act, "edition": basis.edition, "clause": basis.clause, "url": basis.url,
    }  # fmt: skip
    return {
        "rule": one.rule, "words": str(one.words), "next_step": str(one.next_step),
        "next_url": one.next_url, "field": one.field, "basis": clause,
    }  # fmt: skip


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    refusals = [_refusal(one) for one in founded(error).refusals]
    return _said(request, HTTPStatus.UNPROCESSABLE_ENTITY, refusals[0]["words"], refusals)


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Each wrong field is a refusal of its own, so that a program may show it beside the field."""
    refusals = [
        {
            "rule": "API-05", "words": str(one["msg"]), "next_step": "", "next_url": "",
            "field": ".".join(str(step) for step in one["loc"]), "basis": None,
        }
        for one in error.errors
    ]  # fmt: skip
    return _said(
        request, HTTPStatus.UNPROCESSABLE_ENTITY, _("Запрос составлен не так, как в описании."), refusals
    )


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _said(request, HTTPStatus.UNAUTHORIZED, _("Нужен действующий ключ: Authorization: Bearer …"))


@api.exception_handler(AuthorizationError)
def forbidden(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return _said(request, HTTPStatus.FORBIDDEN, str(error.message))


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    answer = _said(
        request, HTTPStatus.TOO_MANY_REQUESTS, _("Запросов больше 1200 в минуту. Повторите позже.")
    )
    answer["Retry-After"] = str(error.wait or 60)
    return answer


@api.exception_handler(Http404)
def absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return _said(request, HTTPStatus.NOT_FOUND, _("Этого нет, или этот ключ этого не видит."))


@api.exception_handler(HttpError)
def broken(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _said(request, error.status_code, str(error))
