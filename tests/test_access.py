"""Runs the tables of ``tests/<domain>/access.py``; a URL without a row fails, as does a row without a URL."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import make
from tests.access import Row, Table, World
from tests.centre import KeptCast

FOREIGN = {"set_language"}


def tables() -> dict[str, Table]:
    folder = Path(__file__).parent
    names = sorted(path.parent.name for path in folder.glob("*/access.py"))
    return {name: import_module(f"tests.{name}.access").TABLE for name in names}


CASES = [
    pytest.param(table, row, id=f"{row.method} {row.name} {row.query}".strip())
    for table in tables().values()
    for row in table.rows
]


def every_pattern(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_pattern(entry, f"{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name}", entry


kept_by = "table"


def keep(cast: make.Cast, table: Table) -> tuple[World, dict[str, str]]:
    """The objects of a domain and everybody's session."""
    world, sessions = table.world(cast), {}
    for name in make.Cast.names():
        client = Client()
        client.force_login(cast.account(name), backend="opora.people.backend.AccountBackend")
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return world, sessions


@pytest.mark.parametrize(("table", "row"), CASES)
def test_only_the_named_may_enter(table: Table, row: Row, kept_cast: KeptCast, cast: make.Cast) -> None:
    world, sessions = kept_cast.more or keep(cast, table)
    kwargs = {key: getattr(world[name], "pk", world[name]) for key, name in row.kwargs.items()}
    query, data = row.sent(world)
    url = reverse(row.name, kwargs=kwargs) + query
    entered = set()
    client = Client(raise_request_exception=True)  # one, as each loads all middleware anew
    for name in ["anonymous", *make.Cast.names()]:
        client.cookies.clear()
        if name != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[name]
        response = getattr(client, row.method.lower())(url, data)
        assert response.status_code < 500
        if response.streaming:
            b"".join(response.streaming_content)
        to_login = response.status_code == 302 and response["Location"].startswith(
            reverse(settings.LOGIN_URL)
        )
        closed = name == "expired" and b'data-rule="ACC-02"' in getattr(response, "content", b"")
        if response.status_code not in (401, 403, 404, 405) and not to_login and not closed:
            entered.add(name)
    assert entered == set(row.allowed)


def test_every_url_stands_in_a_table() -> None:
    named = {row.name for table in tables().values() for row in table.rows}
    urls = {name for name, _ in every_pattern()} - FOREIGN
    assert urls - named == set()
    assert named - urls == set()


def test_every_view_says_who_may_call_it() -> None:
    unmarked = [
        name
        for name, pattern in every_pattern()
        if name not in FOREIGN and not hasattr(pattern.callback, "access")
    ]
    assert unmarked == []
