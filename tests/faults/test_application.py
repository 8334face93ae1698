"""The application is killed with −9: under load, amid a booking, amid the closing of a month."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from tests.serving import Server

from .conftest import Centre
from .crowd import BOOKED, LOST, Answer, Crowd, note, send
from .test_database import check_that_each_is_stored_once, stored

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
SHEET = (
    "SELECT state, snapshot FROM workload_monthsheet WHERE branch_id = %s AND to_char(month, 'YYYY-MM') = %s"
)
CONFIRM_ALL = "UPDATE workload_worklogentry SET state = 'confirmed' WHERE state IN ('draft', 'submitted')"
STATES = (
    "SELECT DISTINCT state FROM workload_worklogentry WHERE branch_id = %s AND to_char(date, 'YYYY-MM') = %s"
)


@contextmanager
def killed_while_waiting_for(centre: Centre, lock: str, ask: Callable[[], Answer]) -> Iterator[Answer]:
    """The request stands in the middle of its transaction, behind our lock, when its process is killed."""
    answers: list[Answer] = []
    asking = threading.Thread(target=lambda: answers.append(ask()))
    with centre.database() as database, database.transaction():
        database.execute(lock)
        asking.start()
        deadline = time.monotonic() + 20
        while not centre.ask(WAITING)[0][0]:
            assert time.monotonic() < deadline, answers
            time.sleep(0.02)
        centre.server.end(signal.SIGKILL)
    asking.join(20)
    yield answers[0]


def again(centre: Centre) -> Centre:
    server = Server(centre.data)
    assert server.health()["database"] == "ok"
    return replace(centre, server=server)


def test_a_server_killed_under_load_starts_again_and_each_booking_is_stored_once(centre: Centre) -> None:
    places = centre.world["places"]
    crowd = Crowd(centre.server.port, places)
    crowd.start()
    crowd.wait_for(60)
    centre.server.end(signal.SIGKILL)
    began = time.monotonic()
    second = again(centre)
    note(f"приложение убито: снова отвечает через {time.monotonic() - began:.1f} с")
    crowd.port = second.server.port
    crowd.finish()
    check_that_each_is_stored_once(second, crowd, places)
    assert crowd.statuses[LOST], "nobody met the outage: the test proves nothing"
    assert second.server.end(signal.SIGTERM) == 0


def test_a_booking_cut_in_the_middle_never_was(centre: Centre) -> None:
    place = centre.world["places"][0]
    pair = (place["session"], place["learner"])

    def book() -> Answer:
        return send(centre.server.port, place["path"], place["cookie"], {})

    lock = "LOCK TABLE notifications_notification IN EXCLUSIVE MODE"
    with killed_while_waiting_for(centre, lock, book) as answer:
        assert answer.status == LOST
        assert pair not in stored(centre)
    second = again(centre)
    assert send(second.server.port, place["path"], place["cookie"], {}).status == BOOKED
    assert stored(second)[pair] == 1
    assert second.server.end(signal.SIGTERM) == 0


def test_a_month_whose_closing_was_cut_is_open_and_closes_whole(centre: Centre) -> None:
    [(branch, month)] = centre.ask(
        "SELECT branch_id, to_char(date, 'YYYY-MM') FROM workload_worklogentry WHERE state <> 'locked'"
        " GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1"
    )
    with centre.database() as database:
        database.execute(CONFIRM_ALL)
    path, cookie = f"/hours/close/{branch}/{month}/", centre.world["cookies"]["deputy"][0]

    def close() -> Answer:
        return send(centre.server.port, path, cookie, {})

    lock = "LOCK TABLE workload_worklogentry IN EXCLUSIVE MODE"
    with killed_while_waiting_for(centre, lock, close):
        assert centre.ask(STATES, branch, month) == [("confirmed",)]
        assert centre.ask(SHEET, branch, month) in ([("open", None)], [])
    second = again(centre)
    assert send(second.server.port, path, cookie, {}).status == BOOKED
    assert second.ask(STATES, branch, month) == [("locked",)]
    [(state, snapshot)] = second.ask(SHEET, branch, month)
    assert state == "closed"
    assert snapshot
    assert second.server.end(signal.SIGTERM) == 0
