"""The description is the truth: every answer to whatever a program may send has the shape it says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from opora.api.actions import give_token
from opora.api.api import api
from opora.api.models import Scope
from opora.config.wsgi import application
from opora.people.models import Role
from tests import make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
)  # fmt: skip
schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
schema.app = application


@pytest.fixture(autouse=True)
def _connection_of_the_test() -> Iterator[None]:
    """The real WSGI door closes the connection after each request; here it is the test's own."""
    seams = (request_started, request_finished)
    for seam in seams:
        seam.disconnect(close_old_connections)
    yield
    for seam in seams:
        seam.connect(close_old_connections)


@pytest.fixture
def key(cast: make.Cast) -> str:
    published = make.schedule()
    make.line(published, cast.teacher)
    session = make.session(cast.teacher, datetime(2026, 11, 26, 9, tzinfo=UTC))
    make.booking(session, cast.child)
    return give_token(
        cast.account("curator"), name="проверка", role=Role.CURATOR, scopes=list(Scope),
        expires_on=date(2026, 12, 31),
    )[1]  # fmt: skip


@schema.parametrize()
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: Any, key: str) -> None:
    case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {key}"})
