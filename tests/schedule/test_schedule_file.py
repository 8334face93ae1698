"""The dry run of a график from a file: domain.md §7 c and the demonstration lines."""

import io
from datetime import time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.integrations.tables import TableError
from opora.people.forms.reading import CellValue, Level
from opora.schedule.forms.line_means import read_means
from opora.schedule.forms.line_people import match_worker
from opora.schedule.forms.line_times import read_days, read_hours
from opora.schedule.forms.schedule_file import MeansName, ScheduleFile, StaffName, read_schedule_file

PROF = "преподаватель"
STAFF = [
    StaffName(1, "Ковалёва", "Ирина", "Сергеевна", PROF),
    StaffName(2, "Мирзоев", "Рустам", "Ахмед оглы", PROF),
    StaffName(3, "Ли", "Ен Су", "", "мастер производственного обучения"),
    StaffName(4, "Петрова-Водкина", "Алёна", "Семёновна", "преподаватель (внешний совместитель)"),
    StaffName(5, "Громов", "Пётр", "Ильич", "заместитель директора", is_pedagogical=False),
    StaffName(6, "Шульц", "Дарья", "Олеговна", "куратор групп", is_pedagogical=False),
    StaffName(7, "Цой", "Максим", "Викторович", "специалист ДОТ", is_pedagogical=False),
]
MEANS = [
    MeansName("vks", "Видеоконференция платформы", ("видеоконференция", "ВКС")),
    MeansName("chat", "Чат группы"),
    MeansName("webinar", "Вебинар"),
    MeansName("in_person", "Очно", ("личный приём",)),
    MeansName("phone", "Телефон"),
    MeansName("email", "Электронная почта", ("e-mail",)),
    MeansName("form", "Форма обратной связи"),
    MeansName("ticket", "Заявка в СДО"),
]
HEAD = ["№", "ФИО работника", "Должность", "День недели", "Время", "Средство коммуникации"]
LINES: list[list[object]] = [
    ["ПРИЛОЖЕНИЕ к Порядку оказания учебно-методической помощи"],
    ["График оказания учебно-методической помощи"],
    list(HEAD),
    ["Педагогические работники"],
    [1, "Ковалёва И.С.", PROF, "Понед.", "18.00-19.30 МСК", "видеоконференция платформы, каб. «ОТ»"],
    [None, None, None, "чт", "12:00–13:00", "чат группы"],
    [2, "Мирзоев Р.А.о.", PROF, "вт.", "с 17 до 18:30", "вебинар"],
    [
        3,
        "Ли Е.С.",
        "мастер производственного обучения",
        "по чётным средам",
        "16:00–17:00 ВЛД",
        "очно, уч. полигон; тел. +7 (423) 200-00-00",
    ],
    [4, "Петрова-Водкина Алёна Семёновна", PROF, "суббота", "10:00–11:30", "эл. почта ot@bv.example"],
    ["Иные работники"],
    [1, "П.И. Громов", "заместитель директора", "пятница", "15:00–16:00", "телефон, личный приём"],
    [2, "Шульц Д. О.", "куратор групп", "пн–пт", "10:00–12:00", "форма обратной связи и чат"],
    [3, "Цой Максим Викторович", "специалист ДОТ", "ежедневно по раб. дням", "09:00–18:00", "заявка в СДО"],
    ["Директор ______________ Н.В. Орлова"],
]


def row(section: str, name: str, position: str, **rest: object) -> dict[str, object]:
    known = {"section": section, "name": name, "position": position, "parity": "any", "status": "fixed"}
    return known | {key.rstrip("_"): value for key, value in rest.items()}


