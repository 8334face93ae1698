"""The main job as its users do it: from a file of learners to the printed ведомость."""

import io
import re
from datetime import datetime, timedelta
from time import sleep

import docx
import openpyxl
import pypdf
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from .conftest import Clock, Served, Visitor, begin, island, shoot

LEARNERS = """Приложение № 1 к договору № 118/26 от 20.11.2026;;;;;
№ п/п;ФИО слушателя;Дата рожд.;СНИЛС ;E-mail;Программа
1;ТУМАНОВА ЛИДИЯ ЮРЬЕВНА;14.03.87;;buh@mayak.example;Стропальщик
2; Хан  Артём;;990-000-106 61;khan@bv.example;Стропальщик
3;Иванов И.И.;05.13.1979;990-000-103 99;-;Стропальщик
;Итого: 3 чел.;;;;
"""
# what is heard every five seconds is heard twice a second: a minute of a meeting takes five
QUICK = """
    const lasting = window.setInterval;
    window.setInterval = (work, pause, ...more) => lasting(work, pause === 5000 ? 500 : pause, ...more);
    window.beats = 0;
    const {send} = WebSocket.prototype;
    WebSocket.prototype.send = function (said) {
        if (/"hears":\\[\\d/.test(said)) window.beats++;
        return send.call(this, said);
    };
"""
THEME = "Трубы разной длины: две стропы"


