"""The slow roads of bytes, native asyncio beside the page threads: uploads come in, files go out (ADR 33)."""

from .incoming import is_upload, take_in
from .outgoing import answer_pages, handing_over

__all__ = ["answer_pages", "handing_over", "is_upload", "take_in"]