EXPECTED = {
    "rows": [
        row(
            "pedagogical",
            "Ковалёва Ирина Сергеевна",
            PROF,
            weekdays=[1],
            from_="18:00",
            to="19:30",
            means=["vks"],
            messages=[
                "«Ковалёва И.С.» — это Ковалёва Ирина Сергеевна.",
                "Поняли так: понедельник.",
                "Поняли так: 18:00–19:30.",
            ],
        ),
        row(
            "pedagogical",
            "Ковалёва Ирина Сергеевна",
            PROF,
            weekdays=[4],
            from_="12:00",
            to="13:00",
            means=["chat"],
            messages=["«Ковалёва И.С.» — это Ковалёва Ирина Сергеевна.", "Поняли так: четверг."],
        ),
        row(
            "pedagogical",
            "Мирзоев Рустам Ахмед оглы",
            PROF,
            weekdays=[2],
            from_="17:00",
            to="18:30",
            means=["webinar"],
            messages=[
                "«Мирзоев Р.А.о.» — это Мирзоев Рустам Ахмед оглы.",
                "Поняли так: вторник.",
                "Поняли так: 17:00–18:30.",
            ],
        ),
        row(
            "pedagogical",
            "Ли Ен Су",
            "мастер производственного обучения",
            weekdays=[3],
            from_="16:00",
            to="17:00",
            parity="even",
            means=["in_person", "phone"],
            messages=[
                "«Ли Е.С.» — это Ли Ен Су.",
                "Поняли так: среда, чётные недели.",
                "«тел. +7 (423) 200-00-00» — это «Телефон».",
            ],
        ),
        row(
            "pedagogical",
            "Петрова-Водкина Алёна Семёновна",
            PROF,
            weekdays=[6],
            from_="10:00",
            to="11:30",
            means=["email"],
            messages=["«эл. почта ot@bv.example» — это «Электронная почта»."],
        ),
        row(
            "other",
            "Громов Пётр Ильич",
            "заместитель директора",
            weekdays=[5],
            from_="15:00",
            to="16:00",
            means=["phone", "in_person"],
            messages=["«П.И. Громов» — это Громов Пётр Ильич.", "«личный приём» — это «Очно»."],
        ),
        row(
            "other",
            "Шульц Дарья Олеговна",
            "куратор групп",
            weekdays=[1, 2, 3, 4, 5],
            from_="10:00",
            to="12:00",
            means=["form", "chat"],
            messages=[
                "«Шульц Д. О.» — это Шульц Дарья Олеговна.",
                "Поняли так: понедельник, вторник, среда, четверг, пятница.",
                "«чат» — это «Чат группы».",
            ],
        ),
        row(
            "other",
            "Цой Максим Викторович",
            "специалист ДОТ",
            weekdays=[1, 2, 3, 4, 5],
            from_="09:00",
            to="18:00",
            means=["ticket"],
            messages=["Поняли так: понедельник, вторник, среда, четверг, пятница."],
        ),
    ]
}


