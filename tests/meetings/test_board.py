"""The whiteboard: one order of marks for everybody, drawn by whom it is allowed, kept and given as files."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pytest_django import Settings

from opora.consultations.models import Session
from opora.files.actions.preparing import prepared
from opora.kernel.errors import Refused
from opora.meetings.board import actions, marks
from opora.meetings.models import BoardMark, BoardPage
from opora.meetings.queries.board import changes
from opora.meetings.queries.together import Part
from opora.meetings.rules import PAGE_MARKS
from tests import make

from .world import STARTS, meeting, passed, png

Login = Callable[..., Client]
RED, NAVY = (198, 40, 40), (0, 0, 128)


@pytest.fixture
def session(cast: make.Cast, settings: Settings, tmp_path: Path) -> Session:
    settings.MEDIA_ROOT = tmp_path / "media"
    return meeting(cast, cast.learner)


def lead(session: Session) -> Part:
    return Part(session.person, leads=True)


def mark(under: BoardPage, **values: Any) -> dict[str, Any]:
    """A red line across the page, as a browser says it."""
    one = str(uuid4())
    return {
        "id": one, "stroke": one, "page": under.pk, "kind": "line", "color": 1, "width": 2,
        "points": [100, 500, 1500, 500],
    } | values  # fmt: skip


def draw(session: Session, by: Part, *drawn: dict[str, Any]) -> None:
    actions.draw(session, marks.read(json.dumps(drawn)), by=by)


def seen(session: Session, after: int = 0, by: Part | None = None) -> dict[str, Any]:
    return changes(session, after, by or lead(session))


def test_who_comes_late_gets_everything_and_who_is_there_only_what_is_new(session: Session) -> None:
    page = actions.add_page(session, by=lead(session))
    first, second = mark(page), mark(page, kind="words", points=[200, 300], words="Наряд")
    draw(session, lead(session), first)
    at = seen(session)["change"]
    draw(session, lead(session), second, second | {"id": str(uuid4())})
    news = seen(session, at)
    assert [one["words"] for one in news["marks"]] == ["Наряд", "Наряд"]
    assert len(seen(session)["marks"]) == 3
    draw(session, lead(session), first)  # the answer was lost, the browser says it again
    assert BoardMark.objects.count() == 3
    assert seen(session, news["change"])["marks"] == []
    actions.erase(session, [marks.UUID(first["stroke"])], by=lead(session))
    assert seen(session, news["change"])["marks"] == [{"id": first["id"], "gone": True}]
    assert len(seen(session)["marks"]) == 2


def test_brd_01_others_draw_while_they_are_let_to_and_rub_out_their_own(
    cast: make.Cast, session: Session
) -> None:
    learner = Part(cast.learner)
    page = actions.add_page(session, by=lead(session))
    taught, own = mark(page), mark(page)
    draw(session, lead(session), taught)
    with pytest.raises(Refused, match="только ведущий"):
        draw(session, learner, own)
    actions.set_open(session, is_open=True)
    draw(session, learner, own)
    strokes = [marks.UUID(one["stroke"]) for one in (taught, own)]
    actions.erase(session, strokes, by=learner)
    assert [one["id"] for one in seen(session)["marks"]] == [taught["id"]]
    actions.set_open(session, is_open=False)
    with pytest.raises(Refused):
        actions.erase(session, strokes, by=learner)
    for act in (actions.add_page, lambda one, by: actions.show_page(one, page.pk, by=by)):
        with pytest.raises(Refused):
            act(session, by=learner)
    passed(session, "confirmed")
    with pytest.raises(Refused, match="подтверждены"):
        draw(session, lead(session), mark(page))


def test_brd_02_a_page_has_an_end(session: Session) -> None:
    page = actions.add_page(session, by=lead(session))
    one = marks.read(json.dumps([mark(page)]))[0]
    BoardMark.objects.bulk_create(
        BoardMark(
            board=page.board, page=page, change=1, client_id=uuid4(), stroke=uuid4(), kind=one.kind, color=0,
            width=0, points=[1, 1, 2, 2], by=session.person, at=page.created_at,
        )
        for _n in range(PAGE_MARKS)
    )  # fmt: skip
    with pytest.raises(Refused, match="заполнена"):
        draw(session, lead(session), mark(page))
    draw(session, lead(session), mark(actions.add_page(session, by=lead(session))))


def test_brd_03_only_a_picture_or_a_pdf_lies_under(session: Session) -> None:
    text = SimpleUploadedFile("текст.txt", "слова".encode())
    with pytest.raises(Refused, match="картинку или PDF"):
        actions.add_file(session, text, by=lead(session))
    assert not BoardPage.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"id": "1"},
        {"kind": "script"},
        {"color": 6},
        {"color": True},
        {"width": -1},
        {"page": "1"},
        {"points": [1, 2, 3]},
        {"points": [1, 2, 1601, 4]},
        {"points": [1.5, 2, 3, 4]},
        {"points": [1, 2] * 201, "kind": "pen"},
        {"points": "1234"},
        {"kind": "words", "points": [1, 2], "words": " "},
        {"kind": "words", "points": [1, 2], "words": "я" * 201},
        {"kind": "words", "points": [1, 2], "words": ["я"]},
    ],
)
def test_what_is_no_mark_is_not_kept(values: dict[str, Any]) -> None:
    page = BoardPage(pk=1)
    marks.read(json.dumps([mark(page)]))
    with pytest.raises(ValueError):
        marks.read(json.dumps([mark(page, **values)]))


@pytest.mark.parametrize("told", ["", "{}", "[]", "[1]", "null", json.dumps([{}] * 61)])
def test_what_is_no_list_of_marks_is_answered_with_400(
    cast: make.Cast, session: Session, login: Login, told: str
) -> None:
    client = login(cast.account("teacher"))
    for name, field in (("draw", "marks"), ("erase", "strokes")):
        assert (
            client.post(reverse(f"meetings:board_{name}", args=[session.pk]), {field: told}).status_code
            == 400
        )


def test_a_mark_for_the_board_of_another_consultation_is_nobodys(cast: make.Cast, session: Session) -> None:
    another = meeting(cast, starts_at=STARTS + timedelta(hours=3))
    other = actions.add_page(another, by=lead(session))
    actions.add_page(session, by=lead(session))
    draw(session, lead(session), mark(other))
    assert not BoardMark.objects.exists()


def test_pages_are_led_by_who_leads_and_cleared(session: Session) -> None:
    first, second = (actions.add_page(session, by=lead(session)) for _n in range(2))
    assert seen(session)["page"] == second.pk
    draw(session, lead(session), mark(first), mark(second))
    actions.show_page(session, first.pk, by=lead(session))
    actions.clear_page(session, first.pk, by=lead(session))
    told = seen(session)
    assert (told["page"], [one["page"] for one in told["marks"]]) == (first.pk, [second.pk])


def test_a_pdf_becomes_pages_when_it_is_drawn(cast: make.Cast, session: Session, login: Login) -> None:
    pdf, made = PdfWriter(), BytesIO()
    for _n in range(3):
        pdf.add_blank_page(400, 300)
    pdf.write(made)
    page = actions.add_file(session, SimpleUploadedFile("лекция.pdf", made.getvalue()), by=lead(session))
    told = seen(session)
    assert [(one["under"], one["waits"]) for one in told["pages"]] == [("", True)]
    assert page.file_id
    prepared(page.file_id)
    told = seen(session)
    assert [one["waits"] for one in told["pages"]] == [False] * 3
    client = login(cast.account("learner"))
    for one in told["pages"]:
        answer = client.get(one["under"])
        assert (answer["Content-Type"], bool(b"".join(answer.streaming_content))) == ("image/webp", True)
    assert login(cast.account("child")).get(told["pages"][0]["under"]).status_code == 403
    prepared(page.file_id)
    assert len(seen(session)["pages"]) == 3


def test_a_board_of_many_marks_costs_as_many_statements_as_of_one(session: Session) -> None:
    page = actions.add_page(session, by=lead(session))
    draw(session, lead(session), mark(page))
    with CaptureQueriesContext(connection) as few:
        seen(session)
    for _n in range(5):
        page = actions.add_file(session, png(), by=lead(session))
        draw(session, lead(session), *[mark(page) for _m in range(20)])
    with CaptureQueriesContext(connection) as many:
        seen(session)
    assert len(many) == len(few)


def test_it_is_given_as_pdf_and_png_with_what_lies_under(
    cast: make.Cast, session: Session, login: Login
) -> None:
    client = login(cast.account("learner"))
    png_url, pdf_url = (reverse(f"reports:{name}", args=[session.pk]) for name in ("board_images", "board"))
    assert client.get(pdf_url).status_code == 404
    page = actions.add_file(session, png("navy"), by=lead(session))
    draw(session, lead(session), mark(page), mark(page, kind="words", points=[300, 200], words="Щит"))
    answer = client.get(png_url)
    image = Image.open(BytesIO(answer.content)).convert("RGB")
    assert (answer["Content-Type"], image.size) == ("image/png", (1600, 1000))
    near = [
        all(abs(a - b) < 12 for a, b in zip(image.getpixel(at), colour, strict=True))  # type: ignore[arg-type]
        for at, colour in [((800, 500), RED), ((800, 900), NAVY)]
    ]
    assert near == [True, True]
    words = image.crop((300, 120, 420, 215))
    assert words.getextrema()[0][1] > 150  # type: ignore[index]
    draw(session, lead(session), mark(actions.add_page(session, by=lead(session))))
    actions.add_page(session, by=lead(session))  # nothing on it: not printed
    assert len(PdfReader(BytesIO(client.get(pdf_url).content)).pages) == 2
    assert client.get(png_url)["Content-Type"] == "application/zip"
    assert login(cast.account("child")).get(pdf_url).status_code == 404


def test_rude_words_are_remarked_upon_before_they_are_drawn(
    cast: make.Cast, session: Session, login: Login
) -> None:
    page = actions.add_page(session, by=lead(session))
    url = reverse("meetings:board_draw", args=[session.pk])
    told = json.dumps([mark(page, kind="words", points=[1, 1], words="Ты идиот")])
    assert login(cast.account("teacher")).post(url, {"marks": told}).status_code == 422
    assert not BoardMark.objects.exists()
