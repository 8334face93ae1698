"""Not now is said differently from a failure: the words, the way to repeat, nothing that must not travel."""

import errno
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpResponse
from django.test import RequestFactory

from opora.kernel.outage import Outage, outage_of
from opora.website.views import server_error

TOKEN = {"csrfmiddlewaretoken": "x" * 32}


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (caused(OperationalError(), psycopg.errors.AdminShutdown()), Outage.AWAY),
        (OperationalError("connection failed: the database system is starting up"), Outage.AWAY),
        (InterfaceError("the connection is closed"), Outage.AWAY),
        (OperationalError("FATAL: sorry, too many clients already"), Outage.BUSY),
        (caused(OperationalError(), psycopg.errors.DeadlockDetected()), Outage.BUSY),
        (caused(OperationalError(), psycopg.errors.DiskFull()), Outage.FULL),
        (OSError(errno.ENOSPC, "no room"), Outage.FULL),
        (OSError(errno.ENOENT, "no file"), None),
        (caused(ProgrammingError(), psycopg.errors.UndefinedTable()), None),
        (ValueError("ours"), None),
        (None, None),
    ],
)
def test_an_outage_is_told_by_its_error(error: Exception | None, outage: Outage | None) -> None:
    assert outage_of(error) is outage


def failed(request: Any, error: Exception) -> HttpResponse:
    try:
        raise error
    except type(error):
        return server_error(request)


def test_a_sent_form_can_be_sent_again_by_one_press() -> None:
    request = RequestFactory().post("/consultations/7/book/?learner=3", {**TOKEN, "question": "Что <такое>?"})
    answer = failed(request, OperationalError("gone"))
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert 'action="/consultations/7/book/?learner=3"' in page
    assert 'name="question" value="Что &lt;такое&gt;?"' in page
    assert "http-equiv" not in page


def test_passwords_and_foreign_forms_do_not_travel() -> None:
    for fields in ({**TOKEN, "login": "lee", "password": "secret-word"}, {"question": "чужая форма"}):
        page = failed(RequestFactory().post("/login/", fields), OperationalError("gone")).content.decode()
        assert "<form" not in page
        assert "secret-word" not in page
        assert "чужая форма" not in page


def test_a_page_opens_itself_again() -> None:
    page = failed(RequestFactory().get("/grafik/?branch=1"), OperationalError("gone")).content.decode()
    assert '<meta http-equiv="refresh" content="5">' in page
    assert 'href="/grafik/?branch=1"' in page


def test_a_program_gets_its_answer_in_its_own_form() -> None:
    answer = failed(RequestFactory().get("/api/v1/sessions"), OperationalError("gone"))
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")


def test_a_failure_of_ours_stays_a_failure() -> None:
    assert failed(RequestFactory().get("/"), ValueError("ours")).status_code == 500
