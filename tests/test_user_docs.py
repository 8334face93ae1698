"""The guides tell the truth: what they quote is on a page, a command parses."""

import re
import shlex
import signal
from importlib import import_module
from pathlib import Path

import pytest

from opora.config.cli import main as command_line
from opora.config.cli.main import COMMANDS
from tests.names import ROOT

GUIDES = sorted((ROOT / "docs" / "user").glob("*.md"))
PAGES = [path for path in GUIDES if path.name != "administrator.md"]
DOCUMENTS = [*GUIDES, ROOT / "README.md"]
SOURCES = [
    path.read_text(encoding="utf-8")
    for pattern in ("*.html", "*.py")
    for path in (ROOT / "src" / "opora").rglob(pattern)
]


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def words() -> str:
    return plain(" ".join(SOURCES))


@pytest.mark.parametrize("guide", PAGES, ids=lambda path: path.stem)
def test_what_a_guide_quotes_stands_on_a_page(guide: Path, words: str) -> None:
    quoted = {plain(text) for text in re.findall(r"«([^»]+)»", guide.read_text(encoding="utf-8"))}
    assert quoted
    assert [text for text in sorted(quoted) if text not in words] == []


def commands() -> list[str]:
    """Lines of shell blocks that call us, without what follows: comments, redirections, a next command."""
    found = []
    for path in DOCUMENTS:
        for block in re.findall(r"```(?:sh|cron|ini)\n(.*?)```", path.read_text(encoding="utf-8"), re.S):
            shown = re.sub(r"\$\([^)]*\)", "DATE", block)
            found += re.findall(r"(?:\./opora|-m opora) ([^#<\n&]+)", shown)
    return sorted({line.strip() for line in found})


@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_documents_is_understood(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if line.split()[0] in {"setup", "test"}:  # the launcher's own
        assert f'"{line.split()[0]}"' in (ROOT / "opora").read_text(encoding="utf-8")
        return
    understood = []
    for name in COMMANDS:
        module = import_module(f"opora.config.cli.{name.replace('-', '_')}_command")
        monkeypatch.setattr(module, "run", lambda options: understood.append(options.command) or 0)
    monkeypatch.setattr(signal, "signal", lambda *_args: None)
    monkeypatch.setenv("OPORA_DATA", "unchanged")
    assert command_line(shlex.split(line)) == 0
    assert understood == [line.split()[0]]


def test_links_of_the_documents_lead_somewhere() -> None:
    broken = [
        f"{path.name}: {target}"
        for path in [*DOCUMENTS, *(ROOT / "docs").glob("*.md")]
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []
