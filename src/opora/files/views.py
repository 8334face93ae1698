"""The short requests of tus 1.0: create, measure, give up. Bytes themselves come by ``files.native``."""

import base64
from binascii import Error as NotBase64

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow

from . import actions
from .access import UPLOADERS
from .models import StoredFile, Upload
from .native.incoming import SUMS, VERSION

LONGEST_NUMBER = 15
EXTENSIONS = "creation,expiration,checksum,termination"


@require_http_methods(["POST", "OPTIONS"])
@allow(UPLOADERS)
def uploads(request: ActorRequest) -> HttpResponse:
    """Begin an upload; OPTIONS says what can be done."""
    if request.method == "OPTIONS":
        sums = ",".join(SUMS)
        return _said(
            204, {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Checksum-Algorithm": sums}
        )
    if request.headers.get("Tus-Resumable") != VERSION:
        return _said(412, {"Tus-Version": VERSION})
    announced = _announced(request)
    if announced is None:
        return _said(400)
    try:
        upload = actions.begin(announced, by=request.actor.person)
    except Refused as refused:
        return _refused(refused)
    return _said(201, {"Location": reverse("files:upload", args=[upload.key])}, upload=upload)


@require_http_methods(["GET", "HEAD", "DELETE"])
@allow(UPLOADERS)
def upload(request: ActorRequest, key: str) -> HttpResponse:
    """How much has come, or never mind. One that came whole just before a failure is finished here."""
    found = get_object_or_404(Upload.objects.filter(by=request.actor.person), key=key)
    if request.method == "DELETE":
        actions.abandon(found)
        return _said(204)
    offset = actions.offset_of(found)
    if offset == found.size:
        try:
            actions.finish(found)
        except Refused as refused:
            return _refused(refused)
    said = {"Upload-Offset": str(offset), "Upload-Length": str(found.size)}
    return _said(200, said, upload=found)


def _said(
    status: int, headers: dict[str, str] | None = None, *, upload: Upload | None = None
) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    if upload is not None:
        response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def _refused(refused: Refused) -> HttpResponse:
    response = _said(422)
    response.content = " ".join(f"{one.words} {one.next_step}".strip() for one in refused.refusals)
    response["Content-Type"] = "text/plain; charset=utf-8"
    return response


def _announced(request: HttpRequest) -> actions.Announced | None:
    """What the headers say of a file; None when they say it wrongly."""
    length = request.headers.get("Upload-Length", "")
    if not _is_number(length):
        return None
    try:
        said = _metadata(request.headers.get("Upload-Metadata", ""))
    except (NotBase64, UnicodeDecodeError):
        return None
    kind = said.get("kind", "")
    peaks = [min(int(one), 100) for one in said.get("peaks", "").split(",") if _is_number(one)]
    return actions.Announced(
        name=said.get("filename") or "файл",
        size=int(length),
        kind=kind if kind in StoredFile.Kind.values else StoredFile.Kind.FILE,
        seconds=int(said["seconds"]) if _is_number(said.get("seconds", "")) else None,
        peaks=peaks,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER


def _metadata(text: str) -> dict[str, str]:
    """``Upload-Metadata``: pairs of a name and Base64, divided by commas. Raises for what is not Base64."""
    pairs = (pair.strip().partition(" ") for pair in text.split(",") if pair.strip())
    return {name: base64.b64decode(value, validate=True).decode() for name, _space, value in pairs}
