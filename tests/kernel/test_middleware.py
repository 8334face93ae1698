"""What leaves the server packed, and what does not."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from opora.kernel.middleware import TextCompressionMiddleware

WORDS = ("Консультации недели " * 200).encode()


@pytest.mark.parametrize(
    ("kind", "packed"),
    [
        ("text/html; charset=utf-8", True),
        ("text/calendar; charset=utf-8", True),
        ("application/pdf", False),
    ],
)
def test_text_is_packed_and_files_are_not(kind: str, packed: bool) -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    response = TextCompressionMiddleware(lambda _request: HttpResponse(WORDS, content_type=kind))(request)
    assert response.has_header("Content-Encoding") == packed
    assert (len(response.content) < len(WORDS) // 5) == packed
