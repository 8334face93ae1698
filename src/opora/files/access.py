"""How a file leaves: through the address of the object it belongs to, after that object's own check."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404

from .models import StoredFile

SHOWN = frozenset(
    {f"image/{kind}" for kind in ("png", "jpeg", "gif", "webp")}
    | {f"audio/{kind}" for kind in ("mpeg", "ogg", "wav", "webm", "mp4")}
    | {"video/mp4", "video/webm", "application/pdf"}
)


def as_download(stored: StoredFile) -> FileResponse:
    """The bytes: shown in the browser if the type is known to be harmless, else saved; 404 if gone."""
    path = Path(settings.MEDIA_ROOT) / stored.path
    if not path.exists():
        raise Http404
    shown = stored.content_type in SHOWN
    response = FileResponse(
        path.open("rb"),
        as_attachment=not shown,
        filename=stored.name,
        content_type=stored.content_type if shown else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
