"""Programmes as trees of parts, groups and when they study each part."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Branch, Person

from .. import rules
from ..events import GroupPartChanged
from ..models import Group, GroupPart, Programme, ProgrammeOutline, ProgrammePart


@transaction.atomic
def create_programme(
    *,
    code: str,
    title: str,
    kind: str,
    hours: int,
    aliases: Sequence[str] = (),
    uses_e_learning: bool = True,
    uses_distance_tech: bool = True,
) -> Programme:
    """A programme (S0-1.1); ``hours`` are academic, ``aliases`` are what customers call it in their lists."""
    code = code.strip()
    enforce(rules.programme_code_is_free(code), rules.volume_is_enough(kind, hours))
    return Programme.objects.create(
        code=code,
        title=title.strip(),
        kind=kind,
        hours=hours,
        aliases=[alias.strip() for alias in aliases if alias.strip()],
        uses_e_learning=uses_e_learning,
        uses_distance_tech=uses_distance_tech,
    )


@transaction.atomic
def write_outline(
    programme: Programme,
    *,
    results: Sequence[str],
    study_forms: str = "",
    materials: str = "",
    staff: str = "",
    distance: str = "",
) -> ProgrammeOutline:
    """Planned results and conditions of a programme, as a whole (S1-2.2)."""
    words = {"study_forms": study_forms, "materials": materials, "staff": staff, "distance": distance}
    return ProgrammeOutline.objects.update_or_create(
        programme=programme,
        defaults={
            "results": [one.strip() for one in results if one.strip()],
            **{name: text.strip() for name, text in words.items()},
        },
    )[0]


@transaction.atomic
def add_part(
    programme: Programme,
    *,
    title: str,
    kind: str,
    hours: int = 0,
    parent: ProgrammePart | None = None,
    has_attestation: bool = False,
) -> ProgrammePart:
    """Add a part at the end of its parent (S0-1.4). The programme's row is the lock of the order."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    enforce(rules.parent_is_of_programme(programme, parent))
    last = programme.parts.filter(parent=parent).aggregate(last=Max("position"))["last"] or 0
    return ProgrammePart.objects.create(
        programme=programme,
        parent=parent,
        kind=kind,
        title=title.strip(),
        hours=hours,
        position=last + 1,
        has_attestation=has_attestation,
    )


@transaction.atomic
def create_group(
    programme: Programme,
    *,
    code: str,
    branch: Branch,
    starts_on: date,
    ends_on: date,
    curator: Person | None = None,
) -> Group:
    """Open a group of a programme; its zone is the branch's."""
    code = code.strip()
    enforce(rules.group_code_is_free(code), rules.dates_are_in_order(starts_on, ends_on))
    return Group.objects.create(
        code=code, programme=programme, branch=branch, curator=curator, starts_on=starts_on, ends_on=ends_on
    )


@transaction.atomic
def set_group_part(
    group: Group,
    *,
    part: ProgrammePart,
    starts_on: date,
    ends_on: date,
    attestation_on: date | None = None,
    teacher: Person | None = None,
) -> GroupPart:
    """Say when a group studies a part, who teaches it and when it is attested (CON-03, EXP-03)."""
    Group.objects.select_for_update().get(pk=group.pk)
    enforce(
        rules.part_is_of_group(group, part),
        rules.dates_are_in_order(starts_on, ends_on, attestation_on),
        rules.dates_are_inside_group(group, starts_on, ends_on),
    )
    before = GroupPart.objects.filter(group=group, part=part).first()
    row, _created = GroupPart.objects.update_or_create(
        group=group,
        part=part,
        defaults={
            "starts_on": starts_on,
            "ends_on": ends_on,
            "attestation_on": attestation_on,
            "teacher": teacher,
        },
    )
    publish(GroupPartChanged(group.pk, part.pk, before.attestation_on if before else None))
    return row
