"""The open site: written sections, news, teacher pages, letters of visitors, rows of «Сведения»."""

import tomllib
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from opora.kernel.clock import travel
from opora.progress.actions import mark_appeal
from opora.studies.models import Group
from opora.website.actions.appeals import (
    Arrived,
    answer_appeal,
    pass_appeal,
    register_appeal,
    take_appeal,
)
from opora.website.actions.applications import open_admission, register_application
from opora.website.actions.news import publish_news, write_news
from opora.website.actions.sections import check_page, write_section
from opora.website.actions.sveden import write_row
from opora.website.actions.teachers import FIELDS, agree, publish, write_page
from opora.website.models import Appeal, Place, Way
from opora.website.queries.marking import marked
from opora.website.queries.sections import sample
from opora.website.queries.sveden import layout

from .days import at, working_day_before
from .world import World

DATA = Path(__file__).parents[1] / "data" / "site.toml"


def make_site(world: World) -> None:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    keeper, today = world.people["tsoy"], world.days.today
    with travel(at(world.days.of(10, 9), time(12))):
        for place in Place:
            write_section(place, text=sample(place), base=0, by=keeper)
    with travel(at(world.days.of(16, 11), time(11))):
        for place, text in data["sections"].items():
            write_section(Place(place), text=text.strip(), base=1, by=keeper)
        check_page(by=keeper)
    for row in data["news"]:
        item = write_news(None, title=row["title"], lead=row.get("lead", ""), text=row["text"], by=keeper)
        if "days" in row:
            with travel(at(working_day_before(today - timedelta(days=row["days"])), time(10))):
                publish_news(item)
    for row in data["teachers"]:
        _teacher(world, row)
    for row in data["appeals"]:
        _appeal(world, row)
    _admission(world)
    for row in data["sveden"]:
        usual = next(one for one in layout()[row["section"]].rows if one.key == row["key"])
        write_row(
            row["section"],
            row["key"],
            title=usual.title,
            itemprop=usual.itemprop,
            value=row["value"],
            link="",
            by=keeper,
        )


def _admission(world: World) -> None:
    """Two groups take applications; two people have asked, one of them for a child."""
    today = world.days.today
    rows = Group.objects.filter(ends_on__gte=today + timedelta(days=14), merged_into=None).exclude(
        programme__agreements__isnull=False
    )
    for group, seats in zip(rows.order_by("-starts_on", "code")[:2], (12, None), strict=False):
        open_admission(group, until=today + timedelta(days=10), seats=seats, note="")
        last, first, middle, born, representative = (
            ("Соловьёва", "Дина", "Олеговна", date(1991, 4, 2), "")
            if seats
            else ("Ерёмин", "Глеб", "Павлович", date(today.year - 13, 3, 9), "Ерёмина Ольга Юрьевна")
        )
        with travel(world.days.now - timedelta(hours=3)):
            register_application(
                group, last_name=last, first_name=first, middle_name=middle, birth_date=born, email="",
                phone="+7 (812) 200-00-00", representative=representative,
                kinship="mother" if representative else "", wish="Можно ли заниматься по вечерам?",
            )  # fmt: skip


def _teacher(world: World, row: dict[str, Any]) -> None:
    """Three agreed; one page still waits for the specialist."""
    person = world.people[row["who"]]
    values = dict.fromkeys(FIELDS, "") | {"experience_since": row.get("since")}
    write_page(person, **(values | {key: row[key] for key in FIELDS if key in row}))
    page = agree(person, on=world.days.of(4, 9))
    if not row.get("waits"):
        publish(page)


def _appeal(world: World, row: dict[str, Any]) -> None:
    """Written at noon of its day, or an hour ago if that is today."""
    sent = at(working_day_before(world.days.today - timedelta(days=row["days"])), time(12))
    with travel(min(sent, world.days.now - timedelta(hours=1))):
        appeal = register_appeal(
            kind=Appeal.Kind(row["kind"]),
            name=row["name"],
            text=row["text"],
            email=row.get("email", ""),
            phone=row.get("phone", ""),
            arrived=Arrived(
                Way(row.get("way", Way.FORM)),
                author=world.people[row["author"]] if "author" in row else None,
                entered_by=world.people[row["by"]] if "by" in row else None,
            ),
        )
    with travel(min(sent + timedelta(hours=3), world.days.now)):
        if "about" in row:
            group, place = row["about"]
            mark_appeal(
                marked(appeal), run=world.runs[group][place], topic=row["topic"], by=world.people["tsoy"]
            )
        if "answer" in row:
            answer_appeal(appeal, text=row["answer"], by=world.people["tsoy"])
        elif "passed" in row:
            pass_appeal(appeal, to=world.people[row["passed"]], reason=row["reason"], by=world.people["tsoy"])
        elif "taken" in row:
            take_appeal(appeal, by=world.people[row["taken"]])
