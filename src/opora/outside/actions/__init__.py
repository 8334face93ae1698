"""What is done with what comes from outside, and with devices and accounts people are told by."""

from .binding import bind_by_code, end_binding, new_code, unbind
from .incoming import drop, forget_automatic, post_held, receive, register_as_appeal, set_aside
from .pushing import server_key, subscribe, unsubscribe
from .states import note_failure, note_work

__all__ = [
    "bind_by_code",
    "drop",
    "end_binding",
    "forget_automatic",
    "new_code",
    "note_failure",
    "note_work",
    "post_held",
    "receive",
    "register_as_appeal",
    "server_key",
    "set_aside",
    "subscribe",
    "unbind",
    "unsubscribe",
]
