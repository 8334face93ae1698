"""``./opora test``: formatting, types, contracts, then the tests. Arguments go to pytest.

What the machine lacks (Chromium, LibreOffice, Redis, Janus…) is named; with CI=true nothing may be lacking.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
CHECKS: list[tuple[str, list[str]]] = [
    (
        "форматирование",
        ["ruff", "format", "--check", "--quiet", "src", "tests", "e2e", "bench", "scripts", "opora"],
    ),
    ("правила кода", ["ruff", "check", "--quiet", "src", "tests", "e2e", "bench", "scripts", "opora"]),
    ("типы", ["mypy"]),
    ("границы пакетов", ["lint-imports"]),
    ("шаблоны", ["djlint", "--quiet", "--lint", "src/opora"]),
    ("острова", ["oxlint", "--quiet", "src/opora/assets/islands"]),
]
SYSTEM = {
    "chromium": "тесты в браузере",
    "soffice": "проверка DOCX в LibreOffice",
    "redis-server": "шина Redis",
    "nats-server": "шина NATS",
    "janus": "комнаты через медиасервер",
    "janus-pp-rec": "запись встреч",
    "ffmpeg": "запись встреч",
    "turnserver": "комнаты через TURN",
    "clamd": "проверка файлов антивирусом",
    "dovecot": "чтение почтового ящика по IMAP",
}
SLOWEST = ["--durations=20", "--durations-min=4"]  # named at the end: where a run spends its time
SOME_FAILED = 1  # of pytest: all were run; other codes say that the run itself broke off
ASKED_AGAIN = 5  # failures a run may ask about a second time, one by one (ADR 53)
FAILED = ROOT / "build" / "pytest" / "v" / "cache" / "lastfailed"
SERVERS = "/usr/sbin"  # where Debian keeps servers; not everybody's PATH has it


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    # tests start the application dozens of times: where compiled modules may not lie beside the sources,
    # each start compiled them all anew, half of its processor time
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / "build" / "pycache")
    if arguments:
        return subprocess.call([str(BIN / "pytest"), *arguments])
    path = f"{os.environ['PATH']}{os.pathsep}{SERVERS}"
    lacking = [name for name in SYSTEM if shutil.which(name, path=path) is None]
    for name in lacking:
        print(f"! Нет программы {name}: будет пропущено — {SYSTEM[name]}.", flush=True)
    if lacking and os.environ.get("CI"):
        print("В CI пропускать нельзя.", flush=True)
        return 1
    failed = [words for words, command in CHECKS if code_of(words, command)]
    unsteady: list[str] = []
    for words, folder, spread in (
        ("тесты", "tests", ["--dist", "loadscope", "--no-loadscope-reorder"]),
        ("тесты в браузере", "e2e", ["--dist", "loadgroup"]),
    ):
        names = passed_again(words, folder, spread)
        if names is None:
            failed.append(words)
        else:
            unsteady += names
    for name in unsteady:
        print(f"! Прошёл только со второго раза, найдите причину: {name}", flush=True)
    print("Не прошло: " + ", ".join(failed) if failed else "Всё прошло.", flush=True)
    return 1 if failed else 0


def passed_again(words: str, folder: str, spread: list[str]) -> list[str] | None:
    """Who of the folder passed only when asked again alone; None if it has failed (ADR 53)."""
    code = code_of(words, ["pytest", "--cache-clear", "-n", "2", *spread, *SLOWEST, folder], quiet=False)
    if code == 0:
        return []
    names = sorted(json.loads(FAILED.read_text())) if code == SOME_FAILED and FAILED.exists() else []
    if not 0 < len(names) <= ASKED_AGAIN:
        return None
    alone = code_of(f"{words}, непрошедшие по одному", ["pytest", "--last-failed", folder], quiet=False)
    return names if alone == 0 else None


def code_of(words: str, command: list[str], *, quiet: bool = True) -> int:
    """How the command ended; 0 is good."""
    began = time.monotonic()
    done = subprocess.run(command, check=False, text=True, capture_output=quiet)
    mark = "✓" if done.returncode == 0 else "✗"
    print(f"{mark} {words}: {time.monotonic() - began:.0f} с", flush=True)
    if quiet and done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