def send(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def choose(page: Page, field: str, words: str) -> None:
    select = page.get_by_label(re.compile(field)).first
    select.select_option(select.locator("option").filter(has_text=words).first.get_attribute("value"))


def download(page: Page, path: str) -> bytes:
    answer = page.request.get(path)
    assert answer.status == 200, path
    return answer.body()


def test_from_a_file_of_learners_to_the_printed_sheet(enter_then: Visitor, clock: Clock) -> None:
    specialist = enter_then("tsoy:specialist")
    import_learners(specialist)
    schedule = draft_line(specialist)
    approve(enter_then("orlova:director"), schedule)
    publish(specialist, schedule)
    read_public_page(enter_then())
    learner = enter_then("khan", width=390, height=844)
    session = book(learner)
    clock.set("2026-11-27T15:02:00+10:00")
    teacher = enter_then("lee", dark=True)
    hold(teacher, session, clock)
    deputy = enter_then("gromov:deputy")
    see_in_journal(deputy)
    clock.set("2026-12-01T10:00:00+03:00")
    close_month(deputy)
    print_sheet(deputy)


def import_learners(page: Page) -> None:
    page.goto("/studies/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "Список.csv", "mimeType": "text/csv", "buffer": LEARNERS.encode("cp1251")}
    )
    send(page, "Проверить файл")
    expect(page.get_by_text("Туманова Лидия Юрьевна")).to_be_visible()
    shoot(page, "journey-1-import")
    for box in page.get_by_label(re.compile("Проверено, зачислить")).all():
        box.check()
    choose(page, "Группа", "СТР-26/10-В")
    page.get_by_label("Номер приказа").fill("118-у")
    page.get_by_label("Дата приказа").fill("2026-11-23")
    send(page, "Зачислить")
    shoot(page, "journey-2-imported")
    page.goto("/people/?q=Туманова")
    expect(page.get_by_text("Туманова Лидия Юрьевна")).to_be_visible()


def draft_line(page: Page) -> str:
    page.goto("/schedule/")
    page.get_by_role("link", name=re.compile("II полугодие")).first.click()
    send(page, "Новая редакция")
    schedule = re.sub(r"\?.*", "", page.url)
    page.get_by_role("link", name="Строка", exact=True).click()
    choose(page, "Работник", "Ли Ен Су")
    page.get_by_label("пятница").check()
    page.get_by_label("Начало").fill("15:00")
    page.get_by_label("Окончание").fill("16:30")
    page.get_by_label("видеоконференция платформы").check()
    page.get_by_label("Мест", exact=True).fill("5")
    shoot(page, "journey-3-line")
    send(page, "Сохранить")
    expect(page.get_by_text("Ничего. График можно отправлять руководителю.")).to_be_visible()
    send(page, "На утверждение")
    shoot(page, "journey-4-submitted")
    return schedule


def approve(page: Page, schedule: str) -> None:
    page.goto(schedule)
    page.get_by_label("Номер приказа").fill("61-о")
    page.get_by_label("Дата приказа").fill("2026-11-23")
    send(page, "Утвердить приказом")
    shoot(page, "journey-5-approved")


def publish(page: Page, schedule: str) -> None:
    page.goto(schedule)
    send(page, "Опубликовать")
    expect(page.get_by_role("link", name="Открыть на сайте")).to_be_visible()


def read_public_page(page: Page) -> None:
    page.goto("/grafik/")
    row = page.get_by_role("row").filter(has_text="Ли Ен Су").filter(has_text="пятница")
    expect(row).to_contain_text("15:00–16:30")
    shoot(page, "journey-6-public")
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
    paper = next(href.rsplit(".", 1)[0] for href in hrefs if href.endswith(".docx"))
    tables = docx.Document(io.BytesIO(download(page, f"{paper}.docx"))).tables
    assert any("15:00–16:30" in cell.text for table in tables for row in table.rows for cell in row.cells)
    sheet = openpyxl.load_workbook(io.BytesIO(download(page, f"{paper}.xlsx"))).active
    assert any("Ли Ен Су" in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    pdf = pypdf.PdfReader(io.BytesIO(download(page, f"{paper}.pdf")))
    assert "15:00" in "".join(sheet.extract_text() for sheet in pdf.pages)
    calendar = Calendar.from_ical(download(page, "/calendar/grafik.ics"))
    assert any("FR" in str(event.get("rrule")) and "Ли" in event["summary"] for event in calendar.events)


def meeting(page: Page) -> Locator:
    return page.locator("tr, li").filter(has_text="15:00–16:30").filter(has_text="Ли Е").first


def book(page: Page) -> str:
    page.goto("/consultations/")
    shoot(page, "journey-7-week")
    meeting(page).get_by_text("Записаться").click()
    page.get_by_label("Ваш вопрос").fill("Как стропить трубы разной длины?")
    send(page, "Записаться")
    expect(page.get_by_text("Вы записаны").first).to_be_visible()
    shoot(page, "journey-8-booked")
    page.goto("/consultations/mine/")
    meeting(page).get_by_role("link").first.click()
    return re.sub(r"\?.*", "", page.url)


def hold(page: Page, session: str, clock: Clock) -> None:
    page.goto(session)
    expect(page.get_by_text("Как стропить трубы разной длины?")).to_be_visible()
    send(page, "Начать")
    clock.set("2026-11-27T16:19:00+10:00")
    page.goto(f"{session}hold/")
    page.get_by_label("Фактическое окончание").fill("2026-11-27T16:19")
    page.get_by_label(re.compile("Хан")).first.check()
    page.get_by_label("Тема", exact=True).fill(THEME)
    page.get_by_label("Основание темы").select_option("learner_appeals")
    page.get_by_label("по теме").check()
    shoot(page, "journey-9-hold")
    send(page, "Записать")
    expect(page.get_by_text("77").first).to_be_visible()


def see_in_journal(page: Page) -> None:
    page.goto("/papers/journal/?since=2026-11-01&until=2026-11-30")
    expect(page.get_by_role("row").filter(has_text=THEME)).to_contain_text("77")
    shoot(page, "journey-10-journal")


def close_month(page: Page) -> None:
    page.goto("/hours/?month=2026-11")
    choose(page, "Площадка", "Владивосток")
    send(page, "Показать")
    send(page, "Подтвердить")
    shoot(page, "journey-11-confirmed")
    page.get_by_role("link", name="Закрыть месяц").click()
    shoot(page, "journey-12-closing")
    send(page, "Закрыть месяц")
    expect(page.get_by_text("Месяц закрыт")).to_be_visible()


def print_sheet(page: Page) -> None:
    page.get_by_role("link", name="Ведомость").first.click()
    shoot(page, "journey-13-sheet")
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
    pdf = next(href for href in hrefs if ".pdf" in href)
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(download(page, pdf))).pages)
    assert "Ли Ен Су" in text
    assert "77" in text


def talk(clock: Clock, since: str, seconds: int, *pages: Page) -> None:
    """Time goes on under a meeting whose pages are ``QUICK``: in each step everybody says whom he hears.

    At the end the server has written it down, which it does every five seconds of real time.
    """
    for second in range(0, seconds + 1, 10):
        clock.set((datetime.fromisoformat(since) + timedelta(seconds=second)).isoformat())
        for page in pages:
            page.wait_for_function("(known) => window.beats > known", arg=page.evaluate("window.beats"))
    sleep(6)


