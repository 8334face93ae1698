"""Two editions side by side, and what publication will do to those booked (domain.md §8, case 45)."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.actions import generate_sessions
from opora.consultations.models import Booking, Session
from opora.consultations.queries.editions import effect_of
from opora.schedule import actions
from opora.schedule.models import Schedule
from opora.schedule.queries import compare, lines_of
from tests import make

Login = Callable[..., Client]


@pytest.fixture
def old(cast: make.Cast) -> Schedule:
    schedule = make.schedule("published")
    make.line(schedule, cast.teacher, means=[make.means()])
    make.line(schedule, cast.other_staff, weekdays=[2], means=[make.means()])
    return schedule


def test_a_comparison_names_lines_and_cells(cast: make.Cast, old: Schedule) -> None:
    new = actions.copy_as_new_edition(old)
    assert not compare(old, new).differences
    changed, gone = lines_of(new)
    actions.move_line(changed, from_day=1, to_day=3, time_from=time(17), time_to=time(18))
    actions.remove_line(gone)
    make.line(new, cast.deputy)
    found = compare(old, new)
    assert {one.person: one.kind for one in found.differences} == {
        cast.teacher: "changed",
        cast.other_staff: "removed",
        cast.deputy: "added",
    }
    (difference,) = (one for one in found.differences if one.person == cast.teacher)
    assert [(cell.title, cell.before, cell.after) for cell in difference.cells] == [
        ("день", "понедельник", "среда"),
        ("время", "18:00–19:30", "17:00–18:00"),
    ]


def test_case_45_the_effect_is_what_publication_then_does(cast: make.Cast, old: Schedule) -> None:
    generate_sessions(old)
    first, second = (
        Session.objects.filter(person=who, date__gt=date(2026, 11, 24)).earliest("date")
        for who in (cast.teacher, cast.other_staff)
    )
    make.booking(first, cast.learner)
    make.booking(second, cast.learner)
    make.booking(second, cast.child)
    new = actions.copy_as_new_edition(old)
    moved = next(line for line in lines_of(new) if line.person == cast.other_staff)
    actions.move_line(moved, from_day=2, to_day=4, time_from=time(10), time_to=time(11))
    effect = effect_of(new, old)
    assert (effect.kept, effect.asked_again, effect.lost) == (1, 2, [second])
    Schedule.objects.filter(pk=new.pk).update(state="approved", order=make.order())
    actions.publish(new)
    assert Booking.objects.filter(state="confirmed").count() == effect.kept
    assert Booking.objects.filter(state="cancelled").count() == effect.asked_again


def test_the_director_is_shown_the_change_before_the_decision(
    cast: make.Cast, old: Schedule, login: Login
) -> None:
    generate_sessions(old)
    new = actions.copy_as_new_edition(old)
    actions.remove_line(lines_of(new)[0])
    booked = Session.objects.filter(person=cast.teacher, date__gt=date(2026, 11, 24)).earliest("date")
    make.booking(booked, cast.learner)
    Schedule.objects.filter(pk=new.pk).update(state="on_approval")
    director = login(cast.account("director"))
    page = director.get(reverse("schedule:show", args=[new.pk])).content.decode()
    address = reverse("consultations:compare", args=[new.pk])
    assert address in page
    page = director.get(address).content.decode()
    assert "попросят выбрать другое время: 1\xa0запись" in page.replace(" запись", "\xa0запись")
    assert "убрана" in page
    assert login(cast.account("teacher")).get(address).status_code == 403


def test_the_price_of_a_comparison_does_not_grow(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    counts = []
    for lines in (1, 30):
        one = make.schedule("superseded")
        for _ in range(lines):
            make.line(one, make.staff(), means=[make.means()])
        two = actions.copy_as_new_edition(one)
        for line in two.lines.all():
            actions.change_line(line, values=actions.LineValues(person=line.person, weekdays=[5]))
        for url in (reverse("consultations:compare", args=[two.pk]), reverse("schedule:show", args=[two.pk])):
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
