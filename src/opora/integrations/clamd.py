"""Asks the antivirus ``clamd`` about a stream of bytes (its INSTREAM command); knows no domain."""

import socket
from typing import BinaryIO
from urllib.parse import urlsplit

PIECE = 64 * 1024
PATIENCE_SECONDS = 120
OURS = "stream: "


class ScannerAway(Exception):  # noqa: N818 -- not an error of ours: it is asked again
    """The antivirus does not answer, or answers that it cannot look."""


def threat_in(content: BinaryIO, address: str) -> str:
    """The name of what was found, an empty string when clean.

    ``address`` is ``tcp://host:3310`` or the path of a socket. Raises :class:`ScannerAway`.
    """
    try:
        with _connected(address) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            while piece := content.read(PIECE):
                scanner.sendall(len(piece).to_bytes(4, "big") + piece)
            scanner.sendall(bytes(4))
            said = _answer(scanner)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if said == f"{OURS}OK":
        return ""
    if said.startswith(OURS) and said.endswith(" FOUND"):
        return said[len(OURS) : -len(" FOUND")]
    raise ScannerAway(said or "no answer")


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), PATIENCE_SECONDS)
    scanner = socket.socket(socket.AF_UNIX)
    try:
        scanner.settimeout(PATIENCE_SECONDS)
        scanner.connect(parts.path)
    except OSError:
        scanner.close()
        raise
    return scanner


def _answer(scanner: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and (more := scanner.recv(4096)):
        said += more
    return said.rstrip(b"\0").decode(errors="replace")
