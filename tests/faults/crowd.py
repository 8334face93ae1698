"""Clients that book through HTTP and, as people do, press «Повторить» until they are answered."""

import http.client
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bench.scenes import CSRF
from bench.writing import with_token

BOOKED, REFUSED, LATER = 302, 422, 503
LOST = 0  # the connection broke: whether it was booked is not known
PAUSE = 0.2


def note(words: str) -> None:
    """A measured figure, seen by ``pytest -s``: ``docs/reliability.md`` quotes them."""
    sys.stderr.write(f"\n  {words}\n")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def plain(body: bytes) -> str:
    """As it is read: typography puts no-break spaces between words."""
    return body.decode().replace("\N{NO-BREAK SPACE}", " ")


def send(port: int, path: str, cookie: str, form: dict[str, Any] | None = None) -> Answer:
    """One request on a connection of its own; a broken connection is the status 0."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    head = {"Cookie": with_token(cookie), "Accept": "text/html", "Accept-Language": "ru"}
    try:
        if form is None:
            connection.request("GET", path, headers=head)
        else:
            head["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **form}), head)
        answer = connection.getresponse()
        return Answer(answer.status, plain(answer.read()), {k.lower(): v for k, v in answer.headers.items()})
    except (OSError, http.client.HTTPException):
        return Answer(LOST, "")
    finally:
        connection.close()


class Crowd:
    """``clients`` threads share out the places; each place is asked for until it is booked or refused."""

    def __init__(self, port: int, places: list[dict[str, Any]], clients: int = 20) -> None:
        self.port = port
        self.statuses: Counter[int] = Counter()
        self.acknowledged: set[tuple[int, int]] = set()
        self.refused: dict[tuple[int, int], str] = {}
        self.later: list[Answer] = []
        self.gave_up = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._book_all, args=(places[n::clients],), daemon=True)
            for n in range(clients)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_for(self, acknowledged: int, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while len(self.acknowledged) < acknowledged:
            assert time.monotonic() < deadline, self.statuses
            time.sleep(0.005)

    def finish(self, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0.1))
        if any(thread.is_alive() for thread in self._threads):
            self.gave_up.set()
            raise AssertionError(f"not all were answered: {self.statuses}")

    def _book_all(self, places: list[dict[str, Any]]) -> None:
        for place in places:
            while not self.gave_up.is_set():
                answer = send(self.port, place["path"], place["cookie"], {"question": "Разобрать задачу"})
                if self._is_final((place["session"], place["learner"]), answer):
                    break
                time.sleep(PAUSE)

    def _is_final(self, pair: tuple[int, int], answer: Answer) -> bool:
        with self._lock:
            self.statuses[answer.status] += 1
            if answer.status == BOOKED:
                self.acknowledged.add(pair)
            elif answer.status == REFUSED:
                self.refused[pair] = answer.body
            elif answer.status == LATER:
                self.later.append(answer)
            return answer.status in (BOOKED, REFUSED)
