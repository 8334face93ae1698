"""A clone has everything: no source is left out by ``.gitignore``."""

import shutil
import subprocess

import pytest

from tests.names import ROOT

MADE = ("/__pycache__/", "src/opora/assets/static/", "src/opora/assets/test/", "/LC_MESSAGES/django.")


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="not a checkout")
def test_only_what_is_made_is_ignored() -> None:
    listed = subprocess.run(
        [
            "git",
            "ls-files",
            "--others",
            "--ignored",
            "--exclude-standard",
            "src/opora",
            "tests",
            "e2e",
            "docs",
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    left_out = [path for path in listed if not any(part in path for part in (*MADE, "e2e/shots/"))]
    assert left_out == []
