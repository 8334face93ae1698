"""What a file says at its beginning, for those who may read it."""

from opora.integrations.documents import TEXT_BYTES, beginning_of_text

from . import store
from .models import StoredFile


def beginning_of(stored: StoredFile) -> str | None:
    """The first 200 kB of a text file; None for any other, and for one that is not ready."""
    if not stored.is_ready or not stored.is_text:
        return None
    content = store.opened(stored.path)
    if content is None:
        return None
    with content:
        return beginning_of_text(content.read(TEXT_BYTES))
