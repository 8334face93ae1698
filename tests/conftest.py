"""Real PostgreSQL for every test: the embedded one, or the one in DATABASE_URL."""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from opora.config import database
from opora.kernel.clock import travel
from opora.people.models import Account
from opora.people.queries import organisation
from opora.regulations.queries import forget_editions
from opora.website.middleware import forget_pages
from tests import make

from .centre import NOW, KeptCast, commits

ROOT = Path(__file__).resolve().parents[1]
kept = KeptCast()

if not os.environ.get("DATABASE_URL"):
    url = database.start(ROOT / "build" / "test-data", durable=False)
    address = database.django_settings(url)
    settings.DATABASES["default"].update(
        {key: address[key] for key in ("NAME", "USER", "HOST", "PORT", "OPTIONS")}
    )

# the same hasher as in the product, at a price that thousands of log-ins can pay
settings.PASSWORD_HASHERS = ["tests.hashing.CheapArgon2"]
# its stream is the one that pytest has closed: each line cost two traces of the failure to write it;
# pytest itself keeps what is logged
logging.getLogger().handlers.clear()
# pages are tested without a build of the assets
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Whole files, in the order in which they stand: see the module."""
    from .scheduling import ByFile  # noqa: PLC0415 -- a run without workers needs no xdist

    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    kept.prepare(item)


@pytest.fixture(scope="session")
def kept_cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[KeptCast]:
    kept.blocker = django_db_blocker
    yield kept
    kept.close()


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Caches of the process outlive a rolled-back test, and so does the language of its last request."""
    translation.activate(settings.LANGUAGE_CODE)
    organisation.cache_clear()
    forget_editions()
    forget_pages()
    cache.clear()
    yield
    organisation.cache_clear()
    forget_editions()
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_job_is_left(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """What a test has committed Django empties, but for the queue, whose tables are not its own."""
    yield
    if commits(request.node):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def today() -> Iterator[datetime]:
    """The clock stands at Monday 23.11.2026, 17:52 in Moscow."""
    with travel(NOW):
        yield NOW


@pytest.fixture
def cast(kept_cast: KeptCast, db: None, today: datetime) -> make.Cast:
    """One person of every role in a small centre."""
    return kept_cast.given()


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