def workbook(lines: list[list[object]], *merges: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    for merge in merges:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(*lines: list[object]) -> ScheduleFile:
    return read_schedule_file(workbook([list(HEAD), *lines]), "график.xlsx", STAFF, MEANS)


def test_the_schedule_of_the_centre_is_read_exactly() -> None:
    data = workbook(LINES, "A1:F1", "A2:F2", "A4:F4", "A10:F10", "A5:A6", "B5:B6", "C5:C6")
    result = read_schedule_file(data, "график.xlsx", STAFF, MEANS)
    assert result.as_json() == EXPECTED
    assert [(found.line, found.person_id, found.zone, found.details) for found in result.rows] == [
        (5, 1, "Europe/Moscow", "каб. «ОТ»"),
        (6, 1, "", ""),
        (7, 2, "", ""),
        (8, 3, "Asia/Vladivostok", "уч. полигон; +7 (423) 200-00-00"),
        (9, 4, "", "ot@bv.example"),
        (11, 5, "", ""),
        (12, 6, "", ""),
        (13, 7, "", ""),
    ]


def test_the_same_schedule_without_numbers_from_a_text_file() -> None:
    lines = [[str(value or "") for value in (line[1:] if len(line) > 1 else line)] for line in LINES]
    text = "\r\n".join("\t".join(line) for line in lines)
    result = read_schedule_file(text.encode("cp1251"), "график.txt", STAFF, MEANS)
    assert result.as_json() == EXPECTED


@pytest.mark.parametrize(
    ("raw", "weekdays", "parity", "level"),
    [
        ("понедельник", (1,), "any", "ok"),
        ("Четверг", (4,), "any", "ok"),
        ("Понед.", (1,), "any", "fixed"),
        ("пн.", (1,), "any", "fixed"),
        ("вт, чт", (2, 4), "any", "fixed"),
        ("Вт.\nЧт.", (2, 4), "any", "fixed"),
        ("понедельник/среда", (1, 3), "any", "fixed"),
        ("пн–пт", (1, 2, 3, 4, 5), "any", "fixed"),
        ("с понедельника по пятницу", (1, 2, 3, 4, 5), "any", "fixed"),
        ("пн - ср., сб", (1, 2, 3, 6), "any", "fixed"),
        ("сб–пн", (1, 6, 7), "any", "fixed"),
        ("будни", (1, 2, 3, 4, 5), "any", "fixed"),
        ("ежедневно по раб. дням", (1, 2, 3, 4, 5), "any", "fixed"),
        ("ежедневно", (1, 2, 3, 4, 5, 6, 7), "any", "fixed"),
        ("ежедневно, кроме воскресенья", (1, 2, 3, 4, 5, 6), "any", "fixed"),
        ("ежедневно кроме выходных", (1, 2, 3, 4, 5), "any", "fixed"),
        ("выходные", (6, 7), "any", "fixed"),
        ("по чётным средам", (3,), "even", "fixed"),
        ("среда (чет.)", (3,), "even", "fixed"),
        ("нечёт. пятница", (5,), "odd", "fixed"),
        ("вторник, четверг (нечётные недели)", (2, 4), "odd", "fixed"),
        ("по чётным и нечётным средам", (3,), "any", "fixed"),
        ("первый понедельник месяца", (1,), "any", "attention"),
    ],
)
def test_weekdays(raw: str, weekdays: tuple[int, ...], parity: str, level: str) -> None:
    days = read_days(raw)
    assert days.value is not None
    assert (days.value.weekdays, days.value.parity, days.level) == (weekdays, parity, level)


@pytest.mark.parametrize("raw", ["", None, "-", "по договорённости", "чет.", "1"])
def test_no_weekday_is_an_error_with_a_next_step(raw: str | None) -> None:
    days = read_days(raw)
    assert (days.value, days.level) == (None, Level.ERROR)
    assert days.message


@pytest.mark.parametrize(
    ("raw", "intervals", "zone", "level"),
    [
        ("18:00–19:30", ["18:00-19:30"], "", "ok"),
        ("18:00 - 19:30 (МСК)", ["18:00-19:30"], "Europe/Moscow", "ok"),
        ("16:00–17:00 ВЛД", ["16:00-17:00"], "Asia/Vladivostok", "ok"),
        ("18:00–19:30 МСК+7", ["18:00-19:30"], "Asia/Vladivostok", "ok"),
        ("18.00-19.30 по московскому времени", ["18:00-19:30"], "Europe/Moscow", "fixed"),
        ("18.00-19.30", ["18:00-19:30"], "", "fixed"),
        ("с 18 до 19:30", ["18:00-19:30"], "", "fixed"),
        ("c 18 до 19", ["18:00-19:00"], "", "fixed"),
        ("18-00 – 19-30", ["18:00-19:30"], "", "fixed"),
        ("18-00-19-30", ["18:00-19:30"], "", "fixed"),
        ("9-18", ["09:00-18:00"], "", "fixed"),
        ("18 ч 00 мин - 19 ч 30 мин", ["18:00-19:30"], "", "fixed"),
        ("1800-1930", ["18:00-19:30"], "", "fixed"),
        ("18⁰⁰–19³⁰", ["18:00-19:30"], "", "fixed"),
        ("с 9 до 12, с 13 до 17", ["09:00-12:00", "13:00-17:00"], "", "fixed"),
        ("9.00-18.00, перерыв 13-14", ["09:00-18:00", "13:00-14:00"], "", "attention"),
    ],
)
def test_hours(raw: str, intervals: list[str], zone: str, level: str) -> None:
    hours = read_hours(raw)
    assert hours.value is not None
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in hours.value.intervals] == intervals
    assert (hours.value.zone, hours.level) == (zone, level)


@pytest.mark.parametrize(
    "raw", ["", None, "18:00", "18-00", "19:30-18:00", "25:00-26:00", "вечером", time(18, 0)]
)
def test_no_interval_is_an_error_with_a_next_step(raw: CellValue) -> None:
    hours = read_hours(raw)
    assert (hours.value, hours.level) == (None, Level.ERROR)
    assert hours.message


