"""A day of those who learn and those who teach: what each sees first, does and leaves done."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from .conftest import Visitor, begin, picture, shoot

SUBJECT = "Какую шкалу риска брать"


def send(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


@contextmanager
def no_errors(page: Page) -> Iterator[None]:
    """Nothing in the day may answer with a server error or a broken script."""
    bad: list[str] = []
    page.on("response", lambda r: bad.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    page.on("pageerror", lambda error: bad.append(str(error)))
    yield
    assert not bad, bad


def a_week_with_places(page: Page) -> None:
    page.goto("/consultations/")
    if page.get_by_role("link", name="Записаться", exact=True).count() == 0:
        follow(page, "Следующая неделя")


def test_the_day_of_a_learner(enter: Visitor) -> None:
    page = enter("ivanova:learner")
    with no_errors(page):
        begin(page)
        page.goto("/cabinet/")
        expect(page.get_by_text("Ближайшая консультация")).to_be_visible()
        picture(page, "learner-first")
        a_week_with_places(page)
        picture(page, "learner-week")
        live = page.get_by_role("row").filter(has_text="Записаться").filter(has_not_text="отложенно")
        live.first.get_by_role("link", name="Записаться").click()
        page.get_by_label("Ваш вопрос").fill("Какие документы нужны для зачёта?")
        send(page, "Записаться")
        expect(page.get_by_text("Вы записаны").first).to_be_visible()
        send(page, "Отменить запись")
        page.goto("/results/mine/")
        follow(page, re.compile("Спросить"))
        expect(page.get_by_label("Коротко, о чём")).to_have_value("Виды инструктажей")
        page.get_by_label("Вопрос", exact=True).fill("Чем целевой инструктаж отличается от внепланового?")
        send(page, "Отправить вопрос")
        expect(page.get_by_text("Срок ответа")).to_be_visible()
        shoot(page, "day-learner-question")
        picture(page, "learner-question")
        for path in ("/consultations/mine/", "/studies/my/", "/help/mine/"):
            page.goto(path)
        shoot(page, "day-learner-help")


def test_the_day_of_a_representative(enter: Visitor) -> None:
    page = enter("zotova:representative", width=390, height=844)
    with no_errors(page):
        begin(page)
        page.goto("/cabinet/")
        page.get_by_role("link", name="Вера").click()
        expect(page.get_by_role("link", name="Вера")).to_have_attribute("aria-current", "true")
        picture(page, "representative-first")
        shoot(page, "day-representative")
        page.goto("/consultations/mine/")
        follow(page, "Илья")
        expect(page.get_by_role("heading", name=re.compile("Зотов И"))).to_be_visible()
        page.goto("/consultations/questions/new/")
        page.get_by_label("Дисциплина").select_option(index=1)
        page.get_by_label("Коротко, о чём").fill("Проект Ильи")
        page.get_by_label("Вопрос", exact=True).fill("Как помочь дома с проектом?")
        send(page, "Отправить вопрос")
        expect(page.get_by_text("Срок ответа")).to_be_visible()
        shoot(page, "day-representative-question")
        page.goto("/acquaintance/")
        follow(page, re.compile("редакция 2, за: Зотова"))
        send(page, "Ознакомлен(а) за ребёнка")
        expect(page.locator(".toasts")).to_contain_text("Ознакомление отмечено")


def test_the_day_of_a_teacher(enter: Visitor) -> None:
    learner, page = enter("ivanova:learner"), enter("kovaleva:teacher")
    ask(learner)
    with no_errors(page):
        begin(page)
        page.goto("/cabinet/")
        waits = page.get_by_role("region", name="Ждёт вас")
        expect(waits).to_contain_text(re.compile("ждёт ответа|ждут ответа"))
        picture(page, "teacher-first")
        waits.get_by_role("link", name=re.compile("ждёт ответа|ждут ответа")).first.click()
        page.get_by_role("link", name=SUBJECT).first.click()
        page.get_by_label("Ответ", exact=True).fill(
            "Берите шкалу из методики организации, она в приложении 2."
        )
        page.get_by_label("Минут работы").fill("6")
        send(page, "Ответить")
        expect(page.get_by_text("есть ответ").first).to_be_visible()
        shoot(page, "day-teacher-answer")
        radar(page)
        dossier(page)
        page.goto("/schedule/mine/")
        follow(page, "Предложить строку")
        shoot(page, "day-teacher-line")
        page.goto("/hours/mine/")
        expect(page.get_by_role("row").filter(has_text="отложенно").last).to_contain_text("6")
        shoot(page, "day-teacher-hours")
    learner.goto("/cabinet/")
    expect(learner.get_by_role("region", name="Ждёт вас")).to_contain_text("Вам ответили")


def ask(page: Page) -> None:
    page.goto("/consultations/questions/new/")
    discipline = page.get_by_label("Дисциплина")
    of_teacher = discipline.locator("option").filter(has_text="Обучение и инструктажи").first
    discipline.select_option(of_teacher.get_attribute("value"))
    page.get_by_label("Коротко, о чём").fill(SUBJECT)
    page.get_by_label("Вопрос", exact=True).fill(
        "По одной шкале выходит 12, по другой «средний». Какую брать?"
    )
    send(page, "Отправить вопрос")


def radar(page: Page) -> None:
    page.goto("/topics/")
    picture(page, "teacher-radar")
    page.get_by_role("heading").filter(has_text="ОТ-26/11-1").get_by_role("link").click()
    page.get_by_text("На чём основано").first.click()
    shoot(page, "day-teacher-radar")
    page.get_by_role("button", name=re.compile("Назначить тему")).first.click()
    expect(page.get_by_text("Что решено")).to_be_visible()


def dossier(page: Page) -> None:
    page.goto("/consultations/exam-prep/")
    page.get_by_role("row").filter(has_text="запланирована").get_by_role("link").first.click()
    page.get_by_label("Что это").fill("Памятка о процедуре: 90 минут, три задания")
    send(page, "Добавить")
    expect(page.get_by_text("Памятка о процедуре: 90 минут, три задания", exact=True).first).to_be_visible()
    picture(page, "teacher-dossier")
    shoot(page, "day-teacher-dossier")


def test_the_day_of_another_worker(enter: Visitor) -> None:
    page = enter("gromov:other_staff")
    with no_errors(page):
        begin(page)
        page.goto("/cabinet/")
        expect(page.get_by_role("region", name="Ждёт вас")).to_contain_text("Предложите свои дни")
        picture(page, "staff-first")
        page.goto("/schedule/mine/")
        send(page, "Всё остаётся как есть")
        shoot(page, "day-staff-lines")
        page.goto("/cabinet/")
        expect(page.get_by_text("Предложите свои дни")).to_have_count(0)
        page.goto("/consultations/teach/")
        page.locator("#ahead").locator("xpath=ancestor::section").get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="О встрече")).to_be_visible()
        shoot(page, "day-staff-meeting")
        page.goto("/hours/mine/")
        follow(page, "Записать помощь")
        shoot(page, "day-staff-help")


def test_the_day_of_a_curator(enter: Visitor) -> None:
    page = enter("schulz:curator")
    with no_errors(page):
        begin(page)
        page.goto("/cabinet/")
        waits = page.get_by_role("region", name="Ждёт вас")
        expect(waits).to_contain_text("Приказ вернули")
        picture(page, "curator-first")
        waits.get_by_role("link", name=re.compile("Приказ вернули")).first.click()
        shoot(page, "day-curator-order")
        picture(page, "curator-order")
        page.goto("/consultations/teach/")
        page.locator("#ahead").locator("xpath=ancestor::section").get_by_role("link").first.click()
        send(page, "Записать группу")
        shoot(page, "day-curator-group")
        for path in (
            "/studies/contracts/",
            "/studies/agreements/",
            "/help/agreements/1/",
            "/studies/import/",
        ):
            page.goto(path)
        shoot(page, "day-curator-import")


def test_the_day_of_a_passer_by(enter: Visitor) -> None:
    page = enter()
    with no_errors(page):
        page.goto("/")
        shoot(page, "day-public")
        page.goto("/grafik/")
        expect(page.get_by_role("row").filter(has_text="Ковалёва").first).to_be_visible()
        picture(page, "public-grafik")
        page.goto("/board/")
        shoot(page, "day-board")
