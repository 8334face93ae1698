"""Real PostgreSQL for every test: the embedded one, or the one in DATABASE_URL."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from opora.config import database
from opora.kernel.clock import travel
from opora.people.models import Account
from opora.people.queries import organisation
from opora.regulations.queries import forget_editions
from opora.website.middleware import forget_pages
from tests import make

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 23, 14, 52, tzinfo=UTC)  # Monday, 17:52 in Moscow

if not os.environ.get("DATABASE_URL"):
    url = database.start(ROOT / "build" / "test-data", durable=False)
    address = database.django_settings(url)
    settings.DATABASES["default"].update(
        {key: address[key] for key in ("NAME", "USER", "HOST", "PORT", "OPTIONS")}
    )

# pages are tested without a build of the assets
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Whole files, in the order in which they stand: see the module."""
    from .scheduling import ByFile  # noqa: PLC0415 -- a run without workers needs no xdist

    return ByFile(config, log)


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Caches of the process outlive a rolled-back test, and so does the language of its last request."""
    translation.activate(settings.LANGUAGE_CODE)
    organisation.cache_clear()
    forget_editions()
    forget_pages()
    yield
    organisation.cache_clear()
    forget_editions()
    translation.deactivate()


@pytest.fixture
def today() -> Iterator[datetime]:
    """The clock stands at Monday 23.11.2026, 17:52 in Moscow."""
    with travel(NOW):
        yield NOW


@pytest.fixture
def cast(db: None, today: datetime) -> make.Cast:
    """One person of every role in a small centre."""
    return make.cast()


@pytest.fixture
def login() -> Callable[[Account], Client]:
    """A logged-in client; the password is not what most tests are about."""

    def log_in(account: Account, role: str = "") -> Client:
        client = Client()
        client.force_login(account, backend="opora.people.backend.AccountBackend")
        if role:
            session = client.session
            session["role"] = role
            session.save()
        return client

    return log_in
