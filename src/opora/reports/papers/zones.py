"""What the letters after a time mean, for the foot of a paper."""

from collections.abc import Iterable

from opora.kernel.text import signed
from opora.reports.papers.text import one_line

_MOSCOW = "МСК"
AHEAD_OF_MOSCOW = {
    "КЛД": -1, "САМ": 1, "ЕКБ": 2, "ОМС": 3, "НСК": 4, "КРС": 4, "ИРК": 5, "ЯКТ": 6, "ВЛД": 7,
    "МГД": 8, "СХЛ": 8, "СРК": 8, "КАМ": 9, "АНД": 9,
}  # fmt: skip


def zone_note(zones: Iterable[str]) -> str:
    """What the letters after a time mean; unknown ones stay without a note."""
    used = dict.fromkeys(one_line(zone) for zone in zones)
    words = [f"{_MOSCOW} – московское время (UTC+3)"] if _MOSCOW in used else []
    words += [
        f"{zone} – {_MOSCOW}{signed(AHEAD_OF_MOSCOW[zone])} ч" for zone in used if zone in AHEAD_OF_MOSCOW
    ]
    return f"Время: {'; '.join(words)}." if words else ""
