"""``opora read-act``: any act from the shell, without a database."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from opora.config.cli import read_act_command

ACTS = Path(__file__).parents[1] / "regulations" / "reading" / "acts"


def test_json_holds_proposals_and_findings(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_act_command.run(Namespace(file=ACTS / "S0.txt", json=True)) == 0
    answer = json.loads(capsys.readouterr().out)
    proposal = next(
        row for row in answer["proposals"] if row["provision"] == "exam_prep_individual_exception"
    )
    assert (proposal["value"], proposal["clause"], proposal["certain"]) == (True, "5.5", True)
    assert {"kind", "clause", "words"} == set(answer["findings"][0])
    assert ["name_typo", "6.2"] in [[row["kind"], row["clause"]] for row in answer["findings"]]


def test_the_table_speaks_russian(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_act_command.run(Namespace(file=ACTS / "S1.txt", json=False)) == 0
    said = capsys.readouterr().out
    assert "? 3.2" in said  # the modes of individual consultations are not said outright
    assert "Перед аттестацией консультации только групповые: да" in said
    assert "Неверная ссылка. Подпункт 4.2.5 не может стоять в пункте 4.3." in said


def test_a_file_that_gives_no_text_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scan = tmp_path / "скан.png"
    scan.write_bytes(b"\x89PNG\r\n")
    assert read_act_command.run(Namespace(file=scan, json=True)) == 1
    assert "рисунок" in capsys.readouterr().err
    assert read_act_command.run(Namespace(file=tmp_path / "нет.txt", json=False)) == 1
    assert "Файл не открыть" in capsys.readouterr().err
