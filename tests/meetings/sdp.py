"""What a browser offers: three lanes, a key and no way to it, which is enough for a server to answer."""

SESSION = """v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1 2
"""
COMMON = """c=IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=ice-options:trickle
a=fingerprint:sha-256 {key}
a=setup:{setup}
a=mid:{mid}
a={direction}
a=rtcp-mux
"""
SOUND = "m=audio 9 UDP/TLS/RTP/SAVPF 111\n{common}a=rtpmap:111 opus/48000/2\n"
PICTURE = "m=video 9 UDP/TLS/RTP/SAVPF 96\n{common}a=rtpmap:96 VP8/90000\n"
KEY = ":".join(["AB"] * 32)


def offer() -> str:
    """Sound, camera, screen, to be sent."""
    parts = [
        text.format(common=COMMON.format(key=KEY, setup="actpass", mid=mid, direction="sendonly"))
        for mid, text in enumerate((SOUND, PICTURE, PICTURE))
    ]
    return (SESSION + "".join(parts)).replace("\n", "\r\n")
