"""The only source of «now»: server time in UTC, which tests may stop."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_stopped_at: datetime | None = None


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _stopped_at or datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar date now in ``zone`` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """Stop the clock of this process at ``to`` (aware)."""
    global _stopped_at
    before, _stopped_at = _stopped_at, to.astimezone(UTC)
    try:
        yield
    finally:
        _stopped_at = before
