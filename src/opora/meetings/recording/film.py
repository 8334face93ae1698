"""One film of the tracks of a meeting: each person in a place of his own, everybody's sound together.

Janus writes a file for each track (``.mjr``, still ``.tmp`` when its server was killed). ``janus-pp-rec``
makes media of it without encoding; ``ffmpeg`` puts all of them where they were in time.
"""

import json
import math
import shutil
import struct
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

MAGIC = b"MJR0000"
PATIENCE = 6 * 3600
CELLS = {1: (1280, 720), 2: (640, 360), 3: (480, 270), 4: (320, 180)}
RATE = 15


class NoProgramError(Exception):
    """``janus-pp-rec`` or ``ffmpeg`` is not installed where the worker runs."""


@dataclass(frozen=True, slots=True)
class Track:
    """``place``: whose lane it is, one cell of the film; ``began``: microseconds of the server's clock."""

    path: Path
    place: str
    is_sound: bool
    began: int


def tracks_of(key: str, folders: Iterable[Path]) -> list[Track]:
    """By the names of :func:`name_of`, in order of time; those in which nothing came are left out."""
    found = []
    for path in files_of(key, folders):
        head = _head(path)
        if head and isinstance(began := head.get("u"), int):
            whose, _moment, _kind, lane = path.name.split(".")[0].rsplit("-", 3)
            found.append(Track(path, f"{whose}-{lane}", head.get("t") == "a", began))
    return sorted(found, key=lambda one: one.began)


def files_of(key: str, folders: Iterable[Path]) -> list[Path]:
    return [path for folder in folders for path in folder.glob(f"{key}-*.mjr*")]


def name_of(key: str, person: int, moment: int) -> str:
    """The server adds ``-audio-0.mjr``, ``-video-1.mjr``; a line laid anew begins a new file."""
    return f"{key}-{person}-{moment}"


def moment() -> datetime:
    """Now by the clock of the machine: tracks are dated by it, whatever the time is for the rest of us."""
    return datetime.now(UTC)


def folders() -> list[Path]:
    return sorted({Path(node.recordings) for node in settings.JANUS.values() if node.recordings})


def _head(path: Path) -> dict[str, object] | None:
    with path.open("rb") as file:
        start = file.read(10)
        if len(start) < 10 or not start.startswith(MAGIC):
            return None
        (length,) = struct.unpack("!H", start[8:])
        try:
            head = json.loads(file.read(length))
        except ValueError:
            return None
        return head if isinstance(head, dict) and file.read(1) else None


@dataclass(frozen=True, slots=True)
class Film:
    """A film, its whole seconds, and the moment of the server's clock when it begins."""

    path: Path
    seconds: int
    began: datetime


def made(tracks: list[Track], work: Path) -> Film | None:
    """None when no track holds anything. ``work`` is an empty folder.

    Raises :class:`NoProgramError`, ``CalledProcessError``.
    """
    media = [(one, path) for number, one in enumerate(tracks) if (path := _media(one, work, number))]
    if not media:
        return None
    film = work / "film.mp4"
    _run(["ffmpeg", "-nostdin", "-loglevel", "error", *_command(media, film)])
    began = min(track.began for track, _path in media)
    return Film(film, seconds_of(film), datetime.fromtimestamp(began / 1e6, UTC))


def seconds_of(film: Path) -> int:
    words = ["-show_entries", "format=duration", "-of", "csv=p=0", str(film)]
    return int(float(_run(["ffprobe", "-loglevel", "error", *words])))


def with_chapters(film: Film, chapters: Sequence[tuple[int, str]], work: Path) -> Film:
    """The same film with chapters inside: second and title, in order, the first of them at 0.

    Nothing is encoded anew. Raises as :func:`made`.
    """
    ends = [second for second, _title in chapters[1:]] + [max(film.seconds, chapters[-1][0] + 1)]
    lines = [";FFMETADATA1"]
    for (second, title), end in zip(chapters, ends, strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1", f"START={second}", f"END={end}", f"title={_escaped(title)}"]
    told = work / "chapters.txt"
    told.write_text("\n".join(lines) + "\n", encoding="utf-8")
    target = work / "chapters.mp4"
    _run([
        "ffmpeg", "-nostdin", "-loglevel", "error", "-i", str(film.path), "-i", str(told), "-map", "0",
        "-map_metadata", "1", "-map_chapters", "1", "-c", "copy", "-movflags", "+faststart", str(target),
    ])  # fmt: skip
    return Film(target, film.seconds, film.began)


def _escaped(title: str) -> str:
    """By the rules of ffmetadata; ffmpeg reads a backslash at the end of a line wrongly, so there is none."""
    plain = " ".join(title.replace("\\", "/").split())
    return "".join(f"\\{sign}" if sign in "=;#" else sign for sign in plain)


def _media(track: Track, work: Path, number: int) -> Path | None:
    """The programme goes by the ending of the name, so it gets a link with the right one."""
    source = work / f"{number}.mjr"
    source.symlink_to(track.path.resolve())
    target = work / f"{number}.{'opus' if track.is_sound else 'webm'}"
    try:
        _run(["janus-pp-rec", str(source), str(target)])
    except subprocess.CalledProcessError:
        return None  # a track of a few packets
    return target if target.exists() and target.stat().st_size else None


def _command(media: list[tuple[Track, Path]], film: Path) -> list[str]:
    start = min(track.began for track, _path in media)
    words = [word for _track, path in media for word in ("-i", str(path))]
    places = list(dict.fromkeys(track.place for track, _path in media if not track.is_sound))
    side = max(1, math.ceil(math.sqrt(len(places))))
    width, height = CELLS.get(side, CELLS[4])
    rows = max(1, math.ceil(len(places) / side))
    graph = [f"color=black:s={side * width}x{rows * height}:r={RATE}[v0]"]
    sounds, last = [], 0
    for number, (track, _path) in enumerate(media):
        late = (track.began - start) / 1e6
        if track.is_sound:
            graph.append(f"[{number}:a]aresample=48000:async=1,adelay={int(late * 1000)}:all=1[a{number}]")
            sounds.append(f"[a{number}]")
            continue
        cell = places.index(track.place)
        fit = f"scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:-1:-1"
        where = f"{cell % side * width}:{cell // side * height}"
        graph.append(f"[{number}:v]fps={RATE},{fit},setpts=PTS-STARTPTS+{late:.3f}/TB[p{number}]")
        graph.append(f"[v{last}][p{number}]overlay={where}:eof_action=pass[v{last + 1}]")
        last += 1
    length = max(_ends(track, path, start) for track, path in media)
    if sounds:
        graph.append(f"{''.join(sounds)}amix=inputs={len(sounds)}:duration=longest:normalize=0[sound]")
    chosen = ["-map", f"[v{last}]", *(["-map", "[sound]"] if sounds else [])]
    return [
        *words, "-filter_complex", ";".join(graph), *chosen,
        "-t", f"{length:.3f}", "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p",
        "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", str(film),
    ]  # fmt: skip


def _ends(track: Track, path: Path, start: int) -> float:
    told = _run(
        ["ffprobe", "-loglevel", "error", "-show_entries", "packet=pts_time", "-of", "csv=p=0", str(path)]
    )
    times = [float(word.strip(",")) for word in told.split() if word.strip(",") not in ("", "N/A")]
    return (track.began - start) / 1e6 + (max(times) if times else 0)


def _run(command: list[str]) -> str:
    program = shutil.which(command[0])
    if program is None:
        raise NoProgramError(command[0])
    done = subprocess.run(  # noqa: S603 -- words of ours, paths of ours, no shell
        [program, *command[1:]], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    return done.stdout
