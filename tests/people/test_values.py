"""Reading personal data from cells, by the rules of domain.md §7 b."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.people.forms.reading import CellValue, mend_letters
from opora.people.forms.values import (
    FullName,
    Level,
    read_birth_date,
    read_education,
    read_email,
    read_full_name,
    read_name_parts,
    read_phone,
    read_snils,
    read_text,
    snils_check,
    snils_is_valid,
    snils_shown,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("raw", "name", "level"),
    [
        ("Петрова-Водкина Алёна Семёновна", ("Петрова-Водкина", "Алёна", "Семёновна"), "ok"),
        ("Мирзоев Рустам Ахмед оглы", ("Мирзоев", "Рустам", "Ахмед оглы"), "ok"),
        ("Гулиев Эльчин Вели-оглы", ("Гулиев", "Эльчин", "Вели-оглы"), "ok"),
        ("Рабинович Анна Львовна", ("Рабинович", "Анна", "Львовна"), "ok"),
        ("Громов Пётр Ильич", ("Громов", "Пётр", "Ильич"), "ok"),
        ("ИВАНОВА МАРИЯ ПЕТРОВНА", ("Иванова", "Мария", "Петровна"), "fixed"),
        ("иванова мария петровна", ("Иванова", "Мария", "Петровна"), "fixed"),
        ("ПЕТРОВА - ВОДКИНА АЛЁНА СЕМЁНОВНА", ("Петрова-Водкина", "Алёна", "Семёновна"), "fixed"),
        ("АБДУЛЛАЕВА ГЮЛЬНАР РАШИД КЫЗЫ", ("Абдуллаева", "Гюльнар", "Рашид кызы"), "fixed"),
        (" Сидоренко  Алена\u00a0Игоревна", ("Сидоренко", "Алена", "Игоревна"), "fixed"),
        ("Cидоренко Алёна Игоревна", ("Сидоренко", "Алёна", "Игоревна"), "fixed"),
        ("Мария Петровна Иванова", ("Иванова", "Мария", "Петровна"), "fixed"),
        ("Лев Маркович Рабинович", ("Рабинович", "Лев", "Маркович"), "fixed"),
        ("1. Иванов, Иван, Иванович", ("Иванов", "Иван", "Иванович"), "fixed"),
        ("Нгуен Ван Хынг", ("Нгуен", "Ван Хынг", ""), "attention"),
        ("Нгуен Тхи Тху Хыонг", ("Нгуен", "Тхи Тху Хыонг", ""), "attention"),
        ("Ли Ен Су", ("Ли", "Ен Су", ""), "attention"),
        ("О Ён Хи", ("О", "Ён Хи", ""), "attention"),
        ("О'НИЛ Джон", ("О'Нил", "Джон", ""), "attention"),
        ("Хан Артём", ("Хан", "Артём", ""), "attention"),
        ("Мария Иванова", ("Иванова", "Мария", ""), "attention"),
        ("Каримов Рустам Ахмед", ("Каримов", "Рустам", "Ахмед"), "attention"),
        ("Салтыков Щедрин Михаил Евграфович", ("Салтыков Щедрин", "Михаил", "Евграфович"), "attention"),
        ("John Smith", ("John", "Smith", ""), "attention"),
    ],
)
def test_full_names_are_split(raw: str, name: tuple[str, str, str], level: str) -> None:
    read = read_full_name(raw)
    assert (read.value, read.level) == (FullName(*name), level)
    assert bool(read.message) == (level != "ok")


@pytest.mark.parametrize(
    "raw", ["Иванов И.И.", "Иванов И. И.", "И.И. Иванов", "Иванов И И", "Иванов И.И", "Ковалёва И."]
)
def test_initials_are_refused(raw: str) -> None:
    read = read_full_name(raw)
    assert read.level == Level.ERROR
    assert read.message == "Указаны инициалы. Впишите имя и отчество полностью, как в паспорте."
    assert read.value is not None
    assert read.value.first == ""


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "Иванов",
        "Иван0в Пётр Ильич",
        "Мария Петровна",
        "Иванова (Петрова) Мария Ивановна",
        "Zванов Иван",
        "Иванов Иван Иванович Петров Пётр Петрович",
    ],
)
def test_names_that_cannot_be_split_are_refused(raw: str | None) -> None:
    read = read_full_name(raw)
    assert (read.value, read.level) == (None, Level.ERROR)
    assert read.message


def test_one_person_spelled_in_two_ways_has_one_key() -> None:
    spellings = ["Сидоренко Алена Игоревна", "Cидоренко Алёна Игоревна", "СИДОРЕНКО АЛЁНА ИГОРЕВНА"]
    keys = {read.value.key for read in map(read_full_name, spellings) if read.value}
    assert keys == {("сидоренко", "алена", "игоревна")}


@pytest.mark.parametrize(
    ("parts", "name", "level"),
    [
        (("Иванова", "Мария", "Петровна"), ("Иванова", "Мария", "Петровна"), "ok"),
        (("Иванова", "Мария Петровна"), ("Иванова", "Мария", "Петровна"), "fixed"),
        (("Мирзоев", "Рустам Ахмед оглы", None), ("Мирзоев", "Рустам", "Ахмед оглы"), "fixed"),
        (("Хан", "Артём", None), ("Хан", "Артём", ""), "attention"),
        (("Хан", "Артём", "нет"), ("Хан", "Артём", ""), "ok"),
    ],
)
def test_columns_of_a_name(parts: tuple[str, ...], name: tuple[str, str, str], level: str) -> None:
    read = read_name_parts(*parts)
    assert (read.value, read.level) == (FullName(*name), level)


def test_columns_of_a_name_refuse_initials_and_gaps() -> None:
    assert read_name_parts("Иванов", "И.", "И.").level == Level.ERROR
    assert read_name_parts("", "Мария").level == Level.ERROR


@pytest.mark.parametrize(
    ("raw", "born", "level"),
    [
        ("02.07.1990", date(1990, 7, 2), "ok"),
        ("2.7.1990 г.р.", date(1990, 7, 2), "ok"),
        ("02/07/1990", date(1990, 7, 2), "ok"),
        ("1990-07-02", date(1990, 7, 2), "ok"),
        ("1990-07-02 00:00:00", date(1990, 7, 2), "ok"),
        ("14 марта 1987 года", date(1987, 3, 14), "ok"),
        (datetime.fromisoformat("1990-07-02"), date(1990, 7, 2), "ok"),
        (date(1990, 7, 2), date(1990, 7, 2), "ok"),
        ("14.03.87", date(1987, 3, 14), "fixed"),
        ("12.06.12", date(2012, 6, 12), "fixed"),
        ("01.01.20", date(2020, 1, 1), "fixed"),
        ("01.01.40", date(1940, 1, 1), "fixed"),
        ("33470", date(1991, 8, 20), "fixed"),
        (33470, date(1991, 8, 20), "fixed"),
        (33470.0, date(1991, 8, 20), "fixed"),
        ("14031987", date(1987, 3, 14), "fixed"),
        ("19870314", date(1987, 3, 14), "fixed"),
        ("01.01.1930", date(1930, 1, 1), "attention"),
        ("01.01.2025", date(2025, 1, 1), "attention"),
        ("", None, "ok"),
        ("-", None, "ok"),
        (None, None, "ok"),
        ("05.13.1979", None, "error"),
        ("31.02.1990", None, "error"),
        ("1987", None, "error"),
        ("01.01.2030", None, "error"),
        ("не помню", None, "error"),
        (time(10, 0), None, "error"),
    ],
)
def test_birth_dates(raw: CellValue, born: date | None, level: str) -> None:
    read = read_birth_date(raw, on=TODAY)
    assert (read.value, read.level) == (born, level)
    assert bool(read.message) == (level != "ok")


def test_a_month_and_a_day_in_each_others_place_are_pointed_out() -> None:
    assert read_birth_date("05.13.1979", on=TODAY).message == (
        "Такой даты нет: месяца 13 не бывает. Если это 13.05.1979, так и напишите."
    )


@given(
    st.dates(date(1937, 1, 1), date(2020, 11, 22)),
    st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y"]),
)
def test_a_written_date_is_read_back(born: date, form: str) -> None:
    assert read_birth_date(born.strftime(form), on=TODAY).value == born


@given(st.dates(date(1937, 1, 1), date(2020, 11, 22)))
def test_a_date_as_an_excel_serial_is_read_back(born: date) -> None:
    assert read_birth_date((born - date(1899, 12, 30)).days, on=TODAY).value == born


@pytest.mark.parametrize("number", range(101, 110))
def test_the_numbers_of_the_demonstration_are_valid(number: int) -> None:
    check = {
        101: "56",
        102: "57",
        103: "58",
        104: "59",
        105: "60",
        106: "61",
        107: "62",
        108: "63",
        109: "64",
    }[number]
    assert snils_check(f"990000{number}") == check
    assert read_snils(f"990-000-{number} {check}").value == f"990000{number}{check}"


@pytest.mark.parametrize(
    ("raw", "digits", "level"),
    [
        ("990-000-101 56", "99000010156", "ok"),
        ("99000010156", "99000010156", "ok"),
        (99000010156, "99000010156", "ok"),
        (99000010156.0, "99000010156", "ok"),
        ("СНИЛС 990 000 101 56", "99000010156", "ok"),
        (8765430300, "08765430300", "fixed"),
        ("", None, "ok"),
        (None, None, "ok"),
        ("нет", None, "ok"),
        ("990-000-103 99", None, "error"),
        ("990-000-101", None, "error"),
        (990000101, None, "error"),
        ("12345", None, "error"),
        ("00000000000", None, "error"),
        ("паспорт", None, "error"),
        (datetime.fromisoformat("1990-07-02"), None, "error"),
    ],
)
def test_snils(raw: CellValue, digits: str | None, level: str) -> None:
    if raw == 8765430300:
        raw, digits = int("087654303" + snils_check("087654303")), "087654303" + snils_check("087654303")
    read = read_snils(raw)
    assert (read.value, read.level) == (digits, level)


def test_nine_digits_are_restored_only_with_attention() -> None:
    number = "001234567" + snils_check("001234567")
    read = read_snils(int(number))
    assert (read.value, read.level) == (number, Level.ATTENTION)
    assert snils_shown(number) in read.message


@given(st.integers(1_001_999, 999_999_999))
def test_every_number_with_its_check_digits_is_valid_and_one_wrong_digit_is_not(number: int) -> None:
    nine = f"{number:09}"
    digits = nine + snils_check(nine)
    assert snils_is_valid(digits)
    assert read_snils(snils_shown(digits)).value == digits
    wrong = digits[:10] + str((int(digits[10]) + 1) % 10)
    assert not snils_is_valid(wrong)


@pytest.mark.parametrize(
    ("raw", "address", "level"),
    [
        ("buh@mayak.example", "buh@mayak.example", "ok"),
        ("Buh@Mayak.example ", "buh@mayak.example", "ok"),
        ("-", None, "ok"),
        ("нет", None, "ok"),
        ("mailto:a@b.ru", "a@b.ru", "fixed"),
        ("Иван <a@b.ru>", "a@b.ru", "fixed"),
        ("buh @mayak.example.", "buh@mayak.example", "fixed"),
        ("bаh@mayak.example", "bah@mayak.example", "fixed"),
        ("a@b.ru; c@d.ru", "a@b.ru", "attention"),
        ("buh.mayak", None, "attention"),
        ("a@b", None, "attention"),
    ],
)
def test_addresses(raw: str, address: str | None, level: str) -> None:
    read = read_email(raw)
    assert (read.value, read.level) == (address, level)


@pytest.mark.parametrize(
    ("raw", "value", "level"),
    [
        ("ВО", "ВО", "ok"),
        ("высш.", "ВО", "fixed"),
        ("СПО", "СПО", "ok"),
        ("ср.-спец.", "СПО", "fixed"),
        ("среднее общее", "СОО", "fixed"),
        ("9 классов", "ООО", "fixed"),
        ("", None, "ok"),
        ("курсы", None, "attention"),
    ],
)
def test_education(raw: str, value: str | None, level: str) -> None:
    read = read_education(raw)
    assert (read.value, read.level) == (value, level)


@pytest.mark.parametrize(
    ("raw", "value", "level"),
    [
        ("8 (921) 000-00-00", "+79210000000", "ok"),
        (79210000000.0, "+79210000000", "ok"),
        ("9210000000", "+79210000000", "ok"),
        ("+84 90 000 00 00", "+84900000000", "ok"),
        ("-", None, "ok"),
        ("12", None, "attention"),
    ],
)
def test_phones(raw: CellValue, value: str | None, level: str) -> None:
    read = read_phone(raw)
    assert (read.value, read.level) == (value, level)


def test_text_is_squeezed_and_its_letters_mended() -> None:
    assert read_text("мастер\u00a0 участка").value == "мастер участка"
    assert read_text("Cтропальщик").value == "Стропальщик"
    assert read_text("—").value is None
    assert mend_letters("Windows и Word") == "Windows и Word"


ANY = st.one_of(
    st.none(), st.text(max_size=60), st.integers(), st.floats(), st.dates(), st.datetimes(), st.times()
)


@given(ANY)
def test_no_cell_crashes_a_reader(raw: CellValue) -> None:
    for reader in (read_full_name, read_snils, read_email, read_education, read_phone, read_text):
        read = reader(raw)
        assert read.level in Level
    assert read_birth_date(raw, on=TODAY).level in Level
    assert read_name_parts(raw, raw, raw).level in Level


CAPITAL = st.sampled_from("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ")
TAIL = st.text(st.sampled_from("абвгдежзиклмнопрстуфхцчшыэюя"), min_size=2, max_size=9)
WORD = st.builds(str.__add__, CAPITAL, TAIL)


@given(
    WORD,
    WORD,
    st.sampled_from(["Ивановна", "Петрович", "Семёновна", "Ахмед оглы"]),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_a_name_survives_any_case(last: str, first: str, middle: str, case: object) -> None:
    assert callable(case)
    read = read_full_name(case(f"{last} {first} {middle}"))
    if read.level is not Level.ATTENTION and read.value and last not in ("Фон", "Дер"):
        assert {read.value.last.lower(), read.value.first.lower()} == {last.lower(), first.lower()}
        assert read.value.middle == middle
