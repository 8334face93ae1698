"""How a file leaves: through the address of the object it belongs to, after that object's own check."""

from typing import cast

from django.http import FileResponse, Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from opora.kernel.rules import enforce
from opora.people.access import WRITE

from . import store
from .models import StoredFile
from .rules import file_is_checked, file_is_clean, picture_is_not_huge

UPLOADERS = WRITE
SHOWN = frozenset(
    {f"image/{kind}" for kind in ("png", "jpeg", "gif", "webp")}
    | {f"audio/{kind}" for kind in ("mpeg", "ogg", "wav", "webm", "mp4")}
    | {"video/mp4", "video/webm", "application/pdf"}
)
UNKNOWN = "application/octet-stream"
PICTURES = frozenset({"small", "large"})


def as_download(stored: StoredFile) -> HttpResponseBase:
    """The bytes: shown in the browser if the type is known to be harmless, else saved; 404 if gone.

    Raises ``Refused`` by FIL-08, 09, 10. One range may be asked (``files.native``).
    """
    enforce(file_is_clean(stored), file_is_checked(stored), picture_is_not_huge(stored))
    shown = stored.content_type in SHOWN
    content_type = stored.content_type if shown else UNKNOWN
    disposition = cast(str, content_disposition_header(not shown, stored.name))
    if away := store.link(stored.path, name=stored.name, content_type=content_type, disposition=disposition):
        return _guarded(HttpResponseRedirect(away))
    response = _file(stored.path, content_type, f'"{stored.sha256}"')
    response["Content-Disposition"] = disposition
    return response


def as_preview(stored: StoredFile, which: str) -> HttpResponseBase:
    """A picture of the file: ``small``, ``large`` or ``page1`` and on; 404 for one that is not there."""
    pages = {f"page{number}" for number in range(1, stored.pages + 1)}
    if not stored.is_ready or which not in (PICTURES if stored.is_picture else pages):
        raise Http404
    response = _file(f"{stored.path}.{which}", "image/webp", f'"{stored.sha256[:32]}-{which}"')
    response["Cache-Control"] = "private, no-cache"  # asked each time, so each time allowed; answered by 304
    return response


def _file(path: str, content_type: str, tag: str) -> FileResponse:
    file = store.opened(path)
    if file is None:
        raise Http404
    response = FileResponse(file, content_type=content_type)
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    return cast(FileResponse, _guarded(response))


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
