"""The database dies under load or has no connection to give: nobody's booking is lost or doubled."""

import os
import re
import signal
import time
from typing import Any

import psycopg
import pytest
from websockets.sync.client import connect

from .conftest import Centre
from .crowd import BOOKED, LATER, LOST, Crowd, note, send

CONFIRMED = (
    "SELECT session_id, learner_id, count(*) FROM consultations_booking"
    " WHERE state = 'confirmed' GROUP BY 1, 2"
)
BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
RECOVERY_SECONDS = 30


def stored(centre: Centre) -> dict[tuple[int, int], int]:
    return {(session, learner): count for session, learner, count in centre.ask(CONFIRMED)}


def check_that_each_is_stored_once(centre: Centre, crowd: Crowd, places: list[dict[str, Any]]) -> None:
    rows = stored(centre)
    asked = {(place["session"], place["learner"]) for place in places}
    assert set(rows.values()) == {1}
    assert crowd.acknowledged <= set(rows)
    assert asked <= set(rows), "a place nobody took was refused"
    assert set(crowd.statuses) <= {BOOKED, 422, LATER, LOST}, crowd.statuses
    for words in crowd.refused.values():  # the first press was stored, its answer was lost with the server
        assert "уже записаны" in words
    over = centre.ask(
        "SELECT s.id FROM consultations_session s JOIN consultations_booking b ON b.session_id = s.id"
        " AND b.state = 'confirmed' GROUP BY s.id HAVING count(*) > s.capacity"
    )
    assert over == []


def test_a_killed_database_comes_back_by_itself_and_each_booking_is_stored_once(centre: Centre) -> None:
    places = centre.world["places"]
    crowd = Crowd(centre.server.port, places)
    crowd.start()
    crowd.wait_for(60)
    os.kill(centre.postgres, signal.SIGKILL)
    killed = time.monotonic()
    time.sleep(0.5)
    centre.server.health()
    took = time.monotonic() - killed
    crowd.finish()
    note(f"база убита: страницы снова через {took:.1f} с; ответы {dict(crowd.statuses)}")
    assert took < RECOVERY_SECONDS
    assert centre.server.process.poll() is None
    check_that_each_is_stored_once(centre, crowd, places)
    assert crowd.later, "nobody met the outage: the test proves nothing"
    for answer in crowd.later:
        assert "<h1>База данных перезапускается</h1>" in answer.body
        assert answer.headers["retry-after"] == "5"
    # the form comes back with what was typed, one press away from being sent again
    body = crowd.later[0].body
    assert re.search(r'<form method="post" action="/consultations/\d+/book/"', body)
    assert 'name="question" value="Разобрать задачу"' in body
    assert "Повторить</button>" in body


def test_a_killed_backend_makes_postgres_recover_and_nothing_is_lost(centre: Centre) -> None:
    places = centre.world["places"]
    crowd = Crowd(centre.server.port, places)
    crowd.start()
    crowd.wait_for(60)
    os.kill(centre.ask(BACKENDS)[0][0], signal.SIGKILL)
    killed = time.monotonic()
    crowd.finish()
    note(f"процесс базы убит: все ответы через {time.monotonic() - killed:.1f} с, {dict(crowd.statuses)}")
    check_that_each_is_stored_once(centre, crowd, places)


def test_an_open_tab_hears_again_after_the_database_came_back(centre: Centre) -> None:
    place = centre.world["places"][0]
    address = f"127.0.0.1:{centre.server.port}"
    head = {"Cookie": place["cookie"]}
    with connect(f"ws://{address}/live/", additional_headers=head, origin=f"http://{address}") as tab:
        before = tab.recv(timeout=10)
        os.kill(centre.postgres, signal.SIGKILL)
        again = tab.recv(timeout=RECOVERY_SECONDS)
        assert again == before
        centre.server.health()
        booked = send(centre.server.port, place["path"], place["cookie"], {})
        assert booked.status == BOOKED
        assert tab.recv(timeout=10) != before


def test_without_a_free_connection_people_get_words_and_then_their_page(centre: Centre) -> None:
    place = centre.world["places"][0]
    assert send(centre.server.port, place["path"].removesuffix("book/"), place["cookie"]).status == 200
    crowd: list[psycopg.Connection[Any]] = [centre.database()]
    crowd[0].execute(END_OTHERS)
    with pytest.raises(psycopg.OperationalError):
        crowd.extend(centre.database() for _turn in range(200))
    busy = [send(centre.server.port, place["path"], place["cookie"], {}) for _turn in range(8)]
    for connection in crowd:
        connection.close()
    assert LATER in {answer.status for answer in busy}
    words = next(answer.body for answer in busy if answer.status == LATER)
    assert "<h1>Слишком много обращений сразу</h1>" in words
    deadline = time.monotonic() + RECOVERY_SECONDS
    while send(centre.server.port, place["path"], place["cookie"], {}).status not in (BOOKED, 422):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert stored(centre)[place["session"], place["learner"]] == 1
