"""A group meets through a real Janus: moving pictures, orders of the host, the server killed, TURN alone."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from bench.server import database_address
from tests import media_servers
from tests.media_servers import TURN_SECRET, Coturn, Janus

from .conftest import Clock, Served, Visitor, begin, island, served, shoot
from .postbox import Postbox, postbox
from .rooms import (
    BY_TURN,
    STATES,
    WATCHED,
    booked,
    call,
    come,
    meet,
    no_device,
    received,
    wait_for_frames,
    wait_for_heights,
    wait_for_sound,
    wait_for_state,
)
from .test_journey import wait_for_room
from .wires import Wire, laid

pytestmark = pytest.mark.skipif(
    bool(media_servers.lacking()), reason=f"нет программ: {', '.join(media_servers.lacking())}"
)
CUTS = (30.0, 15.0, 5.0)
SOON = 3.0  # a second on a machine that does nothing else (bench.meet measures it)
# learners who come to this teacher, those of the latest meetings first
COMERS = """
    SELECT account.login FROM people_account account
    JOIN consultations_booking booking ON booking.learner_id = account.person_id
    JOIN consultations_session session ON session.id = booking.session_id
    JOIN people_account teacher ON teacher.person_id = session.person_id
    WHERE teacher.login = 'kovaleva' AND account.state = 'active' AND booking.state = 'confirmed'
    GROUP BY account.login ORDER BY max(session.starts_at) DESC, account.login LIMIT 4
