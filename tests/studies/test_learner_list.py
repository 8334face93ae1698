"""The dry run of a customer's list: domain.md §7 a and b, row by row."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.integrations.tables import TableError
from opora.people.forms.values import Level
from opora.studies.forms.learner_list import LearnerList, ProgrammeName, read_learner_list
from opora.studies.forms.programme_names import match_programme

TODAY = date(2026, 11, 23)
PROGRAMMES = [
    ProgrammeName("ОТ-40", "Охрана труда и функционирование СУОТ для руководителей и специалистов", 40),
    ProgrammeName("ТБ-256", "Техносферная безопасность. Специалист по охране труда", 256),
    ProgrammeName("ЗАК-144", "Контрактная система в сфере закупок", 144, ("44-ФЗ",)),
    ProgrammeName("СТР-160", "Стропальщик", 160),
    ProgrammeName("ВОЖ-144", "Вожатый", 144),
    ProgrammeName("ПИТ-36", "Основы программирования на Python (12–16 лет)", 36),
]
CUSTOMER = """\
Приложение № 1 к договору № 117/26 от 02.11.2026;;;;;;;
№ п/п;ФИО слушателя;Должность;Дата рожд.;СНИЛС ;Образование (ВО/СПО);E-mail;Программа
1;ИВАНОВА МАРИЯ ПЕТРОВНА;нач. ОТ;14.03.87;99000010156;ВО;buh@mayak.example;Охрана труда 40ч
2; Сидоренко  Алена Игоревна;специалист;1990-07-02;990-000-102 57;СПО;buh@mayak.example;ОТ
3;Нгуен Ван Хынг;стропальщик;33470;;;;Стропальщик
4;Иванов И.И.;мастер;05.13.1979;990-000-103 99;высш.;-;ОТ
5;Cидоренко Алёна Игоревна;;02.07.1990;990-000-102 57;;;ТБ
;Итого: 5 чел.;;;;;;
""".replace("\n", "\r\n")
MOODLE = """\
username;password;firstname;lastname;email;institution;department;course1;group1;role1;cohort1;profile_field_snils
ivanova.mp;Qwerty-2026!;Мария Петровна;Иванова;ivanova@mail.example;ООО «Маяк»;Охрана труда;OT-40;\
ОТ-26/11-1;student;OT2611;990-000-101 56
"""
EXPECTED = {
    "summary": {"ok": 0, "fixed": 3, "attention": 1, "error": 1},
    "rows": [
        {
            "line": 3,
            "status": "fixed",
            "last_name": "Иванова",
            "first_name": "Мария",
            "middle_name": "Петровна",
            "birth_date": "1987-03-14",
            "snils": "99000010156",
            "email": "buh@mayak.example",
            "programme": "ОТ-40",
            "messages": [
                "Регистр букв исправили.",
                "Год «87» прочитали как 1987.",
                "«Охрана труда 40ч» — это ОТ-40.",
            ],
        },
        {
            "line": 4,
            "status": "fixed",
            "last_name": "Сидоренко",
            "first_name": "Алена",
            "middle_name": "Игоревна",
            "birth_date": "1990-07-02",
            "snils": "99000010257",
            "email": "buh@mayak.example",
            "programme": "ОТ-40",
            "messages": ["Убрали лишние пробелы.", "«ОТ» — это ОТ-40."],
        },
        {
            "line": 5,
            "status": "attention",
            "last_name": "Нгуен",
            "first_name": "Ван Хынг",
            "middle_name": "",
            "birth_date": "1991-08-20",
            "snils": None,
            "email": "",
            "programme": "СТР-160",
            "messages": [
                "Приняли: фамилия «Нгуен», имя «Ван Хынг», отчества нет. Проверьте.",
                "Число Excel 33470 прочитали как 20.08.1991.",
                "СНИЛС нет. Зачислить можно, но строка для ФИС ФРДО будет с пометкой.",
            ],
        },
        {
            "line": 6,
            "status": "error",
            "last_name": "Иванов",
            "first_name": "",
            "middle_name": "",
            "birth_date": None,
            "snils": None,
            "email": "",
            "programme": "ОТ-40",
            "messages": [
                "Указаны инициалы. Впишите имя и отчество полностью, как в паспорте.",
                "Такой даты нет: месяца 13 не бывает. Если это 13.05.1979, так и напишите.",
                "Контрольные цифры СНИЛС не сходятся. Проверьте номер по документу.",
                "Образование «высш.» записали как ВО.",
                "«ОТ» — это ОТ-40.",
            ],
        },
        {
            "line": 7,
            "status": "fixed",
            "last_name": "Сидоренко",
            "first_name": "Алёна",
            "middle_name": "Игоревна",
            "birth_date": "1990-07-02",
            "snils": "99000010257",
            "email": "",
            "programme": "ТБ-256",
            "messages": [
                "Латинские буквы в имени заменили русскими.",
                "«ТБ» — это ТБ-256.",
                "Тот же человек, что в строке 4: добавим ещё одну программу.",
            ],
        },
    ],
}


def read(text: str | bytes, filename: str = "список.csv") -> LearnerList:
    data = text.encode("utf-8") if isinstance(text, str) else text
    return read_learner_list(data, filename, PROGRAMMES, on=TODAY)


def sheet(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    page.merge_cells("A1:H1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_customers_list_is_read_exactly(encoding: str) -> None:
    result = read(CUSTOMER.encode(encoding))
    assert result.as_json() == EXPECTED
    assert [row.person for row in result.rows] == [3, 4, 5, 6, 4]
    assert result.skipped == (8,)
    assert result.notices == (
        "Общий адрес у нескольких слушателей: buh@mayak.example. Войти они смогут по СНИЛС или имени входа.",
    )


@pytest.mark.parametrize("separator", [",", "\t"])
def test_the_separator_changes_nothing(separator: str) -> None:
    assert read(CUSTOMER.replace(";", separator)).as_json() == EXPECTED


def test_the_same_list_as_a_workbook_with_numbers_and_real_dates() -> None:
    rows: list[list[object]] = [list(line.split(";")) for line in CUSTOMER.splitlines()]
    rows[2][4], rows[3][3], rows[4][3] = 99000010156, datetime.fromisoformat("1990-07-02"), 33470
    assert read(sheet(rows), "список.xlsx").as_json() == EXPECTED


def test_every_cell_is_reported_for_the_preview() -> None:
    row = read(CUSTOMER).rows[0]
    assert [(cell.field, cell.raw, cell.value, str(cell.level)) for cell in row.cells] == [
        ("full_name", "ИВАНОВА МАРИЯ ПЕТРОВНА", "Иванова Мария Петровна", "fixed"),
        ("birth_date", "14.03.87", "14.03.1987", "fixed"),
        ("snils", "99000010156", "99000010156", "ok"),
        ("position", "нач. ОТ", "нач. ОТ", "ok"),
        ("education", "ВО", "ВО", "ok"),
        ("email", "buh@mayak.example", "buh@mayak.example", "ok"),
        ("programme", "Охрана труда 40ч", "ОТ-40", "fixed"),
    ]
    assert (row.position, row.education) == ("нач. ОТ", "ВО")


def test_the_moodle_file_is_read_and_its_password_is_never_kept() -> None:
    result = read(MOODLE)
    assert result.as_json() == {
        "summary": {"ok": 0, "fixed": 1, "attention": 0, "error": 0},
        "rows": [
            {
                "line": 2,
                "status": "fixed",
                "last_name": "Иванова",
                "first_name": "Мария",
                "middle_name": "Петровна",
                "birth_date": None,
                "snils": "99000010156",
                "email": "ivanova@mail.example",
                "programme": "ОТ-40",
                "messages": ["Отчество стояло в графе имени, разделили.", "«OT-40» — это ОТ-40."],
            }
        ],
    }
    row = result.rows[0]
    assert (row.group, row.organisation) == ("ОТ-26/11-1", "ООО «Маяк»")
    assert "Qwerty" not in repr(result)
    assert result.notices[0] == (
        "Столбец с паролями пропустили: пароли мы не храним, слушатели получат коды активации."
    )


def test_a_second_course_of_a_moodle_line_is_a_second_programme_of_the_person() -> None:
    text = (
        "username;firstname;lastname;email;course1;group1;course2;group2;role1\n"
        "a;Мария Петровна;Иванова;a@b.ru;ОТ-40;ОТ-1;ТБ-256;ТБ-1;student\n"
        "b;Анна Львовна;Орлова;b@b.ru;ОТ-40;ОТ-1;;;editingteacher\n"
    )
    rows = read(text).rows
    assert [(row.line, row.programme, row.group, row.person) for row in rows] == [
        (2, "ОТ-40", "ОТ-1", 2),
        (2, "ТБ-256", "ТБ-1", 2),
        (3, "ОТ-40", "ОТ-1", 3),
    ]
    assert rows[2].notes.messages == ["В файле это не слушатель. Проверьте, нужно ли его зачислять."]


HEAD = "ФИО;ДР;Снилс;Программа\n"


def people(*lines: str) -> list[tuple[int, str, list[str]]]:
    rows = read(HEAD + "\n".join(lines)).rows
    return [(row.person, str(row.status), row.notes.messages) for row in rows]


def test_a_repeated_row_is_not_enrolled_twice() -> None:
    line = "Иванова Мария Петровна;14.03.1987;990-000-101 56;ОТ-40"
    assert people(line, line) == [(2, "ok", []), (2, "fixed", ["Повтор строки 2: второй раз не зачислим."])]
    assert [row.repeats for row in read(HEAD + line + "\n" + line).rows] == [None, 2]


def test_a_name_and_a_birth_date_are_one_person_only_with_attention() -> None:
    rows = people(
        "Иванова Алёна Петровна;14.03.1987;990-000-101 56;ОТ-40", "ИВАНОВА АЛЕНА ПЕТРОВНА;14.03.87;;ТБ-256"
    )
    assert rows[1] == (
        2,
        "attention",
        [
            "ФИО и дата рождения как в строке 2, СНИЛС нет. Приняли за одного: проверьте.",
            "Тот же человек, что в строке 2: добавим ещё одну программу.",
        ],
    )


@pytest.mark.parametrize(
    "second",
    [
        "Иванова Мария Петровна;14.03.1987;990-000-102 57;ОТ-40",
        "Иванова Мария Петровна;15.03.1987;;ОТ-40",
        "Иванова Мария Петровна;;;ОТ-40",
    ],
)
def test_case_32_namesakes_in_a_file_are_never_merged(second: str) -> None:
    rows = people("Иванова Мария Петровна;14.03.1987;990-000-101 56;ОТ-40", second)
    assert rows[1] == (
        3,
        "attention",
        ["Полный тёзка в строке 2. Приняли за разных людей; если это не так, укажите СНИЛС."],
    )


def test_one_snils_of_two_people_is_an_error() -> None:
    rows = people(
        "Иванова Мария Петровна;14.03.1987;990-000-101 56;ОТ-40",
        "Орлова Анна Львовна;15.03.1987;990-000-101 56;ОТ-40",
    )
    assert rows[1] == (
        3,
        "error",
        ["СНИЛС 990-000-101 56 уже записан за другим человеком в строке 2. Исправьте номер."],
    )


def test_a_changed_surname_or_birth_date_of_one_snils_is_told() -> None:
    rows = people(
        "Иванова Мария Петровна;14.03.1987;990-000-101 56;ОТ-40",
        "Орлова Мария Петровна;14.03.1987;990-000-101 56;ТБ-256",
        "Иванова Мария Петровна;14.03.1978;990-000-101 56;СТР-160",
    )
    assert [row[0] for row in rows] == [2, 2, 2]
    assert rows[1][2][0] == "В строке 2 у этого человека другая фамилия. Проверьте."
    assert rows[2][2][0] == "В строке 2 у этого человека другая дата рождения. Проверьте."


@pytest.mark.parametrize(
    "header",
    [
        "Фамилия;Имя;Отчество;Дата рождения (дд.мм.гггг);СНИЛС\n(при наличии);Эл. почта;Курс;Группа",
        "фамилия;имя;отчество (при наличии);д.р.;№ СНИЛС;E-mail слушателя;Наименование программы;№ группы",
        "Фамилия *;Имя *;Отчество;Дата рожд-\nения;Страховой номер;Электронный адрес;Курс обучения;Группа",
    ],
)
def test_headings_are_known_by_many_names(header: str) -> None:
    titles = ";".join(f'"{title}"' for title in header.split(";"))
    row = read(f"{titles}\nИванова;Мария;Петровна;14.03.1987;990-000-101 56;a@b.ru;ОТ-40;ОТ-1\n").rows[0]
    assert row.as_json() == {
        "line": row.line,
        "status": "ok",
        "last_name": "Иванова",
        "first_name": "Мария",
        "middle_name": "Петровна",
        "birth_date": "1987-03-14",
        "snils": "99000010156",
        "email": "a@b.ru",
        "programme": "ОТ-40",
        "messages": [],
    }
    assert row.group == "ОТ-1"


def test_signatures_and_repeated_headings_below_the_list_are_skipped() -> None:
    text = (
        HEAD
        + "Иванова Мария Петровна;14.03.1987;;ОТ-40\n"
        + HEAD
        + "Всего: 1;;;\nДиректор ООО «Маяк» ______ Петров;;;\n"
    )
    result = read(text)
    assert ([row.line for row in result.rows], result.skipped) == ([2], (3, 4, 5))


def test_a_file_without_headings_or_people_says_what_to_do() -> None:
    with pytest.raises(TableError) as caught:
        read("Иванова;14.03.1987\nПетрова;15.03.1987\n")
    assert caught.value.message == "Не нашли строку заголовков со столбцом «ФИО»."
    with pytest.raises(TableError) as caught:
        read(HEAD + "Итого: 0;;;\n")
    assert caught.value.message == "Под заголовками нет ни одного слушателя."


@pytest.mark.parametrize(
    ("raw", "code", "level"),
    [
        ("ОТ-40", "ОТ-40", "ok"),
        ("Стропальщик", "СТР-160", "ok"),
        ("OT-40", "ОТ-40", "fixed"),
        ("от 40", "ОТ-40", "fixed"),
        ("ТБ", "ТБ-256", "fixed"),
        ("Охрана труда 40ч", "ОТ-40", "fixed"),
        ("Охрана труда (40 ак. часов)", "ОТ-40", "fixed"),
        ("44-фз", "ЗАК-144", "fixed"),
        ("стропальщики", "СТР-160", "fixed"),
        ("Техносферная безопастность", "ТБ-256", "fixed"),
        ("Охрана труда 72 ч", "ОТ-40", "attention"),
        ("закупки", "ЗАК-144", "attention"),
        ("", None, "attention"),
        ("Сварщик", None, "error"),
        ("ОТ, ТБ", None, "error"),
    ],
)
def test_programmes_are_known_by_code_title_and_hours(raw: str, code: str | None, level: str) -> None:
    matched = match_programme(raw, PROGRAMMES)
    assert (matched.value, matched.level) == (code, level)


def test_two_suitable_programmes_are_asked_about_unless_the_hours_tell() -> None:
    both = [*PROGRAMMES, ProgrammeName("ОТ-16", "Охрана труда: оказание первой помощи", 16)]
    asked = match_programme("ОТ", both)
    assert (asked.value, asked.level) == (None, Level.ATTENTION)
    assert asked.message == "Подходит несколько программ: ОТ-40, ОТ-16. Выберите нужную."
    assert match_programme("Охрана труда, 16 ч", both).value == "ОТ-16"


CELLS = st.one_of(
    st.text(max_size=15),
    st.sampled_from(
        [
            "ФИО",
            "Фамилия",
            "Имя",
            "СНИЛС",
            "Дата рождения",
            "Программа",
            "E-mail",
            "course1",
            "Итого",
            "Иванова Мария",
            "990-000-101 56",
            "14.03.87",
            "33470",
            "ОТ",
            "№",
            "1",
            "пароль",
        ]
    ),
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.sampled_from([";", ",", "\t"]))
def test_no_list_crashes_the_reader(rows: list[list[str]], separator: str) -> None:
    data = (HEAD + "\n".join(separator.join(row) for row in rows)).encode("utf-8")
    try:
        result = read(data)
    except TableError:
        return
    assert sum(result.summary.values()) == len(result.rows)
    assert {row.person for row in result.rows} <= {row.line for row in result.rows}
