"""The centre is loaded once for a file; its tests, marked ``django_db``, only read."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from opora.demo.actions import load_demo
from opora.kernel.clock import travel
from tests.conftest import NOW


@pytest.fixture(scope="module")
def centre(django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    """The demonstration centre on Monday 23.11.2026, 17:52 in Moscow; the clock stands there."""
    with django_db_blocker.unblock(), travel(NOW), transaction.atomic():
        load_demo()
        yield NOW
        transaction.set_rollback(True)