"""


@pytest.fixture(scope="module")
def janus() -> Iterator[Janus]:
    with media_servers.janus() as server:
        yield server


@pytest.fixture(scope="module")
def coturn() -> Iterator[Coturn]:
    with media_servers.coturn() as server:
        yield server


@pytest.fixture(scope="module")
def box() -> Iterator[Postbox]:
    with postbox() as box:
        yield box


@pytest.fixture(scope="module")
def centre_of_then(clock: Clock, janus: Janus, coturn: Coturn, box: Postbox) -> Iterator[Served]:
    yield from served(
        ["e2e/serve_at.py", str(clock.path)],
        OPORA_SMTP_URL=box.url,
        OPORA_JANUS=janus.setting(),
        OPORA_TURN_URLS=coturn.url,
        OPORA_TURN_SECRET=TURN_SECRET,
    )


def test_a_group_meets_by_the_server_and_it_obeys_the_host(
    enter_then: Visitor, clock: Clock, janus: Janus
) -> None:
    teacher, learner = pair = meet(enter_then, clock, "2026-12-07")
    for page in pair:
        wait_for_frames(page)
    shoot(teacher, "janus-1-teacher")
    shoot(learner, "janus-2-learner")

    # muted at the server: the microphone of the browser may be on as it likes
    learner.evaluate(
        "() => { window.tracks = connections.flatMap((one) => one.getSenders().map((s) => s.track)) }"
    )
    teacher.get_by_role("button", name="Выключить микрофон").click()
    expect(learner.get_by_role("button", name="Микрофон")).to_have_attribute("aria-pressed", "false")
    learner.evaluate("() => tracks.forEach((one) => { if (one) one.enabled = true; })")
    learner.wait_for_timeout(500)
    before = received(teacher)
    teacher.wait_for_timeout(1_500)
    teacher.wait_for_timeout(1_500)
    wait_for_frames(teacher)
    after = received(teacher)
    assert after["sound"] == before["sound"]
    learner.evaluate("() => tracks.forEach((one) => { if (one?.kind === 'audio') one.enabled = false; })")
    learner.get_by_role("button", name="Микрофон").click()
    wait_for_sound(teacher, after["sound"])

    # the server is killed and started again, as its supervisor does: both come back by themselves
    janus.kill()
    for page in pair:
        expect(page.get_by_text("Видеосервер не отвечает.")).to_be_visible(timeout=5_000)
    shoot(learner, "janus-3-lost")
    janus.start()
    for page in pair:
        expect(page.get_by_text("Видеосервер не отвечает.")).to_be_hidden(timeout=10_000)
        wait_for_frames(page)

    # removed: nothing comes to him any more
    teacher.get_by_role("button", name="Удалить").click()
    expect(learner.get_by_role("heading", name="Ведущий удалил вас со встречи.")).to_be_visible()
    assert received(learner)["frames"] == 0


def test_networks_cut_for_5_15_and_30_seconds_behind_turn_alone(
    enter_then: Visitor, clock: Clock, centre_of_then: Served, coturn: Coturn
) -> None:
    day, ways = "2026-12-14", []
    clock.set(f"{day}T09:00:00+03:00")
    with psycopg.connect(database_address(centre_of_then.data)) as database:
        logins = [login for (login,) in database.execute(COMERS).fetchall()]
    with ExitStack() as stack:
        for login in logins:
            wire = stack.enter_context(laid(centre_of_then.address, coturn.url))
            page = enter_then(login, width=390, height=844, address=wire.address)
            begin(page)
            session = booked(page, day).replace(wire.address, "")
            ways.append((page, wire))
        clock.set(f"{day}T18:00:00+03:00")
        teacher = come(enter_then, "kovaleva:teacher", session)
        teacher.get_by_role("button", name="Войти и начать").click()
        teacher.get_by_role("button", name="Впускать по одному").click()
        expect(teacher.locator("[data-do=waits]")).to_have_attribute("aria-pressed", "false")
        room = session.replace("/consultations/", "/meetings/")
        silent, _wire = ways.pop()
        people = []
        for (page, wire), seconds in zip(ways, CUTS, strict=True):
            page.add_init_script(only_by(wire))
            people.append(Cut(page, knocked(page, room), wire, seconds))
        silent.add_init_script(no_device("NotFoundError"))
        knocked(silent, room)
        for one in people:
            one.page.wait_for_function(BY_TURN, arg=2, timeout=30_000)
            wait_for_frames(one.page)

        # a small tile gets the low layer, the pinned one the high
        wait_for_heights(teacher, [180, 180, 180])
        pin = teacher.locator(f'[data-name="{people[0].name}"]').get_by_role("button", name="Крупно")
        pin.click()
        wait_for_heights(teacher, [180, 180, 360])
        pin.click()
        shoot(teacher, "faults-1-room")
        silent.context.close()

        cut_and_mend(teacher, people, clock)

        # the application dies with its lines at the media server; everybody is back by himself
        centre_of_then.kill()
        expect(teacher.locator("[data-cut]")).to_be_visible()
        centre_of_then.start()
        for page in (teacher, *(one.page for one in people)):
            expect(page.locator("[data-cut]")).to_be_hidden(timeout=10_000)
            wait_for_frames(page)


@dataclass(frozen=True, slots=True)
class Cut:
    """Whose network is cut, and for how long."""

    page: Page
    name: str
    wire: Wire
    seconds: float


def knocked(page: Page, room: str) -> str:
    """Inside by an open door; answers the name on the own tile."""
    page.add_init_script(WATCHED)
    page.goto(room)
    page.get_by_role("button", name="Постучаться").click()
    return page.locator("[data-tile-of=me]").get_attribute("data-name") or ""


def cut_and_mend(teacher: Page, people: list[Cut], clock: Clock) -> None:
    """All at one moment, each comes back at his own, who is cut for the shortest time first."""
    teacher.evaluate(STATES)
    began = time.time()
    for one in people:
        one.wire.cut()
    for one in people:
        wait_for_state(teacher, one.name, "frozen", "joining")
    told = [row for row in teacher.evaluate("() => states") if row["at"] > began and row["state"] != "live"]
    for one in people:
        assert min(row["at"] for row in told if row["who"] == one.name) - began < SOON
    left = sorted(people, key=lambda one: one.seconds)
    while left:
        one = left.pop(0)
        clock.run(began + one.seconds - time.time())
        one.wire.mend()
        wait_for_frames(one.page)
        wait_for_state(teacher, one.name, "live")
        expect(one.page.locator("[data-cut]")).to_be_hidden(timeout=10_000)
        for other in left:
            expect(other.page.locator("[data-cut]:visible")).to_contain_text("Сеть пропала.")
        if len(left) == 1:
            for _second in range(12):
                if row_of(teacher, left[0]).get_by_text("нет на связи").count():
                    break
                clock.run(1)
            expect(row_of(teacher, left[0])).to_contain_text("нет на связи")
            shoot(teacher, "faults-2-others")
            shoot(left[0].page, "faults-3-cut")
    for one in people:
        expect(row_of(teacher, one)).not_to_contain_text("нет на связи")


def row_of(teacher: Page, one: Cut) -> Locator:
    return teacher.locator("[data-list=people] li").filter(has_text=one.name)


def only_by(wire: Wire) -> str:
    """A browser that has no way but this TURN."""
    return f"window.forced = {{iceTransportPolicy: 'relay'}}; window.turn = '{wire.turn}';"


def test_a_call_behind_turn_alone_finds_a_new_way_and_moves_to_another_tab(
    enter_then: Visitor, clock: Clock, centre_of_then: Served, coturn: Coturn
) -> None:
    clock.set("2026-12-15T12:00:00+03:00")
    teacher = enter_then("kovaleva:teacher")
    begin(teacher)
    with laid(centre_of_then.address, coturn.url) as wire:
        learner = enter_then("ivanova:learner", width=390, height=844, address=wire.address)
        begin(learner)
        learner.context.add_init_script(only_by(wire))
        for page in (teacher, learner):
            page.context.add_init_script(WATCHED)
        call(teacher)
        learner.get_by_role("link", name="Ответить").click()
        for page in (teacher, learner):
            wait_for_room(page, 2)
        assert learner.evaluate(BY_TURN, 1)

        wire.cut()
        learner.wait_for_function(
            "() => connections.some((one) => one.connectionState === 'failed')", timeout=40_000
        )
        expect(learner.locator("[data-cut]:visible")).to_contain_text("Сеть пропала.")
        wire.mend()
        for page in (teacher, learner):
            wait_for_frames(page)
        expect(learner.locator("[data-cut]")).to_be_hidden(timeout=10_000)

        another = learner.context.new_page()
        another.goto(learner.url)
        expect(learner.get_by_role("heading", name="Вы вошли с другой вкладки")).to_be_visible()
        for page in (teacher, another):
            wait_for_frames(page)
            wait_for_room(page, 2)
        shoot(learner, "faults-4-taken")


@pytest.mark.usefixtures("coturn")
def test_a_recording_plays_though_the_server_was_killed_in_it(
    enter_then: Visitor, clock: Clock, janus: Janus, tmp_path: Path
) -> None:
    teacher, learner = pair = meet(enter_then, clock, "2026-12-21")
    for page in pair:
        wait_for_frames(page)
    teacher.get_by_role("button", name="Запись").click()
    for page in pair:
        expect(page.get_by_text("Встреча записывается.")).to_be_visible()
    expect(learner.get_by_text("Согласен на запись звука и изображения")).to_be_visible()
    shoot(learner, "janus-4-consent")
    began = time.monotonic()
    learner.get_by_role("button", name="Согласен").click()
    expect(learner.get_by_text("Вас записывают с вашего согласия.")).to_be_visible()
    teacher.wait_for_timeout(3_000)
    teacher.get_by_label("О чём сейчас").fill("Наряд-допуск")
    teacher.get_by_role("button", name="Отметить").click()
    expect(teacher.get_by_label("О чём сейчас")).to_have_value("")
    janus.kill()
    janus.start()
    for page in pair:
        expect(page.get_by_text("Видеосервер не отвечает.")).to_be_hidden(timeout=10_000)
        wait_for_frames(page)
    teacher.wait_for_timeout(3_000)
    length = time.monotonic() - began
    teacher.get_by_role("button", name="Закончить встречу").click()
    teacher.wait_for_url("**/hold/")
    teacher.goto(teacher.url.replace("/consultations/", "/meetings/").replace("hold/", "presence/"))
    for _second in range(60):
        if teacher.get_by_role("link", name="Смотреть").count():
            break
        teacher.wait_for_timeout(1_000)
        teacher.reload()
    expect(teacher.get_by_text("Иванова М. П.: согласен")).to_be_visible()
    shoot(teacher, "janus-5-film")
    teacher.get_by_role("link", name="Смотреть").click()
    # places of marks: tests/meetings/test_recording.py; here the clock of Janus goes and ours stands
    expect(teacher.get_by_role("heading", name="Главы")).to_be_visible()
    shoot(teacher, "janus-6-watch")
    url = teacher.locator("opora-film video").get_attribute("src")
    film = tmp_path / "film.mp4"
    film.write_bytes(teacher.request.get(url or "").body())
    told = probed(film)
    assert {one["codec_type"] for one in told["streams"]} >= {"audio", "video"}
    assert abs(float(told["format"]["duration"]) - length) < 4
    assert not list(janus.recordings.iterdir())


def webinar(teacher: Page) -> str:
    """A frontal consultation of today made a webinar for guests; answers the path of its public page."""
    teacher.goto("/consultations/extra/")
    for label, value in (
        ("Дата", "2026-12-28"),
        ("Начало", "12:00"),
        ("Окончание", "13:00"),
        ("Мест", "100"),
    ):
        teacher.get_by_label(label, exact=True).fill(value)
    teacher.get_by_label("Форма", exact=True).select_option("frontal")
    teacher.get_by_label("Режим", exact=True).select_option("online")
    teacher.get_by_label("видеоконференция платформы").check()
    teacher.locator("[name=topic]").fill("Новые правила по охране труда")
    teacher.locator("[name=topic_basis]").select_option("teacher_initiative")
    teacher.get_by_label("Почему вне графика").fill("Вебинар для всех")
    teacher.get_by_role("button", name="Назначить").click()
    teacher.get_by_role("link", name="Сделать вебинаром").click()
    teacher.get_by_label("все, у кого есть ссылка").check()
    teacher.get_by_label("О чём и для кого").fill("Что меняется с января. Для руководителей и специалистов.")
    teacher.get_by_role("button", name="Открыть вебинар").click()
    shoot(teacher, "webinar-1-opened")
    return "/webinar/" + teacher.locator("#address").input_value().split("/webinar/")[1]


@pytest.mark.usefixtures("coturn", "janus")
def test_a_visitor_registers_listens_asks_gets_the_word_and_gives_it_back(
    enter_then: Visitor, clock: Clock, box: Postbox
) -> None:
    clock.set("2026-12-28T09:00:00+03:00")
    teacher = enter_then("kovaleva:teacher", dark=True)
    teacher.add_init_script(WATCHED)
    begin(teacher)
    public = webinar(teacher)
    led = teacher.url
    guest = enter_then(width=390, height=844)
    guest.add_init_script(WATCHED)
    guest.goto(public)
    shoot(guest, "webinar-2-public")
    guest.get_by_role("link", name="Зарегистрироваться").click()
    guest.get_by_label("Имя и фамилия").fill("Гостева Анна")
    guest.get_by_label("Почта").fill("anna@mail.example")
    guest.get_by_label("Согласен на обработку персональных данных").check()
    shoot(guest, "webinar-3-form")
    clock.set("2026-12-28T09:00:30+03:00")
    guest.get_by_role("button", name="Зарегистрироваться").click()
    expect(guest.get_by_role("heading", name="Письмо отправлено")).to_be_visible()
    secret = box.text_to("anna@mail.example").split("/visit/")[1].split("/")[0]
    guest.goto(f"/visit/{secret}/")
    expect(guest.get_by_text("Комната откроется")).to_be_visible()
    shoot(guest, "webinar-4-personal")

    clock.set("2026-12-28T11:45:00+03:00")
    teacher.goto(led)
    teacher.get_by_role("link", name="В зал").click()
    island(teacher, "opora-meeting")
    teacher.get_by_role("button", name="Войти и начать").click()
    guest.reload()
    guest.get_by_role("link", name="Войти в зал").click()
    island(guest, "opora-meeting")
    shoot(guest, "webinar-5-lobby")
    guest.get_by_role("button", name="Войти в зал").click()
    wait_for_frames(guest)
    expect(guest.get_by_role("button", name="Микрофон")).to_be_hidden()
    assert received(teacher) == {"frames": 0, "sound": 0}

    guest.get_by_label("Ваш вопрос").fill("С какого числа действуют новые правила?")
    guest.get_by_role("button", name="Спросить").click()
    asked = teacher.locator("[data-question]").filter(has_text="С какого числа")
    expect(asked).to_contain_text("Гостева Анна")
    guest.get_by_role("button", name="Спасибо").click()
    expect(teacher.locator('[data-cheer="heart"] .count')).to_have_text("1")
    shoot(teacher, "webinar-6-teacher")
    asked.get_by_role("button", name="Отвечен").click()
    expect(guest.locator("[data-question]")).to_contain_text("отвечен")

    guest.get_by_role("button", name="Рука").click()
    teacher.get_by_role("button", name="Слово следующему").click()
    expect(guest.locator("[data-word-given]")).to_be_visible()
    guest.get_by_role("button", name="Микрофон").click()
    wait_for_sound(teacher, 0)
    shoot(guest, "webinar-7-guest-speaks")
    teacher.get_by_role("button", name="Забрать слово").click()
    expect(guest.get_by_role("button", name="Микрофон")).to_be_hidden()
    teacher.wait_for_timeout(1_000)
    before = received(teacher)["sound"]
    teacher.wait_for_timeout(1_500)
    assert received(teacher)["sound"] == before
    wait_for_frames(guest)

    teacher.get_by_role("button", name="Закончить встречу").click()
    expect(guest.get_by_role("heading", name="Встреча закончена.")).to_be_visible()
    teacher.wait_for_url("**/hold/")
    teacher.goto(led)
    teacher.get_by_role("link", name="Кто был и что спросили").click()
    expect(teacher.get_by_role("row").filter(has_text="Гостева Анна")).to_contain_text("гость")
    shoot(teacher, "webinar-8-attendance")

    guest.goto(f"/visit/{secret}/")
    guest.get_by_role("button", name="Удалить").click()
    expect(guest.get_by_role("button", name="Отмена")).to_be_focused()
    shoot(guest, "webinar-9-question")
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("dialog")).to_have_count(0)
    expect(guest.get_by_role("heading", name="Ваши данные")).to_be_visible()
    guest.get_by_role("button", name="Удалить").click()
    guest.get_by_role("dialog").get_by_role("button", name="Удалить").click()
    expect(guest.get_by_role("heading", name="Регистрация отменена")).to_be_visible()
    shoot(guest, "webinar-10-gone")


def probed(film: Path) -> dict[str, Any]:
    """What ffprobe says of its length and streams."""
    command = [
        "ffprobe",
        "-loglevel",
        "error",
        "-show_format",
        "-show_streams",
        "-show_chapters",
        "-of",
        "json",
        str(film),
    ]
    return dict(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))
