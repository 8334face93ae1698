from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilePrepared:
    """A kept file is shown otherwise than before: checked, refused, or drawn."""

    file_id: int
