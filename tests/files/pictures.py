"""Pictures and documents made for tests."""

import io
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational


def picture(
    width: int = 60, height: int = 40, kind: str = "JPEG", *, turn: int = 1, place: bool = False, **more: Any
) -> bytes:
    """Red on the left, blue on the right; ``turn`` is the orientation of EXIF, ``place`` writes GPS."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    exif = image.getexif()
    if turn != 1:
        exif[0x0112] = turn
    if place:
        exif[0x010F] = "Секретный фотоаппарат"
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N", (IFDRational(59), IFDRational(56), IFDRational(0))
    out = io.BytesIO()
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def pdf(pages: int = 2) -> bytes:
    out = io.BytesIO()
    sheets = [Image.new("RGB", (210, 297), (200, 30 * number, 30)) for number in range(pages)]
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()
