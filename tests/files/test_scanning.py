"""The antivirus: what waits, what is found, who is told."""

import io
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opora.files import actions
from opora.files.access import as_download
from opora.files.actions import keep, prepared
from opora.files.models import StoredFile
from opora.integrations.clamd import ScannerAway, threat_in
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from tests import make

from .pictures import picture
from .test_uploads import came, refused_by

pytestmark = pytest.mark.django_db
BAD = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def scanner(answer: bytes | None = None) -> Iterator[str]:
    """Speaks the protocol of clamd on a socket; knows one virus, or says ``answer`` to everything."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _address = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as coming:
                assert coming.read(10) == b"zINSTREAM\0"
                content = b""
                while size := int.from_bytes(coming.read(4), "big"):
                    content += coming.read(size)
                found = b"stream: Eicar-Test-Signature FOUND" if BAD in content else b"stream: OK"
                line.sendall((answer or found) + b"\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
    server.close()


@pytest.fixture
def clamd(settings: Any) -> Iterator[None]:
    with scanner() as address:
        settings.CLAMD = address
        yield


@pytest.mark.usefixtures("clamd")
def test_a_clean_file_waits_for_its_turn_and_is_given() -> None:
    stored = keep(SimpleUploadedFile("а.txt", b"2+2"), by=None)
    assert stored.get_state_display() == "проверяется"
    done = prepared(stored.pk)
    assert done is not None
    assert done.get_state_display() == "чисто"
    as_download(done).close()


@pytest.mark.usefixtures("clamd")
def test_fil_08_an_infected_one_is_given_to_nobody_and_its_sender_is_told(cast: make.Cast) -> None:
    stored = keep(SimpleUploadedFile("ключ.txt", BAD), by=cast.learner)
    done = prepared(stored.pk)
    assert done is not None
    assert (done.get_state_display(), done.threat) == ("заражён", "Eicar-Test-Signature")
    with pytest.raises(Refused) as refused:
        as_download(done)
    assert [one.rule for one in refused.value.refusals] == ["FIL-08"]
    told = Notification.objects.get(person=cast.learner)
    assert told.title == "Файл «ключ.txt» заражён"
    assert "Eicar-Test-Signature" in told.body


@pytest.mark.usefixtures("clamd")
def test_fil_08_an_infected_upload_is_not_sent(cast: make.Cast) -> None:
    upload = came(cast.learner, BAD)
    assert upload.file_id is not None
    prepared(upload.file_id)
    assert refused_by(lambda: actions.claim([upload.key], by=cast.learner)) == ["FIL-08"]


@pytest.mark.usefixtures("clamd")
def test_a_picture_is_scanned_before_it_is_drawn() -> None:
    stored = keep(SimpleUploadedFile("а.jpg", picture(place=True)), by=None)
    assert (stored.state, stored.width) == ("checking", None)
    done = prepared(stored.pk)
    assert done is not None
    assert done.is_picture


def test_an_antivirus_that_is_away_is_asked_again(settings: Any) -> None:
    settings.CLAMD = "/нет/такого.sock"
    stored = keep(SimpleUploadedFile("а.txt", b"2+2"), by=None)
    with pytest.raises(ScannerAway):
        prepared(stored.pk)
    assert StoredFile.objects.get().state == "checking"


def test_an_antivirus_that_cannot_look_says_nothing_of_the_file(settings: Any) -> None:
    with scanner(b"INSTREAM size limit exceeded. ERROR") as address:
        settings.CLAMD = address
        stored = keep(SimpleUploadedFile("а.txt", b"2+2"), by=None)
        with pytest.raises(ScannerAway):
            prepared(stored.pk)


@pytest.fixture
def real_clamd() -> Iterator[str]:
    """The daemon of Debian with a database of one hand-made signature: its own comes from the network."""
    with tempfile.TemporaryDirectory(prefix="opora-") as name:
        folder = Path(name)
        (folder / "one.ndb").write_text(f"Opora.Test:0:*:{BAD.hex()}\n")
        (folder / "clamd.conf").write_text(
            f"LocalSocket {folder}/clamd.sock\nDatabaseDirectory {folder}\nForeground yes\n"
        )
        daemon = subprocess.Popen(
            ["clamd", "--config-file", str(folder / "clamd.conf")], stdout=subprocess.PIPE, text=True
        )
        address, deadline = f"{folder}/clamd.sock", time.monotonic() + 60
        while not is_answered(address):
            assert daemon.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield address
        daemon.terminate()
        daemon.communicate(timeout=30)


def is_answered(address: str) -> bool:
    try:
        return threat_in(io.BytesIO(b"2+2"), address) == ""
    except ScannerAway:
        return False


@pytest.mark.system
@pytest.mark.skipif(shutil.which("clamd") is None, reason="нет программы clamd")
def test_the_real_antivirus_is_understood(real_clamd: str) -> None:
    assert threat_in(io.BytesIO(b"x" * 10**6 + BAD), real_clamd).startswith("Opora.Test")
    assert threat_in(io.BytesIO(b""), real_clamd) == ""
