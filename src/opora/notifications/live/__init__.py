"""Live news: a native asyncio socket per tab, words rendered once per process, a bus of numbers (ADR 35).

The database is the truth. Domains above say what is counted (:func:`counted`), who may enter their rooms
(:func:`room`) or how a room is read and pushed (:func:`feed`); they tell of changes inside the transaction
(:func:`wake`, :func:`wake_room`, :func:`wake_rooms`, :func:`tell_marks`).
"""

from .registry import Audience, Feed, News, View, counted, feed, room, tell_marks, wake, wake_room, wake_rooms

__all__ = [
    "Audience", "Feed", "News", "View", "counted", "feed", "room", "tell_marks", "wake", "wake_room",
    "wake_rooms",
]  # fmt: skip
