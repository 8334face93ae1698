"""Twenty recorded traces of presence with the minutes counted by hand, and the properties of the rule."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.meetings.minutes import Trace, common, measured, merged, present

DAY = datetime(2026, 11, 23, tzinfo=UTC)
Spans = list[tuple[str, str]]


def at(clock: str) -> datetime:
    hours, minutes, seconds = (int(one) for one in clock.split(":"))
    return DAY + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def trace(sockets: Spans, media: Spans | None = None) -> Trace:
    return Trace([(at(a), at(b)) for a, b in sockets], [(at(a), at(b)) for a, b in media or []])


#: name, host's sockets and media, each learner's sockets and media, then by hand: start, minutes, who came
TRACES: list[tuple[str, Trace, Mapping[int, Trace], str, int, set[int]]] = [
    (
        "both on time",
        trace([("18:00:00", "19:00:00")]),
        {1: trace([("18:00:00", "19:00:00")])},
        "18:00", 60, {1},
    ),
    (
        "the learner is late by four minutes",
        trace([("17:55:10", "18:40:00")]),
        {1: trace([("18:04:00", "18:40:00")])},
        "18:04", 36, {1},
    ),
    (
        "seconds are dropped, not rounded up",
        trace([("18:00:00", "19:00:00")]),
        {1: trace([("18:01:50", "18:58:10")])},
        "18:01", 56, {1},
    ),
    (
        "a cut of the learner for five seconds",
        trace([("18:00:00", "18:30:00")]),
        {1: trace([("18:00:00", "18:10:00"), ("18:10:05", "18:30:00")])},
        "18:00", 30, {1},
    ),
    (
        "a cut of the host for fifty-nine seconds is no break",
        trace([("18:00:00", "18:10:00"), ("18:10:59", "18:30:00")]),
        {1: trace([("18:00:00", "18:30:00")])},
        "18:00", 30, {1},
    ),
    (
        "two tabs of one learner are one presence",
        trace([("18:00:00", "18:45:00")]),
        {1: trace([("18:00:00", "18:30:00"), ("18:05:00", "18:45:00")])},
        "18:00", 45, {1},
    ),
    (
        "two tabs of the host",
        trace([("18:00:00", "18:45:00"), ("18:00:30", "18:20:00")]),
        {1: trace([("18:00:00", "18:45:00")])},
        "18:00", 45, {1},
    ),
    (
        "socket broken for five minutes while the voice went on",
        trace([("18:00:00", "18:50:00")]),
        {1: trace([("18:00:00", "18:20:00"), ("18:25:00", "18:30:00")], [("18:00:05", "18:29:55")])},
        "18:00", 30, {1},
    ),
    (
        "the learner who came back late ends the meeting, his absence is inside",
        trace([("18:00:00", "18:50:00")]),
        {1: trace([("18:00:00", "18:10:00"), ("18:40:00", "18:50:00")])},
        "18:00", 50, {1},
    ),
    (
        "a ghost of media after the last socket proves nothing",
        trace([("18:00:00", "19:30:00")]),
        {1: trace([("18:00:00", "18:40:00")], [("18:00:05", "19:30:00")])},
        "18:00", 40, {1},
    ),
    (
        "media before the first socket proves nothing",
        trace([("18:00:00", "19:00:00")]),
        {1: trace([("18:20:00", "19:00:00")], [("18:00:00", "18:20:00")])},
        "18:20", 40, {1},
    ),
    (
        "three learners, one for half a minute",
        trace([("18:00:00", "18:40:00")]),
        {
            1: trace([("18:00:00", "18:40:00")]),
            2: trace([("18:10:00", "18:20:00")]),
            3: trace([("18:15:00", "18:15:30")]),
        },
        "18:00", 40, {1, 2},
    ),
    (
        "learners one after another",
        trace([("18:00:00", "19:00:00")]),
        {1: trace([("18:00:00", "18:25:00")]), 2: trace([("18:35:00", "18:58:00")])},
        "18:00", 58, {1, 2},
    ),
    (
        "the host came last",
        trace([("18:12:00", "18:42:00")]),
        {1: trace([("17:58:00", "18:42:30")])},
        "18:12", 30, {1},
    ),
    (
        "the host left, the learners talked on",
        trace([("18:00:00", "18:20:00")]),
        {1: trace([("18:00:00", "19:20:00")]), 2: trace([("18:21:00", "19:20:00")])},
        "18:00", 20, {1},
    ),
    (
        "the server was killed: spans end when they were heard last and go on after the start",
        trace([("18:00:00", "18:15:04"), ("18:15:40", "18:45:00")]),
        {1: trace([("18:00:20", "18:15:04"), ("18:15:50", "18:45:00")])},
        "18:00", 44, {1},
    ),
    (
        "the clock of the server set back inside a socket: that span is none",
        trace([("18:00:00", "18:30:00")]),
        {1: trace([("18:10:00", "18:02:00"), ("18:05:00", "18:25:00")])},
        "18:05", 20, {1},
    ),
    (
        "through midnight",
        trace([("23:40:00", "24:20:00")]),
        {1: trace([("23:45:00", "24:15:00")])},
        "23:45", 30, {1},
    ),
    (
        "rows in disorder and doubled by a repeated write",
        trace([("18:30:00", "18:40:00"), ("18:00:00", "18:30:00"), ("18:00:00", "18:30:00")]),
        {1: trace([("18:20:00", "18:40:00"), ("18:00:00", "18:20:00"), ("18:20:00", "18:40:00")])},
        "18:00", 40, {1},
    ),
    (
        "six reconnections on a train",
        trace([("18:00:00", "18:36:00")]),
        {
            1: trace(
                [
                    ("18:00:00", "18:05:00"), ("18:05:30", "18:10:00"), ("18:10:40", "18:16:00"),
                    ("18:16:59", "18:20:00"), ("18:20:10", "18:29:00"), ("18:29:45", "18:36:00"),
                ]
            )
        },
        "18:00", 36, {1},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("host", "others", "start", "minutes", "came"),
    [row[1:] for row in TRACES],
    ids=[row[0] for row in TRACES],
)
def test_a_trace_gives_the_minutes_counted_by_hand(
    host: Trace, others: Mapping[int, Trace], start: str, minutes: int, came: set[int]
) -> None:
    found = measured(host, others)
    assert found is not None
    assert (f"{found.start:%H:%M}", found.minutes, set(found.came)) == (start, minutes, came)


@pytest.mark.parametrize(
    ("host", "others"),
    [
        (trace([("18:00:00", "18:20:00")]), {1: trace([("18:20:00", "18:40:00")])}),
        (trace([("18:00:00", "18:20:00")]), {}),
        (trace([]), {1: trace([("18:00:00", "18:40:00")])}),
        (trace([("18:00:00", "18:20:00")]), {1: trace([("18:05:00", "18:05:59")])}),
    ],
    ids=["one after the other", "nobody came", "no host", "fifty-nine seconds"],
)
def test_those_who_never_met_have_no_minutes(host: Trace, others: Mapping[int, Trace]) -> None:
    assert measured(host, others) is None


def test_a_long_break_of_the_host_is_said() -> None:
    host = trace([("18:00:00", "18:10:00"), ("18:14:00", "18:40:00")])
    found = measured(host, {1: trace([("18:00:00", "18:40:00")])})
    assert found is not None
    assert found.away == ((at("18:10:00"), at("18:14:00")),)
    assert found.there == {1: 36 * 60}


seconds = st.integers(0, 7200)
rows = st.lists(st.tuples(seconds, seconds), max_size=6)
Rows = list[tuple[int, int]]


def spans_of(rows: Rows) -> list[tuple[datetime, datetime]]:
    return [(DAY + timedelta(seconds=a), DAY + timedelta(seconds=b)) for a, b in rows]


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(rows)
def test_merged_is_in_order_apart_and_merged_again_the_same(rows: Rows) -> None:
    found = merged(spans_of(rows))
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert merged(found) == found


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, rows, rows, rows)
def test_nobody_is_there_longer_than_the_host_or_himself(
    one: Rows, two: Rows, three: Rows, four: Rows
) -> None:
    host, other = Trace(spans_of(one), spans_of(two)), Trace(spans_of(three), spans_of(four))
    found = measured(host, {1: other})
    if found is None:
        return
    mine, own = (sum((b - a).total_seconds() for a, b in present(trace)) for trace in (host, other))
    assert found.there[1] <= min(mine, own)
    assert found.minutes * 60 <= (max(b for _a, b in present(host)) - found.start).total_seconds()


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, rows)
def test_to_be_together_is_mutual(one: Rows, other: Rows) -> None:
    first, second = (merged(spans_of(rows)) for rows in (one, other))
    assert common(first, second) == common(second, first)
