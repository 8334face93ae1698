"""A list of ten thousand learners through ``opora import``: checked first, then written."""

import csv
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bench.server import ROOT, environment

LAST = (
    "Ковалёв",
    "Соколов",
    "Морозов",
    "Лебедев",
    "Егоров",
    "Никитин",
    "Орлов",
    "Фёдоров",
    "Захаров",
    "Крылов",
)
ENDINGS = ("", "ский", "енко", "ин", "цев", "ых", "юк", "ян", "дзе", "аускас")
FIRST = ("Иван", "Пётр", "Олег", "Лев", "Глеб", "Семён", "Артём", "Максим", "Роман", "Тимур")
MIDDLE = (
    "Иванович",
    "Петрович",
    "Олегович",
    "Львович",
    "Глебович",
    "Семёнович",
    "Артёмович",
    "Ильич",
    "Романович",
)
HEAD = ("№ п/п", "ФИО слушателя", "Дата рожд.", "СНИЛС", "E-mail", "Программа")


@dataclass(frozen=True, slots=True)
class Step:
    seconds: float
    cpu_s: float
    memory_mb: float


def measure(data: Path, learners: int, *, group: str, programme: str) -> dict[str, float]:
    """Seconds of the check alone and of the whole import, its processor time, the most memory it took."""
    file = data / "learners.csv"
    write_list(file, learners, programme)
    check = opora_import(data, file, "--dry-run")
    today = datetime.now(UTC).date().isoformat()
    terms = ("--group", group, "--order", "1-bench", "--order-date", today, "--attention")
    apply = opora_import(data, file, *terms)
    return {
        "learners": learners,
        "check_s": check.seconds,
        "apply_s": apply.seconds,
        "apply_cpu_s": apply.cpu_s,
        "memory_mb": apply.memory_mb,
    }


def write_list(file: Path, learners: int, programme: str) -> None:
    """As a customer sends it: cp1251, «;», a title above the header."""
    with file.open("w", encoding="cp1251", newline="") as out:
        rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
        rows.writerow(["Список слушателей", "", "", "", "", ""])
        rows.writerow(HEAD)
        for n in range(learners):
            name = f"{LAST[n % 10]}{ENDINGS[n // 10 % 10]} {FIRST[n // 100 % 10]} {MIDDLE[n // 1000 % 9]}"
            born = date(1960 + n % 40, 1 + n // 40 % 12, 1 + n // 480 % 28)
            rows.writerow([n + 1, name, f"{born:%d.%m.%Y}", snils(n), f"s{n}@mayak.example", programme])


def snils(n: int) -> str:
    """Valid check digits in a block believed not issued."""
    digits = f"995{n:06}"
    check = (
        sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=True)) % 101 % 100
    )
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {check:02}"


def opora_import(data: Path, file: Path, *arguments: str) -> Step:
    command = [sys.executable, "-m", "opora", "import", "learners", str(file), "--json", *arguments]
    began = time.perf_counter()
    with (data / "import.json").open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(data), stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status:
        raise RuntimeError(f"opora import ended with {status}: {(data / 'import.json').read_text()[:500]}")
    wrong = json.loads((data / "import.json").read_text())["summary"]["error"]
    if wrong:
        raise RuntimeError(f"{wrong} rows of a right list were refused")
    return Step(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
