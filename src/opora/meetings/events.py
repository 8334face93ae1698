from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoomChanged:
    """Something those in the room must see at once."""

    room_id: int


@dataclass(frozen=True, slots=True)
class TimerPressed:
    """The timer of a consultation was started, stopped or goes on: its other pages show it at once."""

    session_id: int


@dataclass(frozen=True, slots=True)
class RoomEnded:
    """The meeting is over for everybody."""

    room_id: int


@dataclass(frozen=True, slots=True)
class NotesChanged:
    """The shared notes of a consultation were written, or are open to others than before."""

    session_id: int


@dataclass(frozen=True, slots=True)
class BoardChanged:
    """Something was drawn, taken away or shown on the board of a consultation."""

    session_id: int
