"""``opora check-words``: precision and recall of a labelled list from the shell, without a database."""

from argparse import Namespace
from pathlib import Path

import pytest

from opora.config.cli import check_words_command


def test_figures_and_wrong_lines_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = tmp_path / "list.tsv"
    listed.write_text("clean\tДобрый день\nbrutal\tхуйня\ninsult\tДобрый вечер\n", encoding="utf-8")
    assert check_words_command.run(Namespace(files=[listed], wrong=True)) == 0
    said = capsys.readouterr().out
    assert "list.tsv: строк 3, точность 1.000, полнота: мат 1.000, оскорбления 0.000" in said
    assert "insult → clean: Добрый вечер" in said


def test_a_list_that_cannot_be_read_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = tmp_path / "list.tsv"
    listed.write_text("Добрый день\n", encoding="utf-8")
    assert check_words_command.run(Namespace(files=[listed], wrong=False)) == 1
    assert "list.tsv:1" in capsys.readouterr().err
    assert check_words_command.run(Namespace(files=[tmp_path / "нет.tsv"], wrong=False)) == 1
    assert "Файл не открыть" in capsys.readouterr().err
