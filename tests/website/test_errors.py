"""The page of a failure needs nothing that may have failed."""

from django.test import RequestFactory

from opora.website.views import server_error


def test_the_page_of_a_failure_asks_no_database() -> None:
    page = server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert '<html lang="ru"' in page.content.decode()
