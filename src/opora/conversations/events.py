"""What happened in conversations."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MinorChatOpened:
    """An adult and a minor began a personal chat: the representatives are told (COM-05)."""

    conversation_id: int
    ward_id: int
    adult_id: int


@dataclass(frozen=True, slots=True)
class ChatChanged:
    """Something was said, edited, deleted, or somebody came; ``change`` is the number of the event.

    ``read``: who has read further by it, as in :class:`ChatRead`: who speaks has read what stands above.
    """

    conversation_id: int
    change: int
    read: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChatRead:
    """Persons have read further: by person, the number of the last message he has read."""

    conversation_id: int
    marks: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class RepresentativeJoined:
    """A representative was let into an adult's chat with the ward."""

    conversation_id: int
    representative_id: int
    ward_id: int


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody was called by name in a message for the first time."""

    message_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LaterRefused:
    """A message kept for its time could not be said then; ``Scheduled.refused`` says why."""

    scheduled_id: int


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement was made to the members of its chat."""

    conversation_id: int


@dataclass(frozen=True, slots=True)
class UnreadReminded:
    """Those who have not read an announcement are told of it once more."""

    conversation_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rang:
    """A call began to ring at these people, or rings there no longer."""

    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CallEnded:
    """Nobody is in the call any more."""

    call_id: int