def wait_for_room(page: Page, tiles: int, state: str = "live") -> None:
    """Every tile shows a moving picture in the state, the own one always «live»."""
    page.wait_for_function(
        """([n, state]) => {
            const tiles = [...document.querySelectorAll('[data-tile-of]')];
            return tiles.length === n && tiles.every((tile) => tile.querySelector('video').videoWidth > 0)
                && tiles.some((tile) => tile.dataset.tileOf !== 'me' && tile.dataset.state === state);
        }""",
        arg=[tiles, state],
        timeout=40_000,
    )


def test_a_consultation_by_video_counts_its_own_minutes(
    enter_then: Visitor, clock: Clock, centre_of_then: Served
) -> None:
    clock.set("2026-12-07T09:00:00+03:00")
    learner = enter_then("ivanova:learner", width=390, height=844)
    begin(learner)
    learner.add_init_script(QUICK)
    learner.goto("/consultations/?date=2026-12-07")
    row = learner.locator("tr, li").filter(has_text="18:00–19:30").filter(has_text="Ковалёва").first
    row.get_by_role("link").first.click()
    if learner.get_by_role("button", name="Записаться").count():
        send(learner, "Записаться")
    session = re.sub(r"\?.*", "", learner.url)

    clock.set("2026-12-07T18:00:00+03:00")
    teacher = enter_then("kovaleva:teacher", dark=True)
    begin(teacher)
    teacher.add_init_script(QUICK)
    teacher.goto(session)
    teacher.get_by_role("link", name="В комнату").click()
    expect(teacher.get_by_text(re.compile("Связь хорошая|Связь средняя|Связь слабая")).first).to_be_visible()
    shoot(teacher, "meeting-1-lobby")
    teacher.get_by_role("button", name="Войти и начать").click()
    expect(teacher.get_by_text("Сейчас никто не ждёт.")).to_be_visible()
    learner.goto(session)
    learner.get_by_role("link", name="В комнату").click()
    island(learner, "opora-meeting")
    learner.get_by_role("button", name="Постучаться").click()
    expect(learner.get_by_role("heading", name="Ждём, когда вас впустят")).to_be_visible()
    shoot(learner, "meeting-2-door")
    expect(teacher.locator("[data-list=door]")).to_contain_text("Иванова")
    teacher.get_by_role("button", name="Впустить", exact=True).click()
    for page in (teacher, learner):
        wait_for_room(page, 2)
    learner.get_by_role("button", name="Рука").click()
    expect(teacher.locator("[data-list=people]")).to_contain_text("рука, 1-й в очереди")
    teacher.get_by_role("button", name="Выключить микрофон").click()
    expect(learner.get_by_role("button", name="Микрофон")).to_have_attribute("aria-pressed", "false")
    shoot(teacher, "meeting-3-room")
    shoot(learner, "meeting-4-room")

    talk(clock, "2026-12-07T18:00:10+03:00", 30, teacher, learner)
    centre_of_then.kill()
    for page in (teacher, learner):
        expect(page.locator("[data-cut]:visible")).to_contain_text("Разговор может продолжаться.")
        wait_for_room(page, 2)
    shoot(learner, "meeting-5-killed")
    clock.set("2026-12-07T18:04:00+03:00")
    centre_of_then.start()
    for page in (teacher, learner):
        expect(page.locator("[data-cut]")).to_be_hidden(timeout=10_000)
        wait_for_room(page, 2)
    talk(clock, "2026-12-07T18:04:10+03:00", 40, teacher, learner)
    teacher.get_by_role("button", name="Закончить встречу").click()
    teacher.wait_for_url("**/hold/")
    expect(learner.get_by_role("heading", name="Встреча закончена.")).to_be_visible()
    expect(
        teacher.get_by_text(
            re.compile(r"Комната измерила\s4\sминуты:\sс\s18:00\sдо\s18:04.*не\sбыло\sна\sсвязи\s3\sмин")
        )
    ).to_be_visible()
    expect(teacher.get_by_label("Иванова Мария Петровна")).to_be_checked()
    expect(teacher.get_by_label(re.compile("Калинин")).first).not_to_be_checked()
    teacher.get_by_role("link", name="Кто и когда был").click()
    row = teacher.get_by_role("row").filter(has_text="Иванова")
    expect(row).to_contain_text("1")
    expect(row).to_contain_text("связь пропала")
    expect(teacher.get_by_text("Ведущего не было на связи:")).to_be_visible()
    shoot(teacher, "meeting-6-presence")
