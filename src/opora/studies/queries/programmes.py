"""Programmes and their trees."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from ..forms.programme_names import ProgrammeName
from ..models import Group, GroupPart, Programme, ProgrammeOutline, ProgrammePart


@dataclass(frozen=True, slots=True)
class Node:
    """A part in its place of the tree: ``depth`` from 0, ``number`` «2.1.3», ``run`` of a group."""

    part: ProgrammePart
    depth: int
    number: str
    run: GroupPart | None = None


def programmes() -> QuerySet[Programme]:
    outlines = ProgrammeOutline.objects.filter(programme=OuterRef("pk"))
    return Programme.objects.annotate(
        groups_count=Count("groups", distinct=True),
        parts_count=Count("parts", distinct=True),
        is_described=Exists(outlines.exclude(results=[])),
    ).order_by("code")


def outlines_of(programmes: Iterable[int]) -> dict[int, ProgrammeOutline]:
    """Planned results and conditions by programme. One statement."""
    return {one.programme_id: one for one in ProgrammeOutline.objects.filter(programme__in=set(programmes))}


def programme_names() -> list[ProgrammeName]:
    """How a file may call the programmes."""
    rows = Programme.objects.values_list("code", "title", "hours", "aliases")
    return [ProgrammeName(code, title, hours, tuple(aliases)) for code, title, hours, aliases in rows]


def _laid_out(parts: Iterable[ProgrammePart], runs: dict[int, GroupPart]) -> list[Node]:
    children: dict[int | None, list[ProgrammePart]] = defaultdict(list)
    for part in parts:
        children[part.parent_id].append(part)
    nodes: list[Node] = []

    def walk(parent: int | None, depth: int, prefix: str) -> None:
        for index, part in enumerate(children[parent], 1):
            number = f"{prefix}{index}"
            nodes.append(Node(part, depth, number, runs.get(part.pk)))
            walk(part.pk, depth + 1, f"{number}.")

    walk(None, 0, "")
    return nodes


def tree(programme: Programme) -> list[Node]:
    """All parts in the order of reading. One statement."""
    return _laid_out(programme.parts.all(), {})


def group_tree(group: Group) -> list[Node]:
    """Parts of the group's programme with when and by whom the group is taught. Two statements."""
    runs = {run.part_id: run for run in group.schedule_of_parts.select_related("teacher")}
    return _laid_out(ProgrammePart.objects.filter(programme=group.programme_id), runs)


def with_descendants(programme: Programme, parts: Iterable[ProgrammePart]) -> list[ProgrammePart]:
    """Chosen parts with everything inside them: a module opens its topics. One statement."""
    chosen = {part.pk: part for part in parts}
    inside: dict[int | None, list[ProgrammePart]] = defaultdict(list)
    for part in programme.parts.all():
        inside[part.parent_id].append(part)
    queue = list(chosen)
    while queue:
        for child in inside[queue.pop()]:
            if child.pk not in chosen:
                chosen[child.pk] = child
                queue.append(child.pk)
    return list(chosen.values())
