"""Pictures: turned as they were taken, without what a camera wrote about the place and the owner."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, ImageSequence
from PIL.JpegImagePlugin import JpegImageFile, get_sampling
from pillow_heif import register_heif_opener

MOST_POINTS = 64_000_000
READ = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF",
        "image/heic": "HEIF", "image/heif": "HEIF"}  # fmt: skip
QUALITY = 90
register_heif_opener()


class NotAPictureError(Exception):
    """What calls itself a picture and cannot be read as one."""


class TooManyPointsError(Exception):
    """A picture that would take too much memory: more than :data:`MOST_POINTS` over all its frames."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture became: points and the type of its bytes."""

    width: int
    height: int
    content_type: str


@contextmanager
def _opened(source: Path, kind: str) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(source, formats=[READ[kind]]) as image:
                frames = getattr(image, "n_frames", 1)
                if image.width * image.height * frames > MOST_POINTS:
                    raise TooManyPointsError
                yield image
    except Image.DecompressionBombError as error:
        raise TooManyPointsError from error
    except (OSError, ValueError, SyntaxError, KeyError, EOFError, IndexError) as error:
        raise NotAPictureError(str(error)) from error


def points_of(source: Path, kind: str) -> int:
    """How many points it has, by its header alone. Raises as :func:`cleaned`."""
    with _opened(source, kind) as image:
        return image.width * image.height


def cleaned(source: Path, target: Path, kind: str) -> Picture:
    """Write the same picture without metadata; ``kind`` is one of :data:`READ`.

    The turn that the camera noted is done, colours keep their profile, a JPEG keeps its own tables, moving
    ones keep their frames. HEIC becomes JPEG: browsers do not show it.
    Raises :class:`NotAPictureError`, :class:`TooManyPointsError`.
    """
    with _opened(source, kind) as image:
        profile = image.info.get("icc_profile")
        more: dict[str, Any] = {"icc_profile": profile} if profile else {}
        if getattr(image, "n_frames", 1) > 1 and READ[kind] != "HEIF":
            return _moving(image, target, kind, more)
        if isinstance(image, JpegImageFile):
            more |= {"qtables": image.quantization, "subsampling": _sampling(image)}
        turned = ImageOps.exif_transpose(image)
        bare = turned if turned is not image else image.copy()
        bare.info = {key: value for key, value in bare.info.items() if key == "transparency"}
        kind = "image/jpeg" if READ[kind] == "HEIF" else kind
        if kind == "image/jpeg" and bare.mode not in ("L", "RGB", "CMYK"):
            bare = bare.convert("RGB")
        if "qtables" not in more and kind in ("image/jpeg", "image/webp"):
            more["quality"] = QUALITY
        bare.save(target, READ[kind], **more)
        return Picture(bare.width, bare.height, kind)


def _sampling(image: JpegImageFile) -> int:
    found: int = get_sampling(image)
    return found if found >= 0 else 0


def _moving(image: Image.Image, target: Path, kind: str, more: dict[str, Any]) -> Picture:
    frames, times = [], []
    for frame in ImageSequence.Iterator(image):
        times.append(frame.info.get("duration", 100))
        bare = frame.copy()
        bare.info = {key: value for key, value in bare.info.items() if key in ("transparency", "background")}
        frames.append(bare)
    frames[0].save(
        target, READ[kind], save_all=True, append_images=frames[1:], duration=times,
        loop=image.info.get("loop", 0), **more,
    )  # fmt: skip
    return Picture(image.width, image.height, kind)


def thumbnail(source: Path, target: Path, kind: str, side: int) -> None:
    """A WebP no larger than ``side`` points each way. Raises as :func:`cleaned`."""
    with _opened(source, kind) as image:
        image.draft("RGB", (side, side))
        small = ImageOps.exif_transpose(image)
        small.thumbnail((side, side))
        if small.mode not in ("RGB", "RGBA"):
            small = small.convert("RGBA" if "transparency" in small.info or "A" in small.mode else "RGB")
        small.info = {}
        small.save(target, "WEBP", quality=80, method=4)
