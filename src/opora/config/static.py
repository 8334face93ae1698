"""Hashed static files served by the same process."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from whitenoise import WhiteNoise

Wsgi = Callable[..., Any]


def with_static_files(application: Wsgi) -> Wsgi:
    """Files of ``build/static`` are read once and cached for ever: their names carry a hash."""
    served = WhiteNoise(application, max_age=600, immutable_file_test=_has_hash)
    served.add_files(str(settings.STATIC_ROOT), prefix=settings.STATIC_URL.strip("/"))
    return served  # type: ignore[no-any-return]


def _has_hash(path: str, url: str) -> bool:
    stem = url.rsplit("/", 1)[-1].split(".")
    return len(stem) > 2 and len(stem[-2]) == 12
