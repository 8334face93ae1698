"""Database sessions that remember whose they are (Django's documented extension of the db backend)."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from .models import LoginSession


class SessionStore(DatabaseStore):
    """Keeps the owner, address and browser of a session beside its data."""

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        row = super().create_model_instance(data)
        assert isinstance(row, LoginSession)  # noqa: S101 -- narrows Django's generic type
        owner = data.get("_auth_user_id")
        row.account_id = int(owner) if owner else None
        row.ip = data.get("ip") or None
        row.user_agent = data.get("user_agent", "")[:300]
        return row
