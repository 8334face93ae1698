"""uvicorn's WebSocket protocol with one thing more: a frame made once is written as it is to every socket."""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from opora.notifications.live.serving import FRAMES


class FramesProtocol(WebSocketsSansIOProtocol):
    """``scope["extensions"]["opora.frames"]`` is the protocol itself: ``write`` and ``drained``.

    A broadcast would otherwise make the same frame anew for every socket, which is half of what it costs.
    """

    drained: Callable[[], None] | None = None

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:  # the application starts in the next turn of the loop
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[FRAMES] = self

    @property
    def is_gone(self) -> bool:
        return self.disconnected

    def write(self, frame: bytes) -> bool:
        """False: full or closing, nothing was written; ``drained`` is called when there is room."""
        if not self.writable.is_set() or self.close_sent or self.transport.is_closing():
            return False
        self.transport.write(frame)
        return True

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.drained is not None:
            self.drained()
