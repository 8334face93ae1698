"""The journal and the ведомость: the page and every file say the same numbers (S0-5.1, S0-5.10)."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from opora.consultations.events import SessionHeld
from opora.kernel.events import publish
from opora.reports.papers import JournalPaper
from opora.workload.actions import close_month, confirm_entries, return_entry, set_planned_load
from opora.workload.models import WorkLogEntry
from tests import make

from ..workload.build import NOVEMBER, contract, entries, held, manual, msk, offline

LogIn = Callable[..., Client]
PERIOD = "?since=2026-11-01&until=2026-11-30"


@pytest.fixture
def deputy(cast: make.Cast, login: LogIn) -> Client:
    return login(cast.account("deputy"))


@pytest.fixture
def lessons(cast: make.Cast) -> None:
    """Three consultations of the teacher, 90 + 47 + 24 minutes, the first confirmed, and a plan."""
    programme = make.programme("ОТ-40")
    module = make.part(programme, "СУОТ")
    first = held(
        cast.teacher,
        msk(19, 18),
        msk(19, 19, 30),
        groups=[cast.group],
        parts=[module],
        topic="СУОТ в организации",
        topic_basis="progress_analysis",
    )
    first.means.add(make.means())
    make.booking(first, cast.learner, state="attended")
    make.booking(first, cast.child, state="no_show")
    confirm_entries(entries(), by=cast.deputy)
    held(
        cast.teacher,
        msk(20, 18),
        msk(20, 18, 47),
        scope="topic",
        topic="оценка рисков",
        note="вопросы кончились",
    )
    letters = offline(
        cast.teacher,
        (msk(18, 10), msk(18, 10, 7)),
        (msk(19, 10), msk(19, 10, 12)),
        (msk(20, 9), msk(20, 9, 5)),
    )
    make.booking(letters, cast.learner, state="attended")
    set_planned_load(contract(cast.teacher), month=NOVEMBER, basis="in_teaching_load", minutes=180)


def name_of(answer: HttpResponse) -> str:
    return unquote(answer["Content-Disposition"].partition("filename*=utf-8''")[2])


def docx_rows(answer: HttpResponse, table: int = 0) -> list[list[str]]:
    """Rows of a table of the form; the letterhead is a narrow table too."""
    tables = [one for one in docx.Document(io.BytesIO(answer.content)).tables if len(one.columns) > 2]
    return [[cell.text for cell in row.cells] for row in tables[table].rows]


def xlsx_rows(answer: HttpResponse) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return list(book.worksheets[0].iter_rows(values_only=True))


def pdf_text(answer: HttpResponse) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def get(client: Client, name: str, extension: str, query: str) -> HttpResponse:
    answer = client.get(reverse(name, args=[extension]) + query)
    assert answer.status_code == 200
    return answer


@pytest.mark.usefixtures("lessons")
def test_journal_says_the_same_everywhere(cast: make.Cast, deputy: Client) -> None:
    page = deputy.get(reverse("reports:journal") + PERIOD)
    minutes = [line.row.minutes for line in page.context["lines"]]
    assert (sorted(minutes), page.context["minutes"]) == ([24, 47, 90], 161)
    title = "Продолжительность, мин."
    word = docx_rows(get(deputy, "reports:journal_file", "docx", PERIOD))
    column = word[0].index(title)
    assert [row[column] for row in word[1:]] == [*map(str, minutes), "161"]
    sheet = xlsx_rows(get(deputy, "reports:journal_file", "xlsx", PERIOD))
    header = next(row for row in sheet if title in row)
    below = sheet[sheet.index(header) + 1 :]
    assert [row[header.index(title)] for row in below][:4] == [*minutes, 161]
    table = get(deputy, "reports:journal_file", "csv", PERIOD).content.decode("utf-8-sig").splitlines()
    place = table[0].split(";").index(title)
    assert [line.split(";")[place] for line in table[1:]] == [*map(str, minutes), "161"]
    printed = pdf_text(get(deputy, "reports:journal_file", "pdf", PERIOD))
    assert all(f" {number} " in f" {printed} " for number in [*minutes, 161])


@pytest.mark.usefixtures("lessons")
def test_journal_has_exactly_the_columns_of_the_form(cast: make.Cast, deputy: Client) -> None:
    page = deputy.get(reverse("reports:journal") + PERIOD).content.decode()
    assert page.count("<th ") + page.count("<th>") == 18 + 3
    assert all(f">{column.title.partition(' (')[0]}" in page for column in JournalPaper.COLUMNS)
    assert len(JournalPaper.COLUMNS) == 18


@pytest.mark.usefixtures("lessons")
def test_row_of_the_journal_is_in_the_words_of_the_form(cast: make.Cast, deputy: Client) -> None:
    letters, first, second = (
        line.row for line in deputy.get(reverse("reports:journal") + PERIOD).context["lines"]
    )
    assert (first.kind, first.form, first.mode) == ("текущая", "групповая", "online")
    assert (first.means, first.programme) == ("видеоконференция платформы", "ОТ-40: СУОТ")
    assert (first.topic, first.topic_basis) == ("обзорная: СУОТ в организации", "анализ успеваемости")
    assert (first.audience, first.booked, first.present) == ("ОТ-26/11-1", 2, 1)
    assert first.confirmation == "Громов\u00a0П.\u00a0И., 23.11.2026"
    assert (second.topic, second.confirmation) == ("по теме: оценка рисков", "ждёт подтверждения")
    assert second.note == "вне графика: вне графика; вопросы кончились"
    assert (letters.mode, letters.start, letters.audience) == ("offline", None, "Иванова\u00a0М.\u00a0П.")
    assert letters.note == "вне графика: вне графика; 18.11: 7 мин., 19.11: 12 мин., 20.11: 5 мин."


def test_journal_says_what_an_inspector_would_ask(cast: make.Cast, deputy: Client) -> None:
    make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    line = make.line(make.schedule(), cast.teacher)
    held(cast.teacher, msk(12, 12), msk(12, 12, 55), line=line, late_reason="не было связи")
    other = make.staff("Мирзоев Рустам Ахмед оглы")
    held(
        other,
        msk(19, 12),
        msk(19, 13),
        substitute_for=cast.teacher,
        kind="organisational",
        topic="перенос зачёта",
    )
    waited = make.session(
        other, msk(20, 17), state="no_show", line=line, actual_start=msk(20, 17), actual_end=msk(20, 17, 15)
    )
    publish_held(waited.pk)
    make.session(other, msk(21, 17), state="no_show", line=line, kind="exam_prep", date=date(2026, 11, 21))
    late, replaced, waiting, nobody = (
        row.row for row in deputy.get(reverse("reports:journal") + PERIOD).context["lines"]
    )
    assert late.note == "внесено 23.11.2026: не было связи; время МСК"
    assert replaced.note.startswith("замена: Ковалёва\u00a0И.\u00a0С.")
    assert (replaced.topic, replaced.kind) == ("перенос зачёта", "по организационным вопросам")
    assert (waiting.minutes, waiting.note) == (15, "никто не пришёл, учтено ожидание; время МСК")
    assert (nobody.minutes, nobody.note, nobody.confirmation) == (0, "никто не пришёл; время МСК", "")


def publish_held(pk: int) -> None:
    publish(SessionHeld(pk))


def test_returned_hours_are_marked_in_the_journal(cast: make.Cast, deputy: Client) -> None:
    held(cast.teacher, msk(20, 18), msk(20, 19))
    return_entry(entries()[0], by=cast.deputy, remark="Проверьте")
    [line] = deputy.get(reverse("reports:journal") + PERIOD).context["lines"]
    assert (line.row.confirmation, line.confirmed) == ("на исправлении", False)


def test_late_hours_without_a_reason_say_so(cast: make.Cast, deputy: Client) -> None:
    held(cast.teacher, msk(12, 12), msk(12, 13))
    [line] = deputy.get(reverse("reports:journal") + PERIOD).context["lines"]
    assert line.row.note.endswith("причина не указана")


def test_times_are_those_of_the_branch(cast: make.Cast, deputy: Client) -> None:
    east = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    master = make.staff("Ли Ен Су", branch=east)
    start, end = datetime(2026, 11, 20, 6, tzinfo=UTC), datetime(2026, 11, 20, 7, 2, tzinfo=UTC)
    held(master, start, end, branch=east)
    [line] = deputy.get(f"{reverse('reports:journal')}{PERIOD}&branch={east.pk}").context["lines"]
    assert (f"{line.row.start:%H:%M}", f"{line.row.end:%H:%M}") == ("16:00", "17:02")
    assert line.row.note.endswith("время ВЛД")


@pytest.mark.usefixtures("lessons")
def test_journal_is_narrowed_by_its_filters(cast: make.Cast, deputy: Client) -> None:
    url = reverse("reports:journal") + PERIOD
    for query, count in (
        (f"&group={cast.group.pk}", 1),
        (f"&teacher={cast.teacher.pk}", 3),
        (f"&teacher={cast.curator.pk}", 0),
        ("&kind=exam_prep", 0),
        (f"&branch={make.branch().pk}", 3),
    ):
        assert len(deputy.get(url + query).context["lines"]) == count
    name = name_of(
        get(
            deputy, "reports:journal_file", "csv", f"{PERIOD}&group={cast.group.pk}&teacher={cast.teacher.pk}"
        )
    )
    assert name == "Журнал консультаций 2026-11 Ковалёва\u00a0И.\u00a0С. ОТ-26-11-1.csv"
    printed = docx_rows(
        get(
            deputy,
            "reports:journal_file",
            "docx",
            f"{PERIOD}&branch={make.branch().pk}&group={cast.group.pk}",
        )
    )
    assert len(printed) == 1 + 1 + 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?since=2026-11-30&until=2026-11-01", "Конец периода раньше начала"),
        ("?since=2024-11-01&until=2026-11-01", "не больше чем за год"),
        ("?since=вчера", "дату"),
    ],
)
def test_impossible_period_is_explained(deputy: Client, query: str, words: str) -> None:
    answer = deputy.get(reverse("reports:journal") + query)
    assert answer.status_code == 422
    assert words in answer.content.decode().replace("\u00a0", " ")
    assert deputy.get(reverse("reports:journal_file", args=["csv"]) + query).status_code == 404


def test_part_of_a_month_stands_in_the_name(deputy: Client) -> None:
    query = "?since=2026-11-01&until=2026-11-15"
    assert name_of(get(deputy, "reports:journal_file", "csv", query)) == (
        "Журнал консультаций 2026-11-01 2026-11-15.csv"
    )


def test_empty_journal_says_what_comes(deputy: Client) -> None:
    assert "За этот период проведённых консультаций нет" in (
        deputy.get(reverse("reports:journal")).content.decode().replace("\u00a0", " ")
    )


@pytest.mark.usefixtures("lessons")
def test_worker_has_own_journal_and_the_inspector_no_names(cast: make.Cast, login: LogIn) -> None:
    url = reverse("reports:journal") + PERIOD
    own = login(cast.account("teacher")).get(url)
    assert len(own.context["lines"]) == 3
    assert "teacher" not in own.context["form"].fields
    assert len(login(cast.account("curator")).get(url).context["lines"]) == 0
    page = login(cast.account("auditor")).get(url).content.decode()
    assert "Иванова" not in page


def test_journal_takes_the_same_statements_for_any_number_of_rows(cast: make.Cast, deputy: Client) -> None:
    url = reverse("reports:journal") + PERIOD

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert deputy.get(url).status_code == 200
        return len(caught)

    for day in range(2, 21):
        session = held(cast.teacher, msk(day, 18), msk(day, 19), groups=[cast.group], format="individual")
        make.booking(session, cast.learner, state="attended")
        if day == 2:
            statements()
            one = statements()
    assert statements() == one


def test_long_journal_is_paged_and_numbered_through(cast: make.Cast, deputy: Client) -> None:
    for day in range(1, 27):
        for hour in (6, 8):
            held(
                cast.teacher,
                msk(day % 23 + 1, hour + day // 23 * 6),
                msk(day % 23 + 1, hour + 1 + day // 23 * 6),
            )
    second = deputy.get(reverse("reports:journal") + PERIOD + "&page=2")
    assert len(second.context["lines"]) == 2
    assert ">51<" in second.content.decode()


@pytest.mark.usefixtures("lessons")
def test_sheet_says_the_same_everywhere(cast: make.Cast, deputy: Client) -> None:
    manual(cast.deputy, minutes=31)
    query = f"?month=2026-11&branch={make.branch().pk}"
    page = deputy.get(reverse("reports:load_sheet") + query)
    titles = page.context["headings"]
    total, deviation = titles.index("Итого, мин."), titles.index("Отклонение")
    shown = [(row.words[1], row.words[total], row.words[deviation]) for row in page.context["rows"]]
    assert shown == [("Ковалёва Ирина Сергеевна", "161", "−19"), ("Громов Пётр Ильич", "31", "")]
    assert page.context["totals"].words[total] == "192"
    word = docx_rows(get(deputy, "reports:load_sheet_file", "docx", query))
    assert [(row[1], row[total]) for row in word[-3:]] == [
        ("Ковалёва Ирина Сергеевна", "161"),
        ("Громов Пётр Ильич", "31"),
        ("Итого", "192"),
    ]
    sheet = xlsx_rows(get(deputy, "reports:load_sheet_file", "xlsx", query))
    found = {
        row[1]: row[total] for row in sheet if row[1] in ("Ковалёва Ирина Сергеевна", "Громов Пётр Ильич")
    }
    assert found == {"Ковалёва Ирина Сергеевна": 161, "Громов Пётр Ильич": 31}
    printed = pdf_text(get(deputy, "reports:load_sheet_file", "pdf", query))
    assert all(f" {number} " in printed for number in (161, 31, 192))
    monthly = deputy.get(f"/hours/{query}").context["rows"]
    assert [row.fact for row in monthly] == [161, 31]


@pytest.mark.usefixtures("lessons")
def test_days_of_the_sheet_are_days_of_the_work_log(cast: make.Cast, deputy: Client) -> None:
    page = deputy.get(reverse("reports:load_sheet") + "?month=2026-11")
    titles = page.context["headings"]
    [cells] = page.context["rows"]
    row = cells.words
    days = {int(titles[place]): cell for place, cell in enumerate(row) if titles[place].isdecimal() and cell}
    assert days == {18: "7", 19: "102", 20: "52", 31: "×"}
    assert [row[titles.index("Итого, ч (астр.)")], row[titles.index("Итого, ак. ч")]] == ["2,68", "3,58"]


def test_closed_sheet_prints_the_same_after_changes(cast: make.Cast, deputy: Client) -> None:
    confirm_entries([manual(cast.teacher, minutes=50)], by=cast.deputy)
    query = "?month=2026-11"
    assert "Предварительная" in deputy.get(reverse("reports:load_sheet") + query).content.decode()
    close_month(make.branch(), NOVEMBER, by=cast.deputy)
    before = docx_rows(get(deputy, "reports:load_sheet_file", "docx", query))
    row = contract(cast.teacher)
    row.position = "старший преподаватель"
    row.save()
    WorkLogEntry.objects.update(minutes=49)
    assert docx_rows(get(deputy, "reports:load_sheet_file", "docx", query)) == before
    page = deputy.get(reverse("reports:load_sheet") + query)
    assert dict(page.context["facts"])["Месяц закрыт"] == "23.11.2026"
    assert "Предварительная" not in page.content.decode()


def test_empty_sheet_and_its_name(cast: make.Cast, deputy: Client) -> None:
    page = deputy.get(reverse("reports:load_sheet") + "?month=nonsense")
    assert "За этот месяц часов ещё нет" in page.content.decode().replace("\u00a0", " ")
    answer = get(deputy, "reports:load_sheet_file", "pdf", "?month=2026-10")
    assert answer["Content-Disposition"].startswith("inline")
    assert name_of(answer) == "Ведомость нагрузки 2026-10 Санкт-Петербург.pdf"


def test_sheet_takes_the_same_statements_for_any_number_of_rows(cast: make.Cast, deputy: Client) -> None:
    url = reverse("reports:load_sheet") + "?month=2026-11"

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert deputy.get(url).status_code == 200
        return len(caught)

    manual(cast.teacher)
    statements()
    one = statements()
    for number in range(30):
        manual(make.staff(f"Работник{number} Иван"))
    assert statements() == one


def test_academic_hours_follow_the_act(cast: make.Cast, deputy: Client) -> None:
    make.edition(provisions={"academic_hour": 40})  # type: ignore[dict-item]
    manual(cast.teacher, minutes=80)
    page = deputy.get(reverse("reports:load_sheet") + "?month=2026-11")
    titles = page.context["headings"]
    assert page.context["rows"][0].words[titles.index("Итого, ак. ч")] == f"{Decimal(2):.2f}".replace(
        ".", ","
    )
