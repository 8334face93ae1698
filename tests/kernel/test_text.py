from decimal import Decimal

import pytest

from opora.kernel.text import (
    NBSP,
    clock_minutes,
    hours_minutes,
    normal_name,
    number,
    plural,
    short_name,
    signed,
    typo,
)


@pytest.mark.parametrize(
    ("raw", "set_"),
    [
        ("Приказ №47-о от 01.10.2026", "Приказ №~47-о от~01.10.2026"),
        ("приказ № 47-о", "приказ №~47-о"),
        ("И.С. Ковалёва и Ковалёва И. С.", "И.~С.~Ковалёва и~Ковалёва~И.~С."),
        ("Петрова-Водкина А. С.", "Петрова-Водкина~А.~С."),
        ("пн 23.11, 18:00-19:30", "пн 23.11, 18:00–19:30"),
        ("с 05.10 - 31.12.2026", "с~05.10–31.12.2026"),
        ("10-12 человек в 2026-2027 году", "10–12 человек в~2026–2027 году"),
        ("п.5.10 Порядка - главный", "п.~5.10 Порядка~— главный"),
        ("и в доме не у нас", "и~в~доме не~у~нас"),
        ("итого -62 мин", "итого −62~мин"),
        ("Ведёт Зотов И..", "Ведёт Зотов~И."),
        ("и так далее...", "и~так далее..."),
        ("осталось 4 места", "осталось 4~места"),
        ('АНО "Учебный центр "Вектор""', "АНО «Учебный центр „Вектор“»"),
        ("«Учебный центр «Вектор»»", "«Учебный центр „Вектор“»"),
        ('"Опора"', "«Опора»"),
    ],
)
def test_text_is_set_by_the_rules_of_typesetting(raw: str, set_: str) -> None:
    assert typo(raw) == set_.replace("~", NBSP)


@pytest.mark.parametrize(
    "text",
    [
        "+7 (812) 200-00-00",
        "8 800 200-30-40",
        "ОБР-2026-000123",
        "2026-11-23",
        "ТБ-26/09",
        "ОТ-26/11-1",
        "чётн.",
    ],
)
def test_numbers_that_are_no_ranges_stay(text: str) -> None:
    assert typo(text) == text


def test_typesetting_twice_changes_nothing() -> None:
    once = typo('Приказ № 47-о "О графике" - с 18:00-19:30, Ковалёва И.С. (-62 мин)')
    assert typo(once) == once


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1050, "1~050"),
        (-62, "−62"),
        (0, "0"),
        (1_234_567, "1~234~567"),
        (2.5, "2,5"),
        (Decimal("-1234.50"), "−1~234,50"),
        (3.0, "3"),
    ],
)
def test_numbers(value: int | float | Decimal, shown: str) -> None:
    assert number(value) == shown.replace("~", NBSP)


def test_a_difference_has_a_sign() -> None:
    assert [signed(n) for n in (22, -62, 0)] == ["+22", "−62", "0"]


@pytest.mark.parametrize(
    ("minutes", "shown", "clock"),
    [
        (920, "15~ч~20~мин", "15:20"),
        (60, "1~ч", "1:00"),
        (45, "45~мин", "0:45"),
        (0, "0~мин", "0:00"),
        (-65, "−1~ч~5~мин", "−1:05"),
    ],
)
def test_minutes_as_hours(minutes: int, shown: str, clock: str) -> None:
    assert hours_minutes(minutes) == shown.replace("~", NBSP)
    assert clock_minutes(minutes) == clock


@pytest.mark.parametrize(
    ("n", "word"),
    [(0, "мест"), (1, "место"), (2, "места"), (5, "мест"), (11, "мест"), (12, "мест"), (14, "мест"),
     (21, "место"), (22, "места"), (111, "мест"), (-3, "места")],
)  # fmt: skip
def test_plural(n: int, word: str) -> None:
    assert plural(n, "место", "места", "мест") == word


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("Ковалёва", "Ирина", "Сергеевна"), "Ковалёва~И.~С."),
        (("Мирзоев", "Рустам", "Ахмед оглы"), "Мирзоев~Р.~А.~оглы"),
        (("Яшин", "Глеб", ""), "Яшин~Г."),
        (("Ли Ен Су", "", ""), "Ли Ен Су"),
        (("Мельник", "Анна-Мария", "Олеговна"), "Мельник~А.-М.~О."),
    ],
)
def test_short_name(parts: tuple[str, str, str], shown: str) -> None:
    assert short_name(*parts) == shown.replace("~", NBSP)


def test_names_typed_differently_have_one_key() -> None:
    spellings = ["Семёнова Алёна", "  семенова   алена", "СЕМЁНОВА АЛЁНА", "Ceмeнoвa Aлeнa"]
    assert {normal_name(name) for name in spellings} == {"семенова алена"}
    assert normal_name("Петрова — Водкина") == normal_name("Петрова-Водкина")
    assert normal_name("Иванов") != normal_name("Иванова")
