"""Splitting keeps the sum, and time taken out is never counted (LOAD-02, case 17)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from opora.workload.actions.times import MINUTE, Stretch, by_midnight, days_of, merged, whole_minutes, without

ZONES = st.sampled_from(["Europe/Moscow", "Asia/Vladivostok", "Asia/Kamchatka", "Europe/Kaliningrad"])
BEGIN = datetime(2026, 10, 20, tzinfo=UTC)


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    start = BEGIN + timedelta(seconds=draw(st.integers(0, 40 * 86400)))
    return Stretch(start, start + timedelta(seconds=draw(st.integers(1, 3 * 86400))))


@given(stretches(), ZONES)
def test_cutting_at_midnight_keeps_the_sum(worked: Stretch, zone: str) -> None:
    days = days_of([worked], zone)
    assert sum(part.minutes for part in days.values()) == (worked.ends_at - worked.starts_at) // MINUTE


@given(stretches(), ZONES)
def test_pieces_of_a_stretch_touch_and_stay_in_their_day(worked: Stretch, zone: str) -> None:
    pieces = by_midnight(worked, zone)
    assert [piece.starts_at for _, piece in pieces[1:]] == [piece.ends_at for _, piece in pieces[:-1]]
    assert (pieces[0][1].starts_at, pieces[-1][1].ends_at) == (worked.starts_at, worked.ends_at)
    assert len({day for day, _ in pieces}) == len(pieces)


@given(stretches(), st.lists(stretches(), max_size=5), ZONES)
def test_counted_time_is_never_counted_again(worked: Stretch, taken: list[Stretch], zone: str) -> None:
    days = days_of([worked], zone, taken)
    counted = [piece for part in days.values() for piece in part.stretches]
    assert not any(
        piece.starts_at < busy.ends_at and busy.starts_at < piece.ends_at
        for piece in counted
        for busy in taken
    )
    common = merged([*taken, worked])
    without_worked = sum((one.ends_at - one.starts_at for one in merged(taken)), timedelta())
    all_time = sum((one.ends_at - one.starts_at for one in common), timedelta())
    assert sum(part.minutes for part in days.values()) == (all_time - without_worked) // MINUTE


@given(st.lists(stretches(), max_size=6))
def test_merged_time_has_no_overlaps(worked: list[Stretch]) -> None:
    joined = merged(worked)
    assert all(one.ends_at < two.starts_at for one, two in pairwise(joined))


def test_seconds_are_dropped_never_rounded_up() -> None:
    start = datetime(2026, 11, 2, 15, 0, 40, tzinfo=UTC)
    assert whole_minutes([Stretch(start, start + timedelta(minutes=89, seconds=59))]) == 89
    assert days_of([Stretch(start, start + timedelta(seconds=59))], "Europe/Moscow") == {}


def test_midnight_belongs_to_the_branch() -> None:
    evening = Stretch(datetime(2026, 11, 30, 20, 30, tzinfo=UTC), datetime(2026, 11, 30, 21, 45, tzinfo=UTC))
    assert {day: part.minutes for day, part in days_of([evening], "Europe/Moscow").items()} == {
        date(2026, 11, 30): 30,
        date(2026, 12, 1): 45,
    }
    assert {day: part.minutes for day, part in days_of([evening], "Asia/Vladivostok").items()} == {
        date(2026, 12, 1): 75
    }


def test_time_taken_from_the_middle_leaves_two_pieces() -> None:
    start = datetime(2026, 11, 2, 15, tzinfo=UTC)
    whole = Stretch(start, start + 90 * MINUTE)
    busy = Stretch(start + 30 * MINUTE, start + 60 * MINUTE)
    assert without(whole, [busy, Stretch(start - 9 * MINUTE, start - MINUTE)]) == [
        Stretch(start, start + 30 * MINUTE),
        Stretch(start + 60 * MINUTE, start + 90 * MINUTE),
    ]
    assert without(whole, [Stretch(start, start + 100 * MINUTE)]) == []
