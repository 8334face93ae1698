"""A room as one process knows it."""

import asyncio
import time
from dataclasses import dataclass, field

from .registry import Audience, View, feeds
from .tab import Tab, Told

FRESH = 2.0  # seconds for which the people of a room are not asked for again
NOBODY = Audience(frozenset())


@dataclass(eq=False, slots=True)
class Room:
    """``change``: the last event that was pushed; ``marks``: how far each has read, as it is known here."""

    name: str
    views: dict[View | None, set[Tab]] = field(default_factory=dict)
    change: int | None = None
    is_dirty: bool = False
    pushing: "asyncio.Task[None] | None" = None
    entering: int = 0
    marks: dict[int, int] = field(default_factory=dict)
    marked: dict[int, int] = field(default_factory=dict)
    to_store: dict[int, int] = field(default_factory=dict)
    _audience: Audience = NOBODY
    _asked_at: float | None = None

    @property
    def kind(self) -> str:
        return self.name.partition(":")[0]

    @property
    def number(self) -> int:
        return int(self.name.partition(":")[2])

    @property
    def is_fed(self) -> bool:
        return self.kind in feeds

    @property
    def is_idle(self) -> bool:
        return not (self.views or self.pushing or self.entering or self.to_store)

    @property
    def is_stale(self) -> bool:
        return self._asked_at is None or self._asked_at + FRESH < time.monotonic()

    @property
    def audience(self) -> Audience:
        return self._audience

    @audience.setter
    def audience(self, found: Audience) -> None:
        self._audience, self._asked_at = found, time.monotonic()

    @property
    def tabs(self) -> list[Tab]:
        return [tab for tabs in self.views.values() for tab in tabs]

    def tell(self, told: Told) -> None:
        for tabs in self.views.values():
            for tab in tabs:
                tab.tell(told)

    def tell_seen(self, person: int, told: Told) -> None:
        """Of a person, to those who may see that he is there; not to himself."""
        for tab in self.tabs:
            if tab.guest.person != person and self.sees(tab, person):
                tab.tell(told)

    def tell_presence(self, there: dict[int, bool]) -> None:
        """Who has come and gone: of everybody to watchers, of those all may see to the rest."""
        shown = {one: is_here for one, is_here in there.items() if one in self._audience.shown}
        everything, some = _presence(self.name, there), _presence(self.name, shown)
        for tab in self.tabs:
            if tab.guest.person in self._audience.watchers:
                tab.tell(everything)
            elif shown:
                tab.tell(some)

    def sees(self, tab: Tab, person: int) -> bool:
        who = self._audience
        return person in who.everybody and (person in who.shown or tab.guest.person in who.watchers)

    def sees_marks(self, tab: Tab) -> bool:
        return self._audience.is_open or tab.guest.person in self._audience.watchers

    def enter(self, tab: Tab, view: View | None) -> None:
        self.views.setdefault(view, set()).add(tab)
        tab.rooms.add(self.name)

    def leave(self, tab: Tab) -> None:
        tab.rooms.discard(self.name)
        for view in [view for view, tabs in self.views.items() if tab in tabs]:
            self.views[view].discard(tab)
            if not self.views[view]:
                del self.views[view]

    def heard_marks(self, marks: dict[int, int]) -> None:
        """Only forward: words of the bus may come in any order."""
        for key, value in marks.items():
            if self.marks.get(key, 0) < value:
                self.marks[key] = self.marked[key] = value


def _presence(room: str, there: dict[int, bool]) -> Told:
    on = [one for one, is_here in there.items() if is_here]
    return Told(room=room, on=on, off=[one for one, is_here in there.items() if not is_here])
