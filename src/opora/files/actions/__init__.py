"""What is done with files: keep what a form brought, take in uploads by parts, prepare for readers."""

from .keeping import discard, keep, keep_all, keep_made
from .preparing import prepared
from .uploading import Announced, abandon, begin, claim, expired_removed, finish, offset_of, room_left

__all__ = [
    "Announced",
    "abandon",
    "begin",
    "claim",
    "discard",
    "expired_removed",
    "finish",
    "keep",
    "keep_all",
    "keep_made",
    "offset_of",
    "prepared",
    "room_left",
]
