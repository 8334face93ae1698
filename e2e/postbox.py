"""A mail server that keeps what it is given: the link of a visitor comes by a letter only."""

import email
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default


class Postbox:
    """``letters`` as they came; the newest last."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.url = ""

    def text_to(self, address: str, seconds: float = 20) -> str:
        """The newest letter to an address, waited for."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for letter in reversed(self.letters):
                body = letter.get_body(("plain",))
                if address in str(letter["To"]) and body is not None:
                    return str(body.get_content())
            time.sleep(0.2)
        raise AssertionError(f"нет письма {address}")


@contextmanager
def postbox() -> Iterator[Postbox]:
    box = Postbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            for line in self.rfile:
                match line[:4].upper():
                    case b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines = iter(self.rfile.readline, b".\r\n")
                        letter = email.message_from_bytes(b"".join(lines), policy=default)
                        assert isinstance(letter, EmailMessage)
                        box.letters.append(letter)
                        self.wfile.write(b"250 kept\r\n")
                    case b"QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    case _:
                        self.wfile.write(b"250 ok\r\n")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Talk) as server:
        box.url = f"smtp://127.0.0.1:{server.server_address[1]}?starttls=0"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()
