from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from opora.kernel.times import (
    RUSSIAN_ZONES,
    at_night,
    day_ends,
    format_deadline,
    format_when,
    local,
    month_bounds,
    month_title,
    parity,
    parse_month,
    weekday_date,
    zone_label,
    zone_words,
)

START = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
END = START + timedelta(minutes=90)


def test_case_3_the_end_of_a_day_is_one_moment_for_two_zones() -> None:
    day = date(2026, 11, 25)
    assert day_ends(day, "Europe/Moscow") == datetime(2026, 11, 25, 21, tzinfo=UTC)
    assert day_ends(day, "Asia/Vladivostok") == datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert format_deadline(day, "Europe/Moscow") == "ср 25.11, 24:00 МСК"
    assert format_deadline(day, "Europe/Moscow", "Europe/Kirov") == "ср 25.11, 24:00 МСК"
    told = format_deadline(day, "Asia/Vladivostok", "Europe/Moscow")
    assert told == "ср 25.11, 24:00 ВЛД (у вас ср 25.11, 17:00 МСК)"


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Europe/Moscow", "МСК"),
        ("Asia/Vladivostok", "ВЛД"),
        ("Europe/Kaliningrad", "КЛД"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/Argentina/Buenos_Aires", "UTC−3"),
        ("UTC", "UTC+0"),
    ],
)
def test_a_zone_has_a_short_label(zone: str, label: str) -> None:
    assert zone_label(zone) == label


def test_every_zone_of_the_table_exists_and_one_label_means_one_clock() -> None:
    offsets: dict[str, set[timedelta | None]] = {}
    for zone in RUSSIAN_ZONES:
        offsets.setdefault(zone_label(zone), set()).add(local(START, zone).utcoffset())
    assert {label for label, found in offsets.items() if len(found) > 1} == set()
    assert zone_words("Europe/Moscow") == "по Москве"
    assert zone_words("Asia/Tokyo") == "Asia/Tokyo"


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        local(START.replace(tzinfo=None), "Europe/Moscow")


def test_time_is_shown_with_weekday_and_zone() -> None:
    assert format_when(START, END, "Europe/Moscow") == "пн 23.11, 18:00–19:30 МСК"
    assert format_when(START, None, "Europe/Moscow", year=True) == "пн 23.11.2026, 18:00 МСК"
    assert format_when(START, END, "Asia/Vladivostok") == "вт 24.11, 01:00–02:30 ВЛД"


def test_time_over_midnight_names_both_days() -> None:
    late = START + timedelta(hours=5)
    assert (
        format_when(late, late + timedelta(hours=2), "Europe/Moscow")
        == "пн 23.11, 23:00 – вт 24.11, 01:00 МСК"
    )
    assert format_when(late, late + timedelta(hours=1), "Europe/Moscow") == "пн 23.11, 23:00–24:00 МСК"


@pytest.mark.parametrize(
    ("hours", "night"), [(0, False), (4, False), (5, True), (12, True), (16, False), (3, False)]
)
def test_night_is_from_23_to_7(hours: int, night: bool) -> None:
    start = START + timedelta(hours=hours)
    assert at_night(start, start + timedelta(minutes=30), "Europe/Moscow") is night


def test_weekday_date() -> None:
    assert weekday_date(date(2026, 11, 25)) == "ср 25.11"
    assert weekday_date(date(2026, 11, 29), year=True) == "вс 29.11.2026"


def test_month_is_parsed_strictly() -> None:
    assert parse_month("2026-11") == date(2026, 11, 1)
    assert month_title(parse_month("2026-11")) == "ноябрь 2026"
    for wrong in ("2026-13", "11.2026", "2026-11-01", ""):
        with pytest.raises(ValueError, match=r"match|unconverted"):
            parse_month(wrong)


def test_a_month_belongs_to_its_zone() -> None:
    begins, ends = month_bounds(date(2026, 12, 15), "Asia/Vladivostok")
    assert begins == datetime(2026, 11, 30, 14, tzinfo=UTC)
    assert ends == datetime(2026, 12, 31, 14, tzinfo=UTC)
    assert begins.tzinfo is UTC


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(RUSSIAN_ZONES))
def test_months_follow_each_other_without_gaps(day: date, zone: str) -> None:
    begins, ends = month_bounds(day, zone)
    assert begins < ends
    assert local(begins, zone).date() == day.replace(day=1)
    assert month_bounds(local(ends, zone).date(), zone)[0] == ends


def test_parity_is_of_the_iso_week() -> None:
    assert parity(date(2026, 11, 25)) == "even"
    assert parity(date(2026, 11, 30)) == "odd"


def render(source: str, **context: object) -> str:
    return Template("{% load opora %}" + source).render(Context(context))


def test_when_shows_the_readers_clock_where_it_differs() -> None:
    source = "{% when start end 'Europe/Moscow' %}"
    home = render(source, start=START, end=END)
    assert '<time datetime="2026-11-23T18:00+03:00">пн 23.11, ' in home
    assert '<span class="nowrap">18:00–19:30</span></time>' in home
    assert '<abbr title="по Москве">МСК</abbr>' in home
    assert "у вас" not in home

    reader = SimpleNamespace(actor=SimpleNamespace(zone="Asia/Vladivostok"))
    abroad = render(source, start=START, end=END, request=reader)
    assert "у вас вт 24.11, 01:00–02:30" in abroad
    assert "ВЛД</abbr>, ночь" in abroad

    neighbour = SimpleNamespace(actor=SimpleNamespace(zone="Europe/Simferopol"))
    assert render(source, start=START, end=END, request=neighbour) == home


def test_icons_are_silent_unless_named() -> None:
    assert 'aria-hidden="true"' in render("{% icon 'bell' %}")
    assert 'role="img" aria-label="Поиск"' in render("{% icon 'search' label='Поиск' %}")


def test_typo_leaves_markup_alone() -> None:
    source = '{% filter typo %}<a href="/x-1-2/">Ковалёва И.С.</a> <b>и</b>{% endfilter %}'
    assert 'href="/x-1-2/"' in render(source)
    assert render("{{ text|typo }}", text='<b>"Опора"</b>') == "&lt;b&gt;«Опора»&lt;/b&gt;"
