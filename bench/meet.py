"""``python -m bench.meet``: what a meeting costs our process, Janus and coturn; how it is back after a fault.

Real pages in Chromium, a real Janus and coturn; a hundred viewers are WebRTC ends of ``bench.meet_viewers``.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.browser import CHROMIUM, FLAGS
from bench.meet_report import page, write
from bench.report import machine
from bench.server import ROOT, Server, ask_inside, database_address, run_opora
from e2e.rooms import STATES, WATCHED, received, wait_for_frames, wait_for_state
from e2e.wires import Wire, laid
from opora.meetings.recording import film
from tests import media_servers
from tests.media_servers import TURN_SECRET, Coturn, Janus

Results = dict[str, Any]
CUTS = (30.0, 15.0, 5.0)
PROCESSES = 2
CAMERA = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=15", "-vf", "noise=alls=20:allf=t", "-t", "4"]
# presses a button and answers how many milliseconds the first picture of somebody else took
FIRST_FRAME = """async (label) => {
    const shown = [...document.querySelectorAll('button')].find((one) => one.textContent.includes(label));
    const since = performance.now();
    shown.click();
    while (performance.now() - since < 60_000) {
        for (const one of window.connections) for (const row of (await one.getStats()).values())
            if (row.type === 'inbound-rtp' && row.kind === 'video' && row.framesDecoded > 0)
                return performance.now() - since;
        await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error('no picture');
}"""


@dataclass
class Stand:
    """Everything that is measured, and the pages of the people of one meeting."""

    opora: Server
    janus: Janus
    coturn: Coturn
    browser: Browser
    seconds: float

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.opora.port}"

    def spent(self) -> dict[str, float]:
        """Seconds of processor time by part."""
        ours = self.opora.cpu()
        return {
            "opora": ours.server,
            "postgres": ours.postgres,
            "janus": _seconds(self.janus),
            "coturn": _seconds(self.coturn),
        }

    def measured(self) -> Results:
        """Of one core, per cent, by part; memory (PSS, MB) at the end."""
        before, began = self.spent(), time.monotonic()
        time.sleep(self.seconds)
        took = time.monotonic() - began
        cpu = {name: round(100 * (now - before[name]) / took, 1) for name, now in self.spent().items()}
        memory = {"opora": self.opora.memory(), "janus": _memory(self.janus), "coturn": _memory(self.coturn)}
        return {"cpu": cpu, "memory": {name: round(mb) for name, mb in memory.items()}}

    @contextmanager
    def pages(self) -> Iterator["Pages"]:
        pages = Pages(self)
        try:
            yield pages
        finally:
            pages.end()


class Pages:
    """Browsers of one meeting; each person has one of his own."""

    def __init__(self, stand: Stand) -> None:
        self._stand, self._contexts = stand, ExitStack()

    def open(self, person: Results, room: str, wire: Wire | None = None) -> Page:
        context = self._stand.browser.new_context(
            base_url=wire.address if wire else self._stand.origin,
            viewport={"width": 1280, "height": 800},
            locale="ru-RU",
        )
        self._contexts.callback(context.close)
        name, _equals, value = person["cookie"].partition("=")
        context.add_cookies([{"name": name, "value": value, "url": self._stand.origin}])
        if wire:
            network = f"window.forced = {{iceTransportPolicy: 'relay'}}; window.turn = '{wire.turn}';"
            context.add_init_script(network)
        context.add_init_script(WATCHED)
        shown = context.new_page()
        shown.goto(room)
        expect(shown.locator("[data-preview]")).to_be_visible()
        return shown

    def lead(self, meeting: Results) -> Page:
        """The teacher, whose door stands open."""
        teacher = self.open(meeting["teacher"], meeting["room"])
        teacher.get_by_role("button", name="Войти и начать").click()
        teacher.get_by_role("button", name="Впускать по одному").click()
        return teacher

    def end(self) -> None:
        self._contexts.close()


def _seconds(program: Janus | Coturn) -> float:
    assert program.process is not None
    times = psutil.Process(program.process.pid).cpu_times()
    return times.user + times.system


def _memory(program: Janus | Coturn) -> float:
    assert program.process is not None
    rollup = Path(f"/proc/{program.process.pid}/smaps_rollup").read_text()
    return int(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))) / 1024


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


# --- two ---------------------------------------------------------------------------------------------------


def pair(stand: Stand, meeting: Results, cuts: tuple[float, ...]) -> Results:
    """One to one between browsers, one of them behind TURN alone; then recorded by the server."""
    say("Двое, один только через TURN…")
    with stand.pages() as pages, laid(stand.origin, stand.coturn.url) as wire:
        teacher = pages.lead(meeting)
        learner = pages.open(meeting["learners"][0], meeting["room"], wire)
        first = learner.evaluate(FIRST_FRAME, "Постучаться")
        found: Results = {"first_frame_s": [round(first / 1000, 2)], **stand.measured()}
        found["cuts"] = _cut(teacher, [(learner, wire, cuts[1])])
        say("  приложение убито…")
        found["killed"] = _killed_application(stand, [teacher, learner])
        say("  запись…")
        found["recording"] = _recorded(stand, teacher, learner)
    return found


def _cut(teacher: Page, people: list[tuple[Page, Wire, float]]) -> list[Results]:
    """All at one moment; each comes back at his own."""
    teacher.evaluate(STATES)
    began = time.time()
    for _page, wire, _seconds in people:
        wire.cut()
    names = [one.locator("[data-tile-of=me]").get_attribute("data-name") or "" for one, *_more in people]
    for name in names:
        wait_for_state(teacher, name, "frozen", "joining")
    told = teacher.evaluate("() => states")
    found = []
    for (one, wire, seconds), name in sorted(zip(people, names, strict=True), key=lambda pair: pair[0][2]):
        time.sleep(max(0.0, began + seconds - time.time()))
        wire.mend()
        back = wait_for_frames(one, 60)
        mended = time.time()
        wait_for_state(teacher, name, "live", seconds=60)
        said = min(
            row["at"] for row in told if row["who"] == name and row["state"] != "live" and row["at"] > began
        )
        seen = round(back + time.time() - mended, 2)
        found.append(
            {"seconds": seconds, "said_s": round(said - began, 2), "back_s": round(back, 2), "seen_s": seen}
        )
        say(f"  {found[-1]}")
    return found


def _killed_application(stand: Stand, people: list[Page]) -> Results:
    """How long it starts, how long the pages need to be back; whether pictures moved meanwhile."""
    stand.opora.kill()
    notice = people[0].locator("[data-cut]")
    notice.wait_for(state="visible")
    before = [received(one)["frames"] for one in people]
    time.sleep(2)
    moved = all(received(one)["frames"] > known for one, known in zip(people, before, strict=True))
    stand.opora.__enter__()
    began = time.monotonic()
    for one in people:
        one.locator("[data-cut]").wait_for(state="hidden")
        wait_for_frames(one, 90)
    return {
        "start_s": round(stand.opora.started_in, 1),
        "back_s": round(time.monotonic() - began, 1),
        "moved": moved,
    }


def _recorded(stand: Stand, teacher: Page, learner: Page) -> Results:
    """Seconds of the processor for a minute of a meeting of two, both recorded."""
    teacher.locator(".bar").get_by_role("button", name="Запись").click()
    learner.get_by_role("button", name="Согласен").click(timeout=30_000)  # who asks agrees by asking
    for one in (teacher, learner):
        wait_for_frames(one)
    time.sleep(stand.seconds + 3)
    teacher.locator(".bar").get_by_role("button", name="Запись").click()
    time.sleep(2)
    names = [path.name for path in stand.janus.recordings.iterdir()]
    tracks = film.tracks_of(names[0].split("-")[0], [stand.janus.recordings])
    began = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as work:
        made = film.made(tracks, Path(work))
        size = made.path.stat().st_size if made else 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    length = max(made.seconds if made else 0, 1)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    written = sum(path.stat().st_size for path in stand.janus.recordings.iterdir())
    return {
        "length_s": length,
        "cpu_s_a_minute": round(60 * spent / length, 1),
        "wall_s_a_minute": round(60 * (time.monotonic() - began) / length, 1),
        "film_mb_a_minute": round(60 * size / length / 2**20, 1),
        "tracks_mb_a_minute": round(60 * written / length / 2**20, 1),
    }


# --- six ---------------------------------------------------------------------------------------------------


def six(stand: Stand, meeting: Results, cuts: tuple[float, ...]) -> Results:
    """Everybody sees everybody by Janus; three are behind TURN alone and lose their networks."""
    say("Шестеро через медиасервер…")
    with stand.pages() as pages, ExitStack() as stack:
        teacher = pages.lead(meeting)
        people, first = [], []
        for number, learner in enumerate(meeting["learners"]):
            wire = stack.enter_context(laid(stand.origin, stand.coturn.url)) if number < len(cuts) else None
            one = pages.open(learner, meeting["room"], wire)
            first.append(round(one.evaluate(FIRST_FRAME, "Постучаться") / 1000, 2))
            people.append((one, wire))
        time.sleep(3)
        found: Results = {"first_frame_s": first, **stand.measured()}
        cut = [(one, wire, seconds) for (one, wire), seconds in zip(people, cuts, strict=False) if wire]
        found["cuts"] = _cut(teacher, cut)
        say("  медиасервер убит…")
        everybody = [teacher, *(one for one, _wire in people)]
        found["janus"] = _killed_janus(stand, everybody)
        say("  приложение убито…")
        found["killed"] = _killed_application(stand, everybody)
    return found


def _killed_janus(stand: Stand, people: list[Page]) -> Results:
    began = time.monotonic()
    stand.janus.kill()
    for one in people:
        one.get_by_text("Видеосервер не отвечает.").wait_for(state="visible")
    told = time.monotonic() - began
    stand.janus.start()
    began = time.monotonic()
    for one in people:
        one.get_by_text("Видеосервер не отвечает.").wait_for(state="hidden")
        wait_for_frames(one)
    return {"said_s": round(told, 2), "back_s": round(time.monotonic() - began, 2)}


# --- a hundred ---------------------------------------------------------------------------------------------


def hall(stand: Stand, meeting: Results, count: int) -> Results:
    """One shows himself to many: the same viewers at Janus without us, and through us."""
    with stand.pages() as pages:
        teacher = pages.lead(meeting)
        people = meeting["learners"][:count]
        where = {
            "people": people,
            "come": meeting["come"],
            "origin": stand.origin,
            "host": meeting["teacher"]["person"],
            "janus": stand.janus.setting(),
        }
        found: Results = {"viewers": len(people)}
        teacher.wait_for_function(
            "() => connections.some((one) => one.connectionState === 'connected')", timeout=30_000
        )
        for name in ("direct", "ours"):
            say(f"{len(people)} зрителей: {name}")
            number = _number_of(stand, meeting["session"]) if name == "direct" else 0
            found[name] = _viewed(stand, {**where, "direct": number})
    return found


def _number_of(stand: Stand, session: int) -> int:
    """Of the room at Janus."""
    with psycopg.connect(database_address(stand.opora.data)) as database:
        row = database.execute("SELECT number FROM meetings_room WHERE session_id = %s", [session]).fetchone()
    assert row is not None
    return int(row[0])


def _viewed(stand: Stand, where: Results) -> Results:
    before = stand.spent()
    crowds = []
    for n in range(PROCESSES):
        crowd = subprocess.Popen(
            [sys.executable, "-m", "bench.meet_viewers"],
            cwd=ROOT,
            env=stand.opora.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        crowds.append(crowd)
        _tell(crowd, json.dumps({**where, "people": where["people"][n::PROCESSES]}))
    try:
        joined = max(_heard(crowd)["joined_s"] for crowd in crowds)
        spent = {name: now - before[name] for name, now in stand.spent().items()}
        first = [_asked(crowd) for crowd in crowds]
        found: Results = {"joined_s": joined, **stand.measured()}
        last = [_asked(crowd) for crowd in crowds]
        packets = sum(
            (b["packets"] - a["packets"]) / (b["at"] - a["at"]) for a, b in zip(first, last, strict=True)
        )
        found["packets_a_second"] = round(packets)
        found["join_cpu_ms"] = round(1000 * (spent["opora"] + spent["postgres"]) / len(where["people"]), 1)
        say(f"  {found}")
        return found
    finally:
        for crowd in crowds:
            assert crowd.stdin is not None
            crowd.stdin.close()
            try:
                crowd.wait(20)
            except subprocess.TimeoutExpired:
                crowd.kill()


def _tell(crowd: "subprocess.Popen[str]", words: str) -> None:
    assert crowd.stdin is not None
    crowd.stdin.write(words + "\n")
    crowd.stdin.flush()


def _heard(crowd: "subprocess.Popen[str]") -> Results:
    assert crowd.stdout is not None
    line = crowd.stdout.readline()
    if not line:
        raise SystemExit("bench.meet_viewers остановился, см. выше")
    return dict(json.loads(line))


def _asked(crowd: "subprocess.Popen[str]") -> Results:
    _tell(crowd, "?")
    return _heard(crowd)


# --- all of it ---------------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.meet", description="Измеряет видеовстречи.")
    parser.add_argument("--quick", action="store_true", help="двадцать зрителей, обрывы 5 и 8 с: три минуты")
    parser.add_argument("--reuse", action="store_true", help="взять загруженный центр прошлого прогона")
    parser.add_argument("--write", action="store_true", help="записать результаты в docs/")
    parser.add_argument("--data", type=Path, default=ROOT / "build" / "bench", help="папка для данных")
    chosen = parser.parse_args()
    lacking = [*media_servers.lacking(), *([] if find_spec("aiortc") else ["aiortc (pip install aiortc)"])]
    if lacking:
        raise SystemExit(f"нет программ: {', '.join(lacking)}")
    folder = chosen.data / "meet"
    if not (chosen.reuse and (folder / "postgres").exists()):
        say("Загружаю центр…")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run_opora(folder, "demo")
    world = ask_inside(folder, "meet_world")
    results: Results = {"machine": machine(), "load_before": os.getloadavg()[0]}
    cuts, count = ((8.0, 5.0), 20) if chosen.quick else (CUTS, 99)
    with _stand(folder, 3.0 if chosen.quick else 12.0) as stand:
        results["pair"] = pair(stand, world["pair"], cuts)
        results["six"] = six(stand, world["six"], cuts)
        results["hall"] = hall(stand, world["hall"], count)
    results["load_after"] = os.getloadavg()[0]
    print(page(results))
    if chosen.write:
        write(results)
    return 0


@contextmanager
def _stand(folder: Path, seconds: float) -> Iterator[Stand]:
    with (
        media_servers.janus() as janus,
        media_servers.coturn() as coturn,
        tempfile.TemporaryDirectory() as place,
        sync_playwright() as playwright,
    ):
        camera = Path(place) / "camera.y4m"
        made = ["ffmpeg", "-loglevel", "error", *CAMERA, "-pix_fmt", "yuv420p", str(camera)]
        subprocess.run(made, check=True)
        media = [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
            "--allow-loopback-in-peer-connection",
        ]
        server = Server(
            folder,
            OPORA_JANUS=janus.setting(),
            OPORA_TURN_URLS=coturn.url,
            OPORA_TURN_SECRET=TURN_SECRET,
        )
        with server:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *media])
            yield Stand(server, janus, coturn, browser, seconds)
            browser.close()


if __name__ == "__main__":
    began = time.monotonic()
    code = main()
    say(f"Всего {time.monotonic() - began:.0f} с")
    sys.exit(code)
