"""Runs the tables of ``tests/<domain>/access.py``; a URL without a row fails, as does a row without a URL."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import make
from tests.access import Row, Table

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


@pytest.mark.parametrize(("table", "row"), CASES)
def test_only_the_named_may_enter(table: Table, row: Row, cast: make.Cast) -> None:
    world = table.world(cast)
    kwargs = {key: getattr(world[name], "pk", world[name]) for key, name in row.kwargs.items()}
    url = reverse(row.name, kwargs=kwargs) + row.query
    entered = set()
    for name in ["anonymous", *make.Cast.names()]:
        client = Client(raise_request_exception=True)
        if name != "anonymous":
            client.force_login(cast.account(name), backend="opora.people.backend.AccountBackend")
        response = getattr(client, row.method.lower())(url, row.data)
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
