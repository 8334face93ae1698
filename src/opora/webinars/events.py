from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VisitorGone:
    """Somebody from outside took his registration back, or was taken off: his place inside is over too."""

    visitor_id: int


@dataclass(frozen=True, slots=True)
class WebinarOpened:
    """A frontal consultation is a hall from now on, or its settings have changed."""

    session_id: int
