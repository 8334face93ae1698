"""Files damaged on purpose: what a bad disk, a mail gateway or a bad person sends. Seeded, so it repeats."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator

import docx
import openpyxl

from tests.studies import samples

PLAN = "ФИО;Должность;Основание;Месяц;План, ч\nКовалёва И.С.;преподаватель;почасовая;ноябрь 2026;12,5\n"
GRAFIK = (
    "ФИО;Должность;День недели;Время;Средство\nКовалёва И.С.;преподаватель;пн;18:00-19:30;вебинар\n"
    "Иные работники\nЦой М.В.;специалист;по чётным средам;с 9 до 18;телефон\n"
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be")
NAMES = ("список.xlsx", "список.csv", "список.docx", "список.ods", "список.xls", "список.pdf", "x", "a" * 300)
NASTY = (
    "=cmd|' /C calc'!A0", "\x00", "\ufeff", "\u202e", "9" * 400, "-1", "1e308", "nan", "<script>", "'; DROP",
    "{}", "А" * 40_000, "31.02.2026", "25:61", "\u0301" * 50, "😀", "\ud7ff", "NULL", "#REF!", "00000000000",
)  # fmt: skip


def files(count: int, seed: int = 2611) -> Iterator[tuple[str, bytes]]:
    """``count`` damaged files with their names, made of the real lists of learners, a график and a plan."""
    chance = random.Random(seed)
    sources = [samples.CUSTOMER.decode("cp1251"), samples.MOODLE.decode(), PLAN, GRAFIK]
    for number in range(count):
        text = chance.choice(sources)
        data = chance.choice(MAKERS)(text, chance)
        for _step in range(number % 4):
            data = chance.choice(DAMAGES)(data, chance)
        yield chance.choice(NAMES), data


def _cells(text: str, chance: random.Random) -> list[list[str]]:
    rows = [line.split(";") for line in text.splitlines()]
    for _cell in range(chance.randrange(6)):
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice(NASTY)
    return rows


def as_csv(text: str, chance: random.Random) -> bytes:
    separator = chance.choice(";,\t|")
    lines = (separator.join(row) for row in _cells(text, chance))
    return chance.choice(("\n", "\r\n", "\r")).join(lines).encode(chance.choice(ENCODINGS), "replace")


def as_xlsx(text: str, chance: random.Random) -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for line, row in enumerate(_cells(text, chance), 1):
        for column, value in enumerate(row, 1):
            clean = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
            page.cell(line, column, clean)
    if chance.random() < 0.2:
        page.cell(chance.randint(1, 60_000), chance.randint(1, 16_000), "далеко")
    if chance.random() < 0.2:
        page.cell(3, 2, '=[1]Лист1!A1+HYPERLINK("http://x")')
    if chance.random() < 0.3:
        page.merge_cells(
            start_row=1, start_column=1, end_row=chance.randint(1, 9), end_column=chance.randint(1, 9)
        )
    return saved(book)


def as_docx(text: str, chance: random.Random) -> bytes:
    rows = _cells(text, chance)
    width = max(map(len, rows))
    paper = docx.Document()
    grid = paper.add_table(len(rows), width)
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            grid.cell(line, column).text = "".join(sign for sign in value[:2000] if sign.isprintable())
    if chance.random() < 0.4:
        grid.cell(0, 0).merge(grid.cell(len(rows) - 1, chance.randrange(width)))
    return saved(paper)


def bomb(_text: str, chance: random.Random) -> bytes:
    """A package of zeros: small to send, huge to open; or a directory that lies."""
    out = io.BytesIO()
    name = chance.choice(("xl/workbook.xml", "word/document.xml", "content.xml"))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        if name == "content.xml":
            package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(name, b"0" * chance.choice((10, 1_000_000, 45_000_000)))
    return out.getvalue()


def wide(_text: str, chance: random.Random) -> bytes:
    """A line of a million columns, filled or blank."""
    return chance.choice(("ФИО;", ";", '"')).encode() * chance.choice((1000, 300_000))


def noise(_text: str, chance: random.Random) -> bytes:
    head = chance.choice(
        (b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"{\\rtf")
    )
    return head + chance.randbytes(chance.randrange(3000))


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def swapped(data: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _byte in range(min(chance.randint(1, 20), len(spoiled))):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


def doubled(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[max(0, at - chance.randrange(2000)) :]


def zeroed(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + b"\x00" * chance.randrange(600) + data[at:]


def inside(data: bytes, chance: random.Random) -> bytes:
    """Spoil the parts of a package, not the package: XML that opens, and says what it should not."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except Exception:  # already damaged beyond a package
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if name.endswith(".xml") and chance.random() < 0.3:
                parts[name] = chance.choice((swapped, cut, renumbered))(content, chance)
            if chance.random() > 0.03:
                package.writestr(name, parts[name])
    return out.getvalue()


def renumbered(content: bytes, chance: random.Random) -> bytes:
    """Dimensions, styles and references made huge."""
    return content.replace(
        chance.choice((b'r="', b's="', b'val="', b"<v>")),
        chance.choice((b'r="99999', b's="9', b'val="8', b"<v>7")),
    )


MAKERS: tuple[Callable[[str, random.Random], bytes], ...] = (
    as_csv, as_csv, as_csv, as_xlsx, as_xlsx, as_xlsx, as_docx, as_docx, noise, wide, bomb,
)  # fmt: skip
DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut, swapped, doubled, zeroed, inside, inside)
