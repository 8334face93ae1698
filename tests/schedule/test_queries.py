"""The words of the form, and which edition rules which day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from opora.schedule import queries
from opora.schedule.models import ScheduleLine
from opora.schedule.rules import checks_of
from tests import make


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([1], "понедельник"),
        ([4, 1], "понедельник, четверг"),
        ([2, 3], "вторник, среда"),
        ([1, 2, 3, 4, 5], "понедельник – пятница"),
        ([1, 2, 4], "понедельник, вторник, четверг"),
        ([1, 2, 3, 4, 5, 6, 7], "ежедневно"),
        ([], ""),
    ],
)
def test_weekdays_in_words(days: list[int], words: str) -> None:
    assert queries.weekdays_text(days) == words


def test_the_cells_of_the_form() -> None:
    line = ScheduleLine(weekdays=[3], parity="even", time_from=time(16), time_to=time(17))
    assert queries.days_text(line) == "среда (чётн.)"
    assert queries.time_text(line) == "16:00–17:00"
    assert queries.parity_text("odd") == "нечётн."
    assert queries.time_text(ScheduleLine(time_from=time(16))) == ""


@pytest.mark.django_db
def test_means_stand_before_the_place() -> None:
    who = make.staff()
    both = [make.means("phone", "телефон"), make.means("in_person", "личный приём")]
    line = make.line(make.schedule(), who, means=both, place="каб. 2")
    assert queries.means_text(line) == "личный приём, телефон, каб. 2"


@pytest.mark.django_db
def test_a_replaced_edition_rules_until_the_new_one_begins(today: object) -> None:
    first = make.schedule("superseded", period_from=date(2026, 9, 1), period_to=date(2026, 12, 31))
    second = make.schedule(
        "published", period_from=date(2026, 10, 5), period_to=date(2026, 12, 31), edition=2
    )
    type(first).objects.filter(pk=first.pk).update(published_at=datetime(2026, 8, 30, tzinfo=UTC))
    type(first).objects.filter(pk=second.pk).update(published_at=datetime(2026, 10, 1, tzinfo=UTC))
    make.schedule("draft", period_from=date(2026, 9, 1), period_to=date(2026, 12, 31))
    assert [queries.published_on(day).get() for day in (date(2026, 10, 4), date(2026, 10, 5))] == [
        first,
        second,
    ]
    assert not queries.published_on(date(2027, 1, 1)).exists()
    stretches = queries.in_force_between(date(2026, 9, 20), date(2027, 1, 10))
    assert [(one.schedule, one.since, one.until) for one in stretches] == [
        (first, date(2026, 9, 20), date(2026, 10, 4)),
        (second, date(2026, 10, 5), date(2026, 12, 31)),
    ]


@pytest.mark.django_db
def test_lines_come_in_constant_statements(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for count in (1, 30):
        schedule = make.schedule("draft")
        for _ in range(count):
            make.line(schedule, make.staff(), groups=[make.group()], parts=[make.part(make.programme())])
        with django_assert_num_queries(4):
            lines = queries.lines_of(schedule)
            for line in lines:
                queries.means_text(line)
                _ = [group.code for group in line.groups.all()], [p.programme.code for p in line.parts.all()]
                _ = (line.person and line.person.full_name, line.branch.timezone)
        assert len(lines) == count


@pytest.mark.django_db
def test_checks_of_barred_means_come_in_constant_statements(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    """What replaces a barred means is named in every refusal (COM-04)."""
    skype = make.means("skype", "Skype", state="closed", replaced_by=make.means())
    for count in (1, 30):
        schedule = make.schedule("draft")
        for _ in range(count):
            make.line(schedule, make.staff(), means=[skype])
        lines = queries.lines_of(schedule)
        with django_assert_max_num_queries(5):
            found = checks_of(schedule, lines).blocking
        barred = [check.refusal.next_step for check in found if check.refusal.rule == "COM-04"]
        assert barred == ["Выберите другое: видеоконференция платформы."] * count
