"""Servers of this machine for what leaves it and comes back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opora.config.mail import Inbox, Mail

from .servers import PASSWORD, USER, Box, Mailbox, dovecot, program, smtp

ADDRESS = "opora@centre.example"


@pytest.fixture(scope="session")
def _mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    if program() is None:
        pytest.skip("нет программы dovecot")
    with dovecot(tmp_path_factory.mktemp("imap")) as box:
        yield box


@pytest.fixture
def mailbox(_mailbox: Mailbox, settings: Any) -> Mailbox:
    """An empty mailbox the settings know."""
    _mailbox.empty()
    settings.INBOX = Inbox(
        host="127.0.0.1", port=_mailbox.port, user=USER, password=PASSWORD, ssl=False, address=ADDRESS
    )
    return _mailbox


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    """An SMTP server the settings know, and what it took."""
    with smtp() as (port, taken):
        settings.MAIL = Mail(host="127.0.0.1", port=port)
        settings.DEFAULT_FROM_EMAIL, settings.MAIL_DOMAIN = f"Опора <{ADDRESS}>", "centre.example"
        yield taken


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path
