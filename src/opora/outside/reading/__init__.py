"""Reading a letter: its text and files, what of it is new, who wrote it, whether ours came back."""

from .automatic import is_automatic
from .message import Attached, Letter, read
from .quoting import new_words
from .returned import Returned, read_return

__all__ = ["Attached", "Letter", "Returned", "is_automatic", "new_words", "read", "read_return"]
