"""Minutes without a video room, a cabinet and a call from a chat: as people press them."""

import re

from playwright.sync_api import Page, expect

from .conftest import Clock, Visitor, begin, island, shoot
from .rooms import call, come, let_in, meet, no_device, press
from .test_journey import QUICK, talk, wait_for_room


def timed(page: Page) -> None:
    """The consultation in person of 09.12 in Vladivostok."""
    page.goto("/consultations/?date=2026-12-09")
    row = page.locator("tr, li").filter(has_text="16:00–17:00").filter(has_text="Ли Е").first
    row.get_by_role("link").first.click()
    island(page, "opora-timer")


def test_a_press_without_a_network_is_kept_and_two_devices_have_one_timer(
    enter_then: Visitor, clock: Clock
) -> None:
    clock.set("2026-12-09T16:02:30+10:00")
    phone = enter_then("lee:teacher", width=390, height=844)
    begin(phone)
    timed(phone)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Начать").click()
    expect(phone.get_by_text("Связи нет. Нажатие сохранено")).to_be_visible()
    expect(phone.get_by_role("button", name="Закончить")).to_be_visible()
    shoot(phone, "timer-1-offline")
    phone.context.set_offline(False)
    expect(phone.get_by_text("Идёт с")).to_be_visible()
    clock.set("2026-12-09T16:40:00+10:00")
    desk = enter_then("lee:teacher", dark=True)
    timed(desk)
    shoot(desk, "timer-2-going")
    desk.get_by_role("button", name="Закончить", exact=True).click()
    desk.wait_for_url("**/hold/")
    expect(desk.get_by_text(re.compile(r"Таймер отмерил\s37\sминут"))).to_be_visible()
    expect(phone.get_by_text("Закончено:")).to_be_visible()
    desk.get_by_role("link", name="Когда нажимали").click()
    expect(desk.get_by_role("row").filter(has_text="Окончание")).to_contain_text("по часам сервера")
    shoot(desk, "timer-3-presses")


def test_a_call_rings_is_answered_and_its_minutes_are_registered(enter_then: Visitor, clock: Clock) -> None:
    clock.set("2026-12-10T12:00:00+03:00")
    learner = enter_then("ivanova:learner", width=390, height=844)
    begin(learner)
    teacher = enter_then("kovaleva:teacher", dark=True)
    begin(teacher)
    for page in (teacher, learner):
        page.add_init_script(QUICK)
    call(teacher)
    expect(learner.get_by_role("alertdialog")).to_contain_text("Звонит Ковалёва")
    shoot(learner, "call-1-ring")
    learner.get_by_role("link", name="Ответить").click()
    for page in (teacher, learner):
        wait_for_room(page, 2)

    chat = teacher.locator("opora-room-chat")
    teacher.get_by_role("button", name="Чат", exact=True).click()
    chat.get_by_label("Сообщение", exact=True).fill("Смотрите приказ")
    teacher.keyboard.press("Enter")
    expect(learner.locator("[data-unread]")).to_have_text("1")
    learner.get_by_role("button", name=re.compile("^Чат")).first.click()
    expect(learner.locator("opora-room-chat")).to_contain_text("Смотрите приказ")
    expect(learner.locator("[data-unread]")).to_be_hidden()
    shoot(teacher, "call-2-room")
    shoot(learner, "call-3-chat")
    learner.keyboard.press("Escape")
    expect(learner.locator("opora-room-chat")).to_be_hidden()

    talk(clock, "2026-12-10T12:00:10+03:00", 70, teacher, learner)
    lost(learner)
    teacher.get_by_role("button", name="Закончить встречу").click()
    teacher.wait_for_url("**/conversations/**")
    learner.context.set_offline(False)
    expect(learner.get_by_role("heading", name="Встреча закончена.")).to_be_visible()
    called = teacher.locator(".said article").filter(has_text="Звонок")
    expect(called).to_contain_text(re.compile(r"Поговорили\s1\sминуту"))
    called.get_by_role("button", name=re.compile("Действия")).click()
    teacher.get_by_role("link", name="Оформить консультацию").click()
    expect(teacher.get_by_label("Сколько минут заняло")).to_have_value("1")
    expect(teacher.get_by_label("Иванова Мария Петровна")).to_be_checked()
    shoot(teacher, "call-4-register")


def test_a_cabinet_opens_by_the_grafik(enter_then: Visitor, clock: Clock) -> None:
    clock.set("2026-12-14T17:00:00+03:00")
    learner = enter_then("ivanova:learner", width=390, height=844)
    begin(learner)
    learner.goto("/grafik/")
    learner.get_by_role("link", name=re.compile(r"Кабинет\s?: Ковалёва")).first.click()
    expect(learner.get_by_role("heading", name="Сейчас закрыто")).to_be_visible()
    shoot(learner, "cabinet-1-closed")
    clock.set("2026-12-14T18:05:00+03:00")
    learner.reload()
    expect(learner.get_by_role("heading", name="Сейчас открыто")).to_be_visible()
    shoot(learner, "cabinet-2-open")
    learner.get_by_role("link", name="К двери").click()
    expect(learner.get_by_role("button", name="Постучаться")).to_be_visible()


