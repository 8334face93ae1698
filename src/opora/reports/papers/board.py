"""A board as pictures: the same marks the browser shows, at twice its units, made smooth."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from opora.meetings.models import BoardMark, BoardPage
from opora.meetings.queries.board import COLORS, HEIGHT, LETTERS, PENS, WIDTH, Sheet

SMOOTH = 2
FONT = Path(__file__).parent / "fonts" / "PTSerif-Regular.ttf"
Under = Callable[[BoardPage], Image.Image | None]


def board_pdf(sheets: Sequence[Sheet], under: Under) -> bytes:
    """All pages with something on them; the first one of an empty board."""
    first, *rest = [picture(one, under(one.page)) for one in _seen(sheets)]
    made = io.BytesIO()
    first.save(made, "PDF", resolution=150, save_all=True, append_images=rest)
    return made.getvalue()


def board_pictures(sheets: Sequence[Sheet], under: Under) -> tuple[bytes, str]:
    """PNG of the only page, or a ZIP of several; and the ending of the name."""
    seen = _seen(sheets)
    if len(seen) == 1:
        return _png(picture(seen[0], under(seen[0].page))), "png"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, one in enumerate(seen, 1):
            archive.writestr(f"{number:02}.png", _png(picture(one, under(one.page))))
    return made.getvalue(), "zip"


def _seen(sheets: Sequence[Sheet]) -> list[Sheet]:
    return [one for one in sheets if one.marks or one.page.file_id] or list(sheets[:1])


def _png(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "PNG", optimize=True)
    return made.getvalue()


def picture(sheet: Sheet, under: Image.Image | None) -> Image.Image:
    """A page of WIDTH by HEIGHT points."""
    page = Image.new("RGB", (WIDTH * SMOOTH, HEIGHT * SMOOTH), "white")
    if under is not None:
        scale = min(page.width / under.width, page.height / under.height)
        size = (max(round(under.width * scale), 1), max(round(under.height * scale), 1))
        page.paste(
            under.convert("RGB").resize(size), ((page.width - size[0]) // 2, (page.height - size[1]) // 2)
        )
    pen = ImageDraw.Draw(page)
    for mark in sheet.marks:
        _drawn(pen, mark)
    return page.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _drawn(pen: ImageDraw.ImageDraw, mark: BoardMark) -> None:
    color = COLORS[mark.color]
    width = PENS[mark.width] * SMOOTH
    points = list(_pairs(mark.points))
    if mark.kind == BoardMark.Kind.WORDS:
        pen.text(points[0], mark.words, fill=color, font=_font(LETTERS[mark.width] * SMOOTH), anchor="ls")
        return
    if mark.kind == BoardMark.Kind.FRAME:
        (x1, y1), (x2, y2) = points
        points = [(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)]
    if len(points) > 1:
        pen.line(points, fill=color, width=width, joint="curve")
    for x, y in (points[0], points[-1]):
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=color)


def _pairs(points: Sequence[int]) -> Iterator[tuple[float, float]]:
    return ((float(x * SMOOTH), float(y * SMOOTH)) for x, y in zip(points[::2], points[1::2], strict=True))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)
