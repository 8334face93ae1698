"""Programmes with their parts, groups with their terms, contracts, enrolments by order."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from opora.people.models import Contract, ContractLearner, Person
from opora.regulations.actions import issue_order
from opora.regulations.models import Order
from opora.studies.models import (
    Enrolment,
    Group,
    GroupPart,
    IndividualPlan,
    Programme,
    ProgrammeOutline,
    ProgrammePart,
)

from .world import World

DATA = Path(__file__).parents[1] / "data"
MAYAK, COLLEGE = "ООО «Маяк» (вымышлено)", "ГБПОУ «Приморский технический колледж» (вымышлено)"
State = Enrolment.State


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((DATA / name).read_text(encoding="utf-8"))[name[:-5]]
    return rows


def make_programmes(world: World) -> None:
    rows = _read("programmes.toml")
    programmes = [
        Programme(**{key: row[key] for key in ("code", "title", "aliases", "kind", "hours")}) for row in rows
    ]
    Programme.objects.bulk_create(programmes)
    topics: list[ProgrammePart] = []
    for programme, row in zip(programmes, rows, strict=True):
        world.programmes[programme.code] = programme
        parts = [
            ProgrammePart(
                programme=programme,
                kind=part["kind"],
                title=part["title"],
                hours=part["hours"],
                has_attestation=part.get("attestation", False),
                position=place * 10,
            )
            for place, part in enumerate(row["parts"], 1)
        ]
        world.parts[programme.code] = ProgrammePart.objects.bulk_create(parts)
        for part, source in zip(parts, row["parts"], strict=True):
            world.topics[part.pk] = [title for title, _hours in source.get("topics", [])]
            topics += [
                ProgrammePart(
                    programme=programme,
                    parent=part,
                    kind=ProgrammePart.Kind.TOPIC,
                    title=title,
                    hours=hours,
                    position=part.position + place,
                )
                for place, (title, hours) in enumerate(source.get("topics", []), 1)
            ]
    ProgrammePart.objects.bulk_create(topics)
    ProgrammeOutline.objects.bulk_create(
        ProgrammeOutline(programme=world.programmes[row["code"]], **row["outline"])
        for row in rows
        if "outline" in row
    )


def make_groups(world: World) -> None:
    for row in _read("groups.toml"):
        starts, ends = (world.days.parsed(text) for text in row["dates"])
        late = world.days.late_by if row["key"] == "ОТ" else timedelta()
        group = Group.objects.create(
            code=row["code"].format(start=starts),
            programme=world.programmes[row["programme"]],
            branch=world.east if row["key"] == "СТР" else world.head,
            curator=world.people["schulz"],
            starts_on=starts,
            ends_on=ends + late,
        )
        world.groups[row["key"]] = group
        parts = world.parts[row["programme"]]
        world.runs[row["key"]] = GroupPart.objects.bulk_create(
            _run(world, group, part, terms, late) for part, terms in zip(parts, row["parts"], strict=True)
        )
        _enrol(world, row["key"], group, *row["order"])


def _run(world: World, group: Group, part: ProgrammePart, terms: list[str], late: timedelta) -> GroupPart:
    """A part that is still studied this week is studied longer when its exam-prep was moved (``late``)."""
    starts, ends, attestation, teacher = terms
    last = world.days.parsed(ends)
    longer = late if last > world.days.monday else timedelta()
    return GroupPart(
        group=group,
        part=part,
        starts_on=min(world.days.parsed(starts), last) if not longer or starts != ends else last + longer,
        ends_on=last + longer,
        attestation_on=world.days.parsed(attestation) + longer if attestation else None,
        teacher=world.people[teacher] if teacher else None,
    )


def _enrol(world: World, key: str, group: Group, number: str, on: str) -> None:
    order = issue_order(
        number=number,
        on=world.days.parsed(on),
        kind=Order.Kind.ENROLMENT,
        title=f"О зачислении в группу {group.code}",
        signer=world.people["orlova"],
        position="директор",
    )
    learners = world.learners[key]
    contracts = _contracts(world, key, group, order.date)
    ContractLearner.objects.bulk_create(
        ContractLearner(contract=contracts[who.pk], learner=who) for who in learners
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            learner=who,
            group=group,
            contract=contracts[who.pk],
            state=State.ENROLLED,
            order_in=order,
            enrolled_on=group.starts_on,
        )
        for who in learners
    )


def _contracts(world: World, key: str, group: Group, on: date) -> dict[int, Contract]:
    """Which contract each learner studies by: one for all, or one each."""
    learners = world.learners[key]
    terms = {"date": on, "valid_from": on, "valid_to": group.ends_on + timedelta(days=30)}
    year = f"{on:%y}"
    if key == "ЗАК":
        one = Contract.objects.create(
            number=f"4-С/{year}", kind=Contract.Kind.NETWORK, customer=COLLEGE, **terms
        )
        return {who.pk: one for who in learners}
    if key == "ОТ":
        terms |= {
            "date": world.days.of(2, 11),
            "valid_from": world.days.of(2, 11),
            "valid_to": world.days.of(29, 1, 2027),
        }
        one = Contract.objects.create(
            number=f"117/{year}", kind=Contract.Kind.CORPORATE, customer=MAYAK, **terms
        )
        return {who.pk: one for who in learners}
    first = {"ТБ": 61, "СТР": 90, "ВОЖ": 120, "ПИТ": 30}[key]
    contracts = [
        Contract(
            number=f"{first + place}/{year}", kind=Contract.Kind.PAID, customer=_payer(world, who), **terms
        )
        for place, who in enumerate(learners)
    ]
    Contract.objects.bulk_create(contracts)
    return {who.pk: contract for who, contract in zip(learners, contracts, strict=True)}


def _payer(world: World, learner: Person) -> str:
    """The customer of a minor is an adult, and need not be the representative."""
    if learner in (world.people["zotov-i"], world.people["zotova-v"]):
        return world.people["zotova"].full_name
    return learner.full_name


def make_special_cases(world: World) -> None:
    """An individual plan, an academic leave, a contract that has ended."""
    days, people = world.days, world.people
    IndividualPlan.objects.create(
        enrolment=Enrolment.objects.get(learner=people["sidorenko"]),
        number="5-ИУП",
        date=days.of(10, 11),
        individual_exam_prep=True,
    )
    issue_order(
        number="50-у",
        on=days.of(12, 10),
        kind=Order.Kind.OTHER,
        title=f"Об академическом отпуске Щёголева-Кузьмина Л. А. до {days.of(11, 1, 2027):%d.%m.%Y}",
        signer=people["orlova"],
        position="директор",
    )
    Enrolment.objects.filter(learner=people["shchegolev"]).update(
        state=State.LEAVE, leave_until=days.of(11, 1, 2027)
    )
    ended = Contract.objects.get(parties__learner=people["ryabinina"])
    ended.valid_to = days.of(20, 11)
    ended.save(update_fields=["valid_to"])
    for key in ("shchegolev", "ryabinina"):
        world.learners["ТБ"].remove(people[key])
