"""Files in a bucket: a real HTTP server that speaks S3 (moto)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from moto.server import ThreadedMotoServer

from opora.files import store
from opora.files.access import as_download
from opora.files.actions import keep, prepared
from opora.files.tasks import swept
from opora.integrations.bucket import Address
from tests import make

from .pictures import opened, picture
from .test_uploads import came

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    boto3.client(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="ru-1", aws_access_key_id="ключ",
        aws_secret_access_key="секрет",
    ).create_bucket(Bucket="opora", CreateBucketConfiguration={"LocationConstraint": "ru-1"})  # fmt: skip
    yield f"{host}:{port}"
    moto.stop()


@pytest.fixture(autouse=True)
def bucket(server: str, settings: Any) -> None:
    settings.S3 = Address.read(f"s3://key:secret@{server}/opora?tls=0")


def test_an_upload_ends_in_the_bucket_and_is_read_from_any_place(cast: make.Cast, media: Any) -> None:
    content = bytes(range(256)) * 4000
    stored = came(cast.learner, content, "данные.bin").file
    assert stored is not None
    assert list((media / "unfinished").iterdir()) == []
    file = store.opened(stored.path)
    assert file is not None
    with file:
        assert file.read() == content
        file.seek(500_000)
        assert file.read(7) == content[500_000:500_007]
    response = as_download(stored)
    assert response["Content-Length"] == str(len(content))
    assert b"".join(response) == content  # type: ignore[arg-type]


def test_a_picture_is_cleaned_there_too() -> None:
    done = prepared(keep(SimpleUploadedFile("а.jpg", picture(2000, 1500, place=True)), by=None).pk)
    assert done is not None
    file = store.opened(done.path)
    assert file is not None
    with file:
        assert dict(opened(file.read()).getexif()) == {}


def test_where_the_centre_wants_it_readers_are_sent_to_the_bucket(server: str, settings: Any) -> None:
    stored = keep(SimpleUploadedFile("задача.txt", b"2+2"), by=None)
    settings.S3 = Address.read(f"s3://key:secret@{server}/opora?tls=0&direct=1")
    response = as_download(stored)
    assert response.status_code == 302
    assert response["Location"].startswith(f"http://{server}/opora/{stored.path}?")
    assert "X-Amz-Expires=300" in response["Location"]
    assert "response-content-disposition=attachment" in response["Location"]


def test_what_no_row_names_is_swept() -> None:
    stored = keep(SimpleUploadedFile("а.txt", b"1"), by=None)
    there = store.bucket()
    assert there is not None
    swept(older_than=-60)
    lost = keep(SimpleUploadedFile("б.txt", b"2"), by=None)
    lost.delete()
    assert swept(older_than=-60) == 1
    assert [name for name, _at in there.names()] == [stored.path]
    store.remove(stored.path)
    with pytest.raises(Http404):
        as_download(stored)


@pytest.mark.parametrize("text", ["http://a/b", "s3://host", "s3:///bucket"])
def test_an_address_without_a_server_or_a_bucket_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="OPORA_S3"):
        Address.read(text)
