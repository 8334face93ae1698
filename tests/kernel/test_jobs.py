"""A job of the day runs by the clock of the organisation, wherever it is."""

from datetime import UTC, datetime

import pytest

from opora.kernel.clock import travel
from opora.kernel.jobs import is_time


@pytest.mark.parametrize(
    ("utc_hour", "zone", "hour", "expected"),
    [
        (21, "Europe/Moscow", 0, True),  # 00:05
        (20, "Europe/Moscow", 0, False),  # 23:05
        (0, "Europe/Moscow", 0, True),  # 03:05, made up after a stop
        (3, "Europe/Moscow", 0, False),  # 06:05
        (14, "Asia/Vladivostok", 0, True),  # 00:05 of the next day
        (13, "Asia/Vladivostok", 0, False),
        (0, "Asia/Vladivostok", 0, False),  # 10:05: the midnight of UTC means nothing here
        (23, "Asia/Vladivostok", 9, True),  # 09:05
        (6, "Europe/Moscow", 9, True),
        (5, "Europe/Moscow", 9, False),
    ],
)
def test_the_hour_is_that_of_the_zone(utc_hour: int, zone: str, hour: int, expected: bool) -> None:
    with travel(datetime(2026, 11, 23, utc_hour, 5, tzinfo=UTC)):
        assert is_time(zone, hour) is expected
