"""``./opora test``: formatting, types, contracts, then the tests. Arguments go to pytest.

What the machine lacks (Chromium, LibreOffice, Redis, Janus…) is named; with CI=true nothing may be lacking.
"""

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
    failed = [words for words, command in CHECKS if not passes(words, command)]
    for words, command in (
        ("тесты", ["pytest", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder", *SLOWEST, "tests"]),
        ("тесты в браузере", ["pytest", "-n", "2", "--dist", "loadgroup", *SLOWEST, "e2e"]),
    ):
        if not passes(words, command, quiet=False):
            failed.append(words)
    print("Не прошло: " + ", ".join(failed) if failed else "Всё прошло.", flush=True)
    return 1 if failed else 0


def passes(words: str, command: list[str], *, quiet: bool = True) -> bool:
    began = time.monotonic()
    done = subprocess.run(command, check=False, text=True, capture_output=quiet)
    mark = "✓" if done.returncode == 0 else "✗"
    print(f"{mark} {words}: {time.monotonic() - began:.0f} с", flush=True)
    if quiet and done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
