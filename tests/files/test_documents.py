"""First pages of documents, the beginning of texts."""

import shutil
import socket
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from opora.files.access import as_preview
from opora.files.actions import keep, prepared
from opora.files.models import StoredFile
from opora.files.queries import beginning_of
from opora.integrations.documents import pdf_of_office

from .pictures import pdf

pytestmark = pytest.mark.django_db


def shown(content: bytes, name: str) -> StoredFile:
    done = prepared(keep(SimpleUploadedFile(name, content), by=None).pk)
    assert done is not None
    return done


def test_first_pages_of_a_pdf_are_drawn_beside_it() -> None:
    stored = keep(SimpleUploadedFile("план.pdf", pdf(7)), by=None)
    assert (stored.is_ready, stored.pages) == (True, 0)
    done = prepared(stored.pk)
    assert done is not None
    assert done.pages == 5
    page = as_preview(done, "page5")
    assert page["Content-Type"] == "image/webp"
    page.close()


def test_a_broken_pdf_is_a_file_without_pages() -> None:
    assert shown(b"%PDF-1.7\n" + bytes(500), "план.pdf").pages == 0


@pytest.mark.system
@pytest.mark.skipif(shutil.which("soffice") is None, reason="нет программы soffice")
def test_an_office_document_is_drawn_by_libreoffice(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Журнал инструктажей")
    document.save(str(tmp_path / "план.docx"))
    assert shown((tmp_path / "план.docx").read_bytes(), "план.docx").pages == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [("Ответ: 4".encode(), "Ответ: 4"), ("Ответ: 4".encode("cp1251"), "Ответ: 4"), (b"\x00\x01", None)],
)
def test_a_text_is_read_in_both_code_pages(content: bytes, words: str | None) -> None:
    assert beginning_of(keep(SimpleUploadedFile("ответ.txt", content), by=None)) == words


def test_a_long_text_is_cut_between_letters() -> None:
    stored = keep(SimpleUploadedFile("а.txt", b"1" + "я".encode() * 150_000), by=None)
    found = beginning_of(stored)
    assert found is not None
    assert (found[0], set(found[1:])) == ("1", {"я"})


def test_another_file_has_no_beginning() -> None:
    assert beginning_of(keep(SimpleUploadedFile("а.bin", b"\x01text"), by=None)) is None


@pytest.mark.system
@pytest.mark.skipif(shutil.which("soffice") is None, reason="нет программы soffice")
def test_nothing_is_fetched_from_addresses_inside_a_document(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/след.png"
        page = f'<html><body><p>Отчёт</p><img src="{address}"></body></html>'
        (tmp_path / "отчёт.html").write_text(page, encoding="utf-8")
        assert pdf_of_office(tmp_path / "отчёт.html", "html", tmp_path) is not None
        with pytest.raises(TimeoutError):
            server.accept()
