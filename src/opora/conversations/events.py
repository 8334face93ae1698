"""What happened in conversations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MinorChatOpened:
    """An adult and a minor began a personal chat: the representatives are told (COM-05)."""

    conversation_id: int
    ward_id: int
    adult_id: int


@dataclass(frozen=True, slots=True)
class ChatChanged:
    """Something was said, edited, deleted, or somebody came; ``change`` is the number of the event."""

    conversation_id: int
    change: int


@dataclass(frozen=True, slots=True)
class ChatRead:
    """A person has read further: his other tabs count again."""

    conversation_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class RepresentativeJoined:
    """A representative was let into an adult's chat with the ward."""

    conversation_id: int
    representative_id: int
    ward_id: int
