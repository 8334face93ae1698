"""How long a meeting lasted, from two measures that do not know of each other (S0-5.10a, domain.md §8).

The rule, in order:

1. Only the server's clock counts; the clock of a browser is never asked.
2. All sockets of one person are one presence: two tabs do not make two hours.
3. A break of a socket of up to :data:`BRIDGE` is a reconnection, not an absence.
4. A longer break is presence too if media of this person was heard by others through the whole of it. Media
   alone, before the first socket or after the last, proves nothing: engines hear ghosts.
5. The meeting lasts from the first to the last moment when who gives it and somebody else were both there.
   Whole minutes are taken from the first one, so nothing is rounded up.
6. Came means a whole minute together with who gives the meeting.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

Span = tuple[datetime, datetime]

BRIDGE = timedelta(seconds=60)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Trace:
    """Of one person: when sockets were open, and when others heard media (in any order, with doubles)."""

    sockets: Sequence[Span]
    media: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """``start`` and ``end`` are whole minutes apart.

    ``away``: breaks of who gives it; ``there``: seconds together with him, by person.
    """

    start: datetime
    end: datetime
    away: tuple[Span, ...]
    there: Mapping[int, int]

    @property
    def minutes(self) -> int:
        return (self.end - self.start) // MINUTE

    @property
    def came(self) -> frozenset[int]:
        return frozenset(person for person, seconds in self.there.items() if seconds >= 60)


def merged(spans: Iterable[Span], bridge: timedelta = timedelta()) -> list[Span]:
    """In order, apart by more than ``bridge``; what ends before it begins (a clock set back) is none."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if found and start - found[-1][1] <= bridge:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def common(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """Where both are; each side merged."""
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other)
    return merged(pairs)


def present(trace: Trace) -> list[Span]:
    """When the person was there (rules 1 to 4)."""
    sockets, media = merged(trace.sockets, BRIDGE), merged(trace.media)
    proved = [
        (before[1], after[0])
        for before, after in pairwise(sockets)
        if any(start <= before[1] and end >= after[0] for start, end in media)
    ]
    return merged([*sockets, *proved])


def measured(host: Trace, others: Mapping[int, Trace]) -> Measured | None:
    """None when the two sides never met (rules 5 and 6)."""
    given = present(host)
    by_person = {person: common(present(trace), given) for person, trace in others.items()}
    together = merged(span for spans in by_person.values() for span in spans)
    if not together or together[-1][1] - together[0][0] < MINUTE:
        return None
    start = together[0][0].replace(second=0, microsecond=0)
    end = start + (together[-1][1] - together[0][0]) // MINUTE * MINUTE
    breaks = [
        (before[1], after[0])
        for before, after in pairwise(given)
        if before[1] >= together[0][0] and after[0] <= together[-1][1]
    ]
    seconds = {
        person: sum(int((b - a).total_seconds()) for a, b in spans) for person, spans in by_person.items()
    }
    return Measured(start, end, tuple(breaks), seconds)
