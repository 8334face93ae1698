"""What learners send: a photograph, a voice note, 50 MB over a line that is cut; and how it is read."""

import hashlib
import re
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.files.pictures import picture

from .conftest import Visitor, shoot
from .test_chats import opened

MB = 2**20
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 4 * MB}
FREE = {**SLOW, "uploadThroughput": -1}


def send(page: Page) -> None:
    page.get_by_role("button", name="Отправить", exact=True).click()


def test_a_learner_sends_a_photograph_a_voice_note_and_a_large_file(enter: Visitor, tmp_path: Path) -> None:
    teacher = opened(enter("kovaleva:teacher"))
    learner = opened(enter("ivanova:learner", width=390, height=844))
    files = learner.get_by_label("Приложить файлы")
    last = teacher.locator(".said article").last

    shots: list[FilePayload] = [
        {"name": f"доска {n}.jpg", "mimeType": "image/jpeg", "buffer": picture(900, 600, turn=6, place=True)}
        for n in (1, 2)
    ]
    files.set_input_files(shots)
    send(learner)
    expect(last.get_by_role("img", name="доска 1.jpg")).to_be_visible()
    last.locator("a.shot").first.press("Enter")
    box = teacher.get_by_role("dialog", name="Снимок")
    expect(box.get_by_role("img", name="доска 1.jpg")).to_be_visible()
    teacher.keyboard.press("ArrowRight")
    expect(box.get_by_role("img", name="доска 2.jpg")).to_be_visible()
    shoot(teacher, "media-lightbox")
    teacher.keyboard.press("Escape")
    expect(last.locator("a.shot").first).to_be_focused()

    learner.get_by_role("button", name="Записать голосовое сообщение").click()
    expect(learner.get_by_role("timer")).to_have_text("0:02")
    shoot(learner, "media-recording")
    learner.get_by_role("button", name="Готово").click()
    expect(learner.locator("[data-files]")).to_contain_text("Голосовое сообщение")
    expect(learner.locator("[data-files] audio")).to_be_visible()
    send(learner)
    voice = last.locator("opora-voice")
    expect(voice.locator("rect").nth(5)).to_be_visible()
    voice.get_by_role("button", name=re.compile("Скорость")).click()
    expect(voice.get_by_role("button", name="Скорость: 1,5×")).to_be_visible()
    voice.get_by_role("button", name="Слушать голосовое сообщение").press("Enter")
    expect(voice.locator("rect.heard").first).to_be_attached()

    large = tmp_path / "запись.bin"
    large.write_bytes(bytes(range(256)) * 4096 * 50)
    offsets: list[int] = []
    learner.on(
        "request",
        lambda asked: (
            offsets.append(int(asked.headers["upload-offset"])) if asked.method == "PATCH" else None
        ),
    )
    line = learner.context.new_cdp_session(learner)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    files.set_input_files(large)
    send(learner)
    expect(learner.locator("[data-waiting] .uploading")).to_contain_text(re.compile(r"[1-4]\d,\d / 50,0 МБ"))
    shoot(learner, "media-uploading")
    learner.get_by_label("Сообщение", exact=True).fill("Слова не ждут файла")
    send(learner)
    expect(last).to_contain_text("Слова не ждут файла")
    before = len(offsets)
    learner.reload()
    line.send("Network.emulateNetworkConditions", FREE)
    link = last.get_by_role("link", name=re.compile("запись.bin"))
    expect(link).to_be_visible(timeout=20_000)
    assert offsets[before] > 0
    fetched = teacher.request.get(link.get_attribute("href") or "", headers={"Range": "bytes=1048576-"})
    assert fetched.status == 206
    assert hashlib.sha256(fetched.body()).digest() == hashlib.sha256(large.read_bytes()[MB:]).digest()
    shoot(teacher, "media-chat")
    shoot(learner, "media-chat-phone")
