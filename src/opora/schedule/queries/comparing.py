"""What differs between two editions: the lines that came, went and changed, and in which cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from opora.people.models import Person

from ..models import Schedule, ScheduleLine
from .editions import days_text, lines_of, means_text, time_text


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell before and after; empty when there was or is nothing in it."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A line under one key in two editions; without ``old`` it came, without ``new`` it went."""

    old: ScheduleLine | None
    new: ScheduleLine | None
    cells: list[Cell] = field(default_factory=list)

    @property
    def line(self) -> ScheduleLine:
        line = self.new or self.old
        assert line is not None  # noqa: S101 -- a difference is made from a line
        return line

    @property
    def person(self) -> Person | None:
        return self.line.person

    @property
    def kind(self) -> str:
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Differences by person, and how many lines stayed as they were."""

    old: Schedule
    new: Schedule
    differences: list[Difference]
    same: int

    def count(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.differences)

    @property
    def added(self) -> int:
        return self.count("added")

    @property
    def removed(self) -> int:
        return self.count("removed")

    @property
    def changed(self) -> int:
        return self.count("changed")


def compare(old: Schedule, new: Schedule) -> Comparison:
    """Lines are the same by their key, whatever stands in them. Ten statements, however many lines."""
    return compared(old, new, lines_of(old), lines_of(new))


def compared(
    old: Schedule, new: Schedule, before: Sequence[ScheduleLine], after: Sequence[ScheduleLine]
) -> Comparison:
    pairs = _paired(before, after)
    found = [difference(was, now) for was, now in pairs]
    differences = [one for one in found if one.cells]
    differences.sort(key=lambda one: (one.person.search_name if one.person else "", one.line.weekdays))
    return Comparison(old, new, differences, len(found) - len(differences))


Pair = tuple[ScheduleLine | None, ScheduleLine | None]


def _paired(before: Sequence[ScheduleLine], after: Sequence[ScheduleLine]) -> list[Pair]:
    """By key; two графика that share none are of different periods: there a person's days make the pair."""
    of_keys = {line.key for line in before} & {line.key for line in after}
    names: list[Callable[[ScheduleLine], object]] = [lambda line: line.key]
    if not of_keys:
        names = [
            lambda line: (line.person_id, line.weekdays, line.time_from),
            lambda line: (line.person_id, line.weekdays),
        ]
    pairs: list[Pair] = []
    old, new = list(before), list(after)
    for name in names:
        for line in list(new):
            match = next((one for one in old if name(one) == name(line)), None)
            if match:
                pairs.append((match, line))
                old.remove(match)
                new.remove(line)
    return pairs + [(None, line) for line in new] + [(line, None) for line in old]


def difference(old: ScheduleLine | None, new: ScheduleLine | None) -> Difference:
    before = columns_of(old) if old else {}
    after = columns_of(new) if new else {}
    shown = after or before if old and new else _brief()
    cells = [
        Cell(title, before.get(title, ""), after.get(title, ""))
        for title in shown
        if before.get(title, "") != after.get(title, "")
    ]
    return Difference(old, new, cells)


def _brief() -> tuple[str, ...]:
    """What tells a line apart: of one that came or went the rest is not news."""
    return (_("день"), _("время"), _("средство"), _("группы"))


def columns_of(line: ScheduleLine) -> dict[str, str]:
    """Everything a line says, by the title of its cell."""
    return {
        _("работник"): line.person.short_name if line.person else "",
        _("должность"): line.job_title,
        _("раздел"): line.get_section_display(),
        _("площадка"): line.branch.name,
        _("день"): days_text(line),
        _("время"): time_text(line),
        _("средство"): means_text(line),
        _("форма"): line.get_format_display(),
        _("режим"): line.get_mode_display(),
        _("мест"): str(line.capacity),
        _("группы"): ", ".join(group.code for group in line.groups.all()),
        _("дисциплины"): ", ".join(part.title for part in line.parts.all()),
    }
