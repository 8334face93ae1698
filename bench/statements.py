"""How many SQL statements a page takes, counted in process. Runs inside Django; undoes what it writes."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import world
from bench.scenes import AGING, LOGIN, PAGES, PASSWORD
from opora.consultations.models import Booking


def answer() -> dict[str, int]:
    return counted(world.answer())


def counted(data: dict[str, Any]) -> dict[str, int]:
    """By key of a scene; the second asking counts, when caches of the process are full."""
    counts = {
        page.key: _counted(
            lambda page=page: _client(data["cookies"][page.role][0]).get(data["ours"][page.key])
        )
        for page in {*PAGES, *AGING}
    }
    typed = {"login": data["logins"][0], "password": PASSWORD}
    counts[LOGIN.key] = _counted(lambda: _client("").post(data["ours"]["login"], typed))
    place = data["places"][0]
    client = _client(place["cookie"])
    counts["book"] = _counted(lambda: client.post(place["path"]))

    def give_back() -> Any:
        booking = Booking.objects.filter(
            learner=place["learner"], session=place["session"], state="confirmed"
        ).latest("pk")
        return client.post(data["ours"]["cancel"].replace("0", str(booking.pk)))

    client.post(place["path"])
    counts["cancel"] = _counted(give_back) - 1
    give_back()
    return counts


def _client(cookie: str) -> Client:
    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="ru")
    name, _, value = cookie.partition("=")
    if name:
        client.cookies[name] = value
    return client


def _counted(ask: Callable[[], Any]) -> int:
    _undone(ask)
    with CaptureQueriesContext(connection) as caught:
        _undone(ask)
    marks = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(marks) for query in caught.captured_queries)


def _undone(ask: Callable[[], Any]) -> None:
    with transaction.atomic():
        response = ask()
        if response.status_code not in (200, 302):
            raise RuntimeError(f"{response.status_code} {response.request['PATH_INFO']}")
        transaction.set_rollback(True)