@given(
    st.times(),
    st.times(),
    st.sampled_from(["{}–{}", "{} - {}", "с {} до {}", "{}-{} МСК"]),
    st.sampled_from(":.-"),
)
def test_an_interval_is_read_back(one: time, other: time, form: str, mark: str) -> None:
    start, end = sorted((one.replace(second=0, microsecond=0), other.replace(second=0, microsecond=0)))
    hours = read_hours(form.format(*(f"{at:%H}{mark}{at:%M}" for at in (start, end))))
    assert (hours.value and hours.value.intervals) == (((start, end),) if start < end else None)


@pytest.mark.parametrize(
    "raw",
    [
        "Ковалёва И.С.",
        "Ковалева И. С.",
        "КОВАЛЁВА И.",
        "И.С. Ковалёва",
        "1. Ковалёва И.С.",
        "Ирина Сергеевна Ковалёва",
        "Kовалёва Ирина Сергеевна",
    ],
)
def test_a_worker_is_known_by_surname_and_initials(raw: str) -> None:
    found = match_worker(raw, "", STAFF)
    assert (found.value, found.level) == (STAFF[0], Level.FIXED)


def test_two_workers_with_the_same_initials_are_asked_about() -> None:
    twins = [*STAFF, StaffName(8, "Ковалёва", "Инна", "Степановна", "методист")]
    asked = match_worker("Ковалёва И.С.", "", twins)
    assert (asked.value, asked.level) == (None, Level.ATTENTION)
    assert asked.message == (
        "Подходят несколько работников: Ковалёва Ирина Сергеевна (преподаватель), "
        "Ковалёва Инна Степановна (методист). Выберите нужного."
    )
    assert match_worker("Ковалёва И.С.", "Методист", twins).value == twins[-1]
    data = workbook([list(HEAD), [1, "Ковалёва И.С.", "", "пн", "18:00–19:00", "чат"]])
    assert read_schedule_file(data, "г.xlsx", twins, MEANS).rows[0].candidates == (1, 8)


def test_a_misprint_offers_the_worker_and_a_stranger_is_refused() -> None:
    near = match_worker("Мирзаев Р.А.", "", STAFF)
    assert (near.value, near.level) == (None, Level.ATTENTION)
    assert near.message == (
        "Работника «Мирзаев Р.А.» нет. "
        "Возможно, это Мирзоев Рустам Ахмед оглы (преподаватель). Выберите нужного."
    )
    assert match_worker("Сидоров С.С.", "", STAFF).level == Level.ERROR
    assert match_worker("Ковалёва", "", STAFF).level == Level.ATTENTION


def test_empty_columns_are_named_by_sch_01() -> None:
    lines = read([1, "Ковалёва И.С.", PROF, "", "", ""]).rows
    assert lines[0].status == Level.ERROR
    assert lines[0].messages[1:] == [
        "Заполните графу «День недели»: без неё график нельзя отправить на утверждение.",
        "Заполните графу «Время»: без неё график нельзя отправить на утверждение.",
        "Заполните графу «Средство коммуникации»: без неё график нельзя отправить на утверждение.",
    ]


def test_the_section_and_the_position_are_checked_against_the_contract() -> None:
    found = read(
        ["Иные работники"], [1, "Ковалёва И.С.", "методист", "понедельник", "18:00–19:30", "Вебинар"]
    ).rows[0]
    assert (found.section, found.status) == ("other", Level.ATTENTION)
    assert found.messages[1:] == [
        "В договоре другая должность: преподаватель. Проверьте.",
        "Строка стоит не в своём разделе. Проверьте, педагогический ли это работник.",
    ]
    filled = read([1, "Громов П.И.", None, "понедельник", "18:00–19:30", "Телефон"]).rows[0]
    assert (filled.section, filled.position) == ("other", "заместитель директора")