def test_each_trouble_before_the_door_has_its_words_and_a_way_on(enter_then: Visitor, clock: Clock) -> None:
    clock.set("2026-12-07T18:00:00+03:00")
    learner = enter_then("ivanova:learner", width=390, height=844)
    begin(learner)
    learner.goto("/consultations/?date=2026-12-07")
    row = learner.locator("tr, li").filter(has_text="18:00–19:30").filter(has_text="Ковалёва").first
    room = (row.get_by_role("link").first.get_attribute("href") or "").replace(
        "/consultations/", "/meetings/"
    )

    def opened(script: str, name: str) -> Page:
        page = learner.context.new_page()
        page.add_init_script(script)
        page.goto(room.split("?")[0])
        expect(page.locator("[data-trouble=camera]:visible, [data-hopeless]:visible").first).to_be_visible()
        shoot(page, f"trouble-{name}")
        return page

    old = opened("delete window.RTCPeerConnection;", "1-old")
    expect(old.locator("[data-hopeless]")).to_contain_text("Этот браузер не умеет видеосвязь.")
    expect(old.get_by_role("button", name="Постучаться")).to_be_hidden()
    expect(old.get_by_role("link", name="Задать письменно").first).to_be_visible()

    refused = opened(no_device("NotAllowedError", "video audio"), "2-refused")
    expect(refused.get_by_text("Браузер не пустил к камере.").first).to_be_visible()
    expect(refused.get_by_text("Браузер не пустил к микрофону.").first).to_be_visible()
    expect(refused.get_by_role("button", name="Постучаться")).to_be_visible()

    busy = opened(no_device("NotReadableError"), "3-busy")
    expect(busy.get_by_text("Камера занята другой программой.").first).to_be_visible()
    busy.evaluate("() => { window.isFree = true; }")
    busy.get_by_role("button", name="Попробовать снова").first.click()
    expect(busy.get_by_text("Камера занята другой программой.").first).to_be_hidden()
    expect(busy.get_by_label("Ваша камера")).to_be_visible()


def lost(page: Page) -> None:
    """Its network is gone, and it says so."""
    page.context.set_offline(True)
    expect(page.locator("[data-cut]")).to_be_visible()


def stroke(page: Page, *points: tuple[float, float]) -> None:
    """A line over the board; points are shares of its sides."""
    box = page.locator("opora-board svg[data-svg]").bounding_box()
    assert box
    first, *rest = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*first)
    page.mouse.down()
    for x, y in rest:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()


def wait_for_strokes(page: Page, count: int) -> None:
    """A long stroke is told in pieces while it is drawn."""
    page.wait_for_function(
        """count => new Set([...document.querySelectorAll("opora-board [data-marks] > *")]
            .map((one) => one.dataset.stroke)).size === count""",
        arg=count,
    )


