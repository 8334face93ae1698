"""PDF of a filled template by LibreOffice, where the machine has it; elsewhere only DOCX is given."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 60


@cache
def office() -> str | None:
    """The program that converts, or None: then only DOCX is offered."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_pdf(paper: bytes) -> bytes | None:
    """None when there is no program or it fails: the caller says so and gives DOCX."""
    program = office()
    if program is None:
        return None
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "paper.docx").write_bytes(paper)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "paper.docx"),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
            return (folder / "paper.pdf").read_bytes()
        except (subprocess.SubprocessError, OSError):
            return None