def test_lines_of_one_worker_may_not_cross() -> None:
    line: list[object] = [1, "Ковалёва И.С.", PROF, "пн", "18:00–19:30", "Вебинар"]
    other: list[object] = [2, "Ковалёва И.С.", PROF, "вт, пн", "19:00–20:00", "Вебинар"]
    rows = read(line, other).rows
    assert rows[1].status == Level.ERROR
    assert rows[1].messages[-1] == (
        "Ковалёва Ирина Сергеевна уже занят(а) понедельник 18:00–19:30: строка 2. Измените время."
    )
    even: list[object] = [1, "Ковалёва И.С.", PROF, "пн (чётн.)", "18:00–19:30", "Вебинар"]
    odd: list[object] = [2, "Ковалёва И.С.", PROF, "пн (нечётн.)", "18:00–19:30", "Вебинар"]
    assert [found.status for found in read(even, odd).rows] == [Level.FIXED, Level.FIXED]


def test_two_intervals_in_a_cell_are_two_lines_to_look_at() -> None:
    rows = read([1, "Ковалёва И.С.", PROF, "пн", "10:00–11:00\n15:00–16:00", "Вебинар"]).rows
    assert [(found.line, found.start, found.end, found.status) for found in rows] == [
        (2, time(10), time(11), Level.ATTENTION),
        (2, time(15), time(16), Level.ATTENTION),
    ]


@pytest.mark.parametrize(
    ("raw", "codes", "details", "level"),
    [
        ("Вебинар", ("webinar",), "", "ok"),
        ("вебинар", ("webinar",), "", "ok"),
        ("ВКС", ("vks",), "", "fixed"),
        ("Вебинар; чат группы", ("webinar", "chat"), "", "ok"),
        ("телефон / e-mail", ("phone", "email"), "", "fixed"),
        ("+7 (812) 000-00-00", ("phone",), "+7 (812) 000-00-00", "ok"),
        ("видеоконференция https://vks.bv.example/room", ("vks",), "https://vks.bv.example/room", "fixed"),
        ("вебинар, WhatsApp", ("webinar",), "", "attention"),
        ("WhatsApp", (), "", "error"),
        ("Skype", (), "", "error"),
        ("вебинар, скайп", ("webinar",), "", "error"),
        ("каб. 12", (), "каб. 12", "error"),
    ],
)
def test_means(raw: str, codes: tuple[str, ...], details: str, level: str) -> None:
    means = read_means(raw, MEANS)
    assert means.value is not None
    assert (means.value.codes, means.value.details, means.level) == (codes, details, level)


def test_a_closed_service_is_named_by_com_04() -> None:
    assert read_means("Skype", MEANS).message == (
        "Сервис Skype закрыт 05.05.2025. Выберите другое средство коммуникации."
    )


def test_a_file_that_is_no_schedule_says_what_to_do() -> None:
    with pytest.raises(TableError) as caught:
        read_schedule_file("ФИО;Телефон\nИванов;1\n".encode(), "x.csv", STAFF, MEANS)
    assert caught.value.message == "Не нашли заголовки графика."
    with pytest.raises(TableError) as caught:
        read(["Педагогические работники"])
    assert caught.value.message == "Под заголовками нет ни одной строки графика."


PARTS = st.one_of(
    st.text(max_size=15),
    st.sampled_from(
        [
            "Ковалёва И.С.",
            "пн",
            "вт–чт",
            "кроме",
            "ежедневно",
            "18-19",
            "с 9",
            "МСК",
            "вебинар, чат",
            "Skype",
            "Иные работники",
            "чёт",
            "(",
            "+7 812 000 00 00",
            "1",
            "«",
        ]
    ),
)


@settings(deadline=None)
@given(st.lists(st.lists(PARTS, max_size=7), max_size=6))
def test_no_schedule_crashes_the_reader(lines: list[list[str]]) -> None:
    text = ";".join(HEAD) + "\n" + "\n".join(";".join(line) for line in lines)
    try:
        result = read_schedule_file(text.encode("utf-8"), "x.csv", STAFF, MEANS)
    except TableError:
        return
    for found in result.rows:
        assert found.status == Level.ERROR or (found.start and found.end and found.weekdays and found.means)
        assert all(1 <= weekday <= 7 for weekday in found.weekdays)


@given(st.one_of(st.none(), st.text(max_size=40), st.floats(), st.integers(), st.dates(), st.times()))
def test_no_cell_crashes_a_reader(raw: CellValue) -> None:
    assert read_days(raw).level in Level
    assert read_hours(raw).level in Level
    assert read_means(raw, MEANS).level in Level
    assert match_worker(raw, "", STAFF).level in Level
