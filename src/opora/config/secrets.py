"""Secrets of an installation: made on the first start, readable by its user only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def secret_key(data: Path) -> str:
    """``OPORA_SECRET_KEY``, else the key kept in ``data/secret-key`` (mode 0600), made when absent."""
    if key := os.environ.get("OPORA_SECRET_KEY"):
        return key
    path = data / "secret-key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        draft = data / f".secret-key.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            path.hardlink_to(draft)  # atomic: the first of two starting processes wins
        draft.unlink()
    return path.read_text()
