"""Log-in by password, with the account of a session read by a statement that is composed once."""

from contextvars import ContextVar
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from opora.kernel.prepared import prepared

from .models import Account


@prepared
def _accounts(pk: int) -> QuerySet[Account]:
    return Account.objects.filter(pk=pk)


_read: ContextVar[Account | None] = ContextVar("opora_account", default=None)


class OwnerMiddleware(AuthenticationMiddleware):
    """Django's own; the account comes with the row of its session, and every check of it stays."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _owner(request))  # type: ignore[assignment] # lazy, as Django's


def _owner(request: HttpRequest) -> Any:
    request.session.get("_auth_user_id")  # reads the row
    row = getattr(request.session, "row", None)
    token = _read.set(row.account if row is not None else None)
    try:
        return get_user(request)
    finally:
        _read.reset(token)


class AccountBackend(ModelBackend):
    """Django's own, asked on every request of somebody who is logged in."""

    def get_user(self, user_id: int) -> Account | None:
        account = _read.get()
        if account is None or account.pk != int(user_id):
            account = next(iter(_accounts(int(user_id))), None)
        return account if account is not None and self.user_can_authenticate(account) else None
