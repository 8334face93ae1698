"""``python -m bench.chat_raw PORT``: the limit, a broadcast server of the fastest library only."""

import sys

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

everybody: set[WSTransport] = set()


class Everybody(WSListener):
    def on_ws_connected(self, transport: WSTransport) -> None:
        everybody.add(transport)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        everybody.discard(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
            return
        said = frame.get_payload_as_bytes()
        if said == b"hello":
            transport.send(WSMsgType.TEXT, said)
            return
        for other in everybody:
            other.send(WSMsgType.TEXT, said)


async def main(port: int) -> None:
    def listener(_request: WSUpgradeRequest) -> Everybody:
        return Everybody()

    server = await ws_create_server(
        listener, "127.0.0.1", port, websocket_handshake_timeout=60, backlog=2048, read_buffer_init_size=2048
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
