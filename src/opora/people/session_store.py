"""Database sessions that remember whose they are (Django's documented extension of the db backend)."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.utils import timezone

from opora.kernel.clock import now
from opora.kernel.prepared import prepared

from .models import LoginSession


@prepared
def _alive(key: str, at: datetime) -> QuerySet[LoginSession]:
    rows = LoginSession.objects.filter(session_key=key, expire_date__gt=at)
    return rows.select_related("account__person")


class SessionStore(DatabaseStore):
    """Keeps the owner, address and browser of a session beside its data.

    ``row`` is the session as it was read, with its account, so that nobody asks for them a second time.
    """

    row: LoginSession | None = None

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def _get_session_from_db(self) -> LoginSession | None:
        self.row = next(iter(_alive(self.session_key or "", timezone.now())), None)
        if self.row is None:
            self._session_key = None
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        row = super().create_model_instance(data)
        assert isinstance(row, LoginSession)  # noqa: S101 -- narrows Django's generic type
        owner = data.get("_auth_user_id")
        row.account_id = int(owner) if owner else None
        row.ip = data.get("ip") or None
        row.user_agent = data.get("user_agent", "")[:300]
        return row

    def save(self, must_create: bool = False) -> None:
        """A new session is inserted; a known one is updated without losing when it began."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(self._get_session(no_load=False))  # type: ignore[attr-defined]
        changed = LoginSession.objects.filter(pk=row.pk).update(
            session_data=row.session_data,
            expire_date=row.expire_date,
            account_id=row.account_id,
            ip=row.ip,
            user_agent=row.user_agent,
            seen_at=now(),
        )
        if not changed:  # ended from another device meanwhile; it must not come back
            raise UpdateError
