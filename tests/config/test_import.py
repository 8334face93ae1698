"""``opora import``: the agreed shapes, nothing written by a dry run, all or nothing otherwise."""

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from opora.config.cli.main import main
from opora.people.models import Organisation, Person
from opora.schedule.models import Schedule, ScheduleLine
from opora.studies.models import Enrolment, LearnerImport
from opora.workload.models import PlannedLoad
from tests import make
from tests.studies import samples

Run = Callable[..., tuple[int, str, str]]
NAME = ["last_name", "first_name", "middle_name"]
ROW = ["line", "status", *NAME, "birth_date", "snils", "email", "programme", "messages"]
LINE = ["section", "name", "position", "weekdays", "from", "to", "parity", "means", "status", "messages"]


@pytest.fixture
def run(
    db: None,
    today: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Iterator[Run]:
    """Runs the command against the database of the tests."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://of-the-tests")
    monkeypatch.setenv("OPORA_DATA", str(tmp_path))
    before = signal.getsignal(signal.SIGTERM)

    def call(*words: object) -> tuple[int, str, str]:
        status = main(["import", *map(str, words)])
        told = capsys.readouterr()
        return status, told.out, told.err

    yield call
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def customer(tmp_path: Path) -> Path:
    path = tmp_path / "список.csv"
    path.write_bytes(samples.CUSTOMER)
    return path


def grafik(path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["№", "ФИО работника", "Должность", "День недели", "Время", "Средство коммуникации"])
    page.append(["Педагогические работники"])
    page.append([1, "Ковалёва И.С.", "преподаватель", "Понед.", "18.00-19.30", "видеоконференция платформы"])
    book.save(path)
    return path


def answer(run: Run, *words: object) -> Any:
    status, out, _err = run(*words)
    assert status == 0
    return json.loads(out)


def centre() -> None:
    make.organisation()
    known = samples.programmes()
    for code, programme in (("ОТ-1", "ОТ-40"), ("ТБ-1", "ТБ-256"), ("СТР-1", "СТР-160")):
        make.group(code, programme=known[programme])


def test_the_dry_run_prints_the_agreed_shape_and_writes_nothing(run: Run, customer: Path) -> None:
    centre()
    told = answer(run, "learners", customer, "--dry-run", "--json")
    assert list(told) == ["summary", "rows"]
    assert told["summary"] == {"ok": 0, "fixed": 3, "attention": 1, "error": 1}
    assert [list(row) for row in told["rows"]] == [ROW] * 5
    assert [(row["line"], row["status"], row["programme"]) for row in told["rows"]] == [
        (3, "fixed", "ОТ-40"),
        (4, "fixed", "ОТ-40"),
        (5, "attention", "СТР-160"),
        (6, "error", "ОТ-40"),
        (7, "fixed", "ТБ-256"),
    ]
    assert (Person.objects.count(), LearnerImport.objects.count()) == (0, 0)


def test_an_empty_base_can_be_asked_too(run: Run, customer: Path) -> None:
    assert not Organisation.objects.exists()
    told = answer(run, "learners", customer, "--dry-run", "--json")
    assert told["summary"] == {"ok": 0, "fixed": 3, "attention": 1, "error": 1}
    status, out, err = run("learners", customer, "--json")
    assert (status, json.loads(out)["error"]["message"]) == (1, "База пуста: нет ни центра, ни программ.")
    assert err.endswith("Ничего не записано.\n")


def test_a_list_is_written_and_the_second_time_changes_nothing(run: Run, customer: Path) -> None:
    centre()
    terms = ["--group", "ОТ-1", "--group", "ТБ-1", "--order", "12-у", "--order-date", "06.11.2026"]
    status, out, _err = run("learners", customer, *terms)
    assert status == 0
    assert out.splitlines()[-1] == "Новых слушателей 2, зачислений 3, уточнено 0, не взято строк 2."
    contract = Enrolment.objects.select_related("contract").first()
    assert contract is not None
    assert (contract.contract and contract.contract.number) == "117/26"
    status, out, _err = run("learners", customer)
    assert out.splitlines()[-1] == "Новых слушателей 0, зачислений 0, уточнено 0, не взято строк 2."


@pytest.mark.parametrize(
    ("words", "next_step"),
    [
        (["--group", "НЕТ"], "Проверьте код или создайте группу на странице «Группы»."),
        (["--group", "ОТ-1"], "Укажите группы: --group КОД, по одной на каждую программу."),
        (["--group", "ОТ-1", "--group", "ТБ-1"], "Укажите --order НОМЕР и --order-date ДАТА."),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_left(
    run: Run, customer: Path, words: list[str], next_step: str
) -> None:
    centre()
    status, out, _err = run("learners", customer, "--json", *words)
    assert (status, json.loads(out)["error"]["next_step"]) == (1, next_step)
    assert (Person.objects.count(), LearnerImport.objects.count()) == (0, 0)


def test_a_file_that_is_no_list_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "список.xlsx"
    broken.write_bytes(b"%PDF-1.7")
    status, out, err = run("learners", broken, "--dry-run", "--json")
    assert status == 1
    assert list(json.loads(out)["error"]) == ["message", "next_step"]
    assert err.startswith("Это PDF, таблицу из него не прочитать. Попросите у заказчика")
    status, out, err = run("schedule", tmp_path / "нет.xlsx")
    assert (status, out) == (1, "")
    assert err.endswith("нет.xlsx нет. Проверьте путь и имя.\nНичего не записано.\n")


def test_a_grafik_is_checked_then_drafted_once(run: Run, tmp_path: Path) -> None:
    path = grafik(tmp_path / "график.xlsx")
    empty = answer(run, "schedule", path, "--dry-run", "--json")
    assert (empty["rows"][0]["name"], empty["rows"][0]["weekdays"]) == ("Ковалёва И.С.", [1])
    make.staff("Ковалёва Ирина Сергеевна")
    make.means()
    told = answer(run, "schedule", path, "--dry-run", "--json")
    assert list(told) == ["rows"]
    assert [list(row) for row in told["rows"]] == [LINE]
    assert told["rows"][0] | {"messages": []} == {
        "section": "pedagogical",
        "name": "Ковалёва Ирина Сергеевна",
        "position": "преподаватель",
        "weekdays": [1],
        "from": "18:00",
        "to": "19:30",
        "parity": "any",
        "means": ["vks"],
        "status": "fixed",
        "messages": [],
    }
    assert Schedule.objects.count() == 0
    for added, same in ((1, 0), (0, 1)):
        status, out, _err = run("schedule", path)
        assert status == 0
        ends = f"добавлено строк {added}, уже было {same}, не взято 0."
        assert out.splitlines()[-1] == f"Черновик «График из файла график.xlsx»: {ends}"
    assert (Schedule.objects.count(), ScheduleLine.objects.count()) == (1, 1)


def test_a_load_plan_is_checked_then_written_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "план.csv"
    path.write_text("ФИО;Должность;Основание;Месяц;План, ч\nКовалёва И.С.;;почасовая;ноябрь 2026;12,5\n")
    status, _out, err = run("load", path)
    assert (status, err.splitlines()[0][:11]) == (1, "База пуста:")
    make.staff("Ковалёва Ирина Сергеевна")
    told = answer(run, "load", path, "--dry-run", "--json")
    assert [(row["month"], row["minutes"], row["basis"]) for row in told["rows"]] == [
        ("2026-11", 750, "hourly")
    ]
    assert PlannedLoad.objects.count() == 0
    for written, same in ((1, 0), (0, 1)):
        status, out, _err = run("load", path)
        assert out.splitlines()[-1] == f"Записано строк {written}, уже были {same}, не взято 0."
    assert PlannedLoad.objects.get().minutes == 750