def test_a_room_has_keys_notes_and_a_board(enter_then: Visitor, clock: Clock) -> None:
    teacher, learner = pair = meet(enter_then, clock, "2026-12-14")
    for page in pair:
        wait_for_room(page, 2)

    # keys, whatever the layout; what they did is said
    sound = teacher.locator(".bar [data-do=sound]")
    for words, pressed in (("Микрофон выключен.", "false"), ("Микрофон включён.", "true")):
        press(teacher, "m", words)
        expect(sound).to_have_attribute("aria-pressed", pressed)
    press(learner, "h", "Рука поднята.")
    expect(teacher.get_by_text("рука, 1-й в очереди")).to_be_visible()
    press(teacher, "p", "Крупно: Иванова М. П.")
    teacher.keyboard.press("p")
    expect(teacher.locator(".tile[data-pinned]")).to_have_count(0)
    press(teacher, "l", "Крупно того, кто говорит.")
    expect(teacher.locator(".tile[data-pinned]")).to_have_count(1)
    shoot(teacher, "room-1-large")
    teacher.keyboard.press("l")
    expect(teacher.locator(".tile[data-pinned]")).to_have_count(0)
    teacher.keyboard.press("?")
    expect(teacher.get_by_role("dialog", name="Клавиши комнаты")).to_be_visible()
    teacher.keyboard.press("m")
    expect(sound).to_have_attribute("aria-pressed", "true")
    shoot(teacher, "room-2-keys")
    teacher.keyboard.press("Escape")

    teacher.get_by_role("button", name="Ещё", exact=True).click()
    float_button = teacher.get_by_role("button", name="Поверх других окон")
    shoot(teacher, "room-3-more")
    float_button.click()
    teacher.wait_for_function(
        "() => document.pictureInPictureElement?.srcObject.getVideoTracks().length === 1"
    )
    teacher.evaluate("document.exitPictureInPicture()")

    # notes: one text, merged as it is written
    for page in pair:
        page.get_by_role("button", name="Заметки", exact=True).click()
    written, read = (page.get_by_label("Общие заметки", exact=True).last for page in pair)
    written.press_sequentially("мм Срок: пятница")
    expect(read).to_have_value("мм Срок: пятница")
    expect(read).to_have_js_property("readOnly", True)
    expect(sound).to_have_attribute("aria-pressed", "true")
    teacher.get_by_role("button", name="Пишут все участники").click()
    expect(read).to_have_js_property("readOnly", False)
    learner.evaluate("document.querySelector('opora-notes textarea').setSelectionRange(0, 0)")
    read.press_sequentially("Вопрос: где журнал? ", delay=20)
    written.press_sequentially(", до 18:00", delay=20)
    for text in (written, read):
        expect(text).to_have_value("Вопрос: где журнал? мм Срок: пятница, до 18:00")
    expect(teacher.locator("#notes-state")).to_have_text("Сохранено.")
    written.press("Control+z")
    expect(read).to_have_value("Вопрос: где журнал? мм Срок: пятница")
    written.press("Control+Shift+z")
    expect(read).to_have_value("Вопрос: где журнал? мм Срок: пятница, до 18:00")
    shoot(teacher, "notes-1-teacher")
    shoot(learner, "notes-2-learner")

    # the board: seen as it is drawn, by a mouse, by keys; others draw when they are let to
    for page in pair:
        page.get_by_role("button", name="Доска", exact=True).click()
    expect(teacher.get_by_text("1 из 1")).to_be_visible()
    stroke(teacher, (0.1, 0.2), (0.3, 0.6), (0.5, 0.2))
    wait_for_strokes(learner, 1)
    expect(learner.get_by_role("toolbar", name="Чем рисовать")).to_be_hidden()
    teacher.get_by_role("button", name="Рисуют все").click()
    expect(learner.get_by_role("toolbar", name="Чем рисовать")).to_be_visible()
    learner.get_by_role("button", name="Красный").click()
    learner.get_by_role("button", name="Рамка").click()
    stroke(learner, (0.55, 0.3), (0.9, 0.7))
    learner.get_by_role("button", name="Отрезок").click()
    learner.locator("opora-board svg[data-svg]").focus()
    for key in ("Shift+ArrowUp", " ", "Shift+ArrowRight", "Shift+ArrowRight", " "):
        learner.keyboard.press(key)
    wait_for_strokes(teacher, 3)
    shoot(teacher, "board-1-teacher")
    shoot(learner, "board-2-learner")

    # whom the server does not know any more is not told that the host has removed him
    lost(learner)
    learner.context.clear_cookies()
    learner.context.set_offline(False)
    expect(learner.get_by_role("heading", name="Вы вышли из учётной записи.")).to_be_visible()
    shoot(learner, "over-nobody")
    learner.get_by_role("link", name="К странице встречи").click()
    expect(learner.get_by_label("Логин")).to_be_visible()


def test_small_groups_are_gone_to_and_come_back_from(enter_then: Visitor, clock: Clock) -> None:
    teacher, learner = meet(enter_then, clock, "2026-12-21")
    other = come(enter_then, "sidorenko", teacher.url.replace("meetings", "consultations"))
    let_in(teacher, other)
    tiles = [page.locator(".tile") for page in (teacher, learner, other)]
    for each in tiles:
        expect(each).to_have_count(3)
    teacher.get_by_role("button", name="Ещё", exact=True).click()
    teacher.get_by_role("button", name="Разделить на группы").click()
    teacher.get_by_role("button", name="Случайно").click()
    shoot(teacher, "parts-1-form")
    teacher.get_by_role("button", name="Разделить", exact=True).click()
    for page in (learner, other):
        expect(page.locator("opora-room-parts [data-shown]")).to_contain_text(
            re.compile(r"Группа [12] осталось 9:\d\d")
        )
        expect(page.locator(".tile")).to_have_count(1)
    groups = teacher.locator("[data-groups] li")
    expect(groups).to_have_count(2)
    shoot(teacher, "parts-2-main")
    groups.filter(has_text="Иванова").get_by_role("button", name="Зайти").click()
    wait_for_room(learner, 2)
    teacher.get_by_label("Сообщение всем группам").fill("Ещё две минуты")
    teacher.get_by_role("button", name="Отправить", exact=True).first.click()
    expect(other.locator("opora-room-parts [data-shown]")).to_contain_text("Ещё две минуты")
    shoot(learner, "parts-3-group")
    shoot(teacher, "parts-4-visit")
    lost(other)  # he comes back where nobody is any more, and is led to the others
    teacher.get_by_role("button", name="Вернуть всех").click()
    expect(tiles[0]).to_have_count(2, timeout=15_000)
    other.context.set_offline(False)
    for page in (teacher, learner, other):
        expect(page.locator(".tile")).to_have_count(3, timeout=15_000)
        expect(page.locator("opora-room-parts [data-shown]")).to_be_hidden()
