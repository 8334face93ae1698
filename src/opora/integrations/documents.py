"""First pages of documents as pictures: PDF by pdfium, office files by LibreOffice where it is installed.

What is drawn was made by others, so it is drawn in a process of its own with little time and memory; run as
``python -m opora.integrations.documents source folder``.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

PAGES = 5
SIDE = 1240
SECONDS, OFFICE_SECONDS = 30, 60
MEMORY = 1536 * 2**20
PDF = "application/pdf"
TEXT = "text/plain"
OFFICE = frozenset({"docx", "doc", "odt", "rtf", "xlsx", "xls", "ods", "pptx", "ppt", "odp"})
TEXTS = frozenset({"txt", "csv", "log", "md", "json", "xml", "ini", "py", "sql", "tex"})
TEXT_BYTES = 200_000
NOWHERE = "http://127.0.0.1:9"
CAREFUL = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item></oor:items>
"""


def office_program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def pages_of_pdf(source: Path, folder: Path) -> list[Path]:
    """The first :data:`PAGES` pages as WebP files of ``folder``; none when it cannot be read."""
    command = [sys.executable, "-m", "opora.integrations.documents", str(source), str(folder)]
    if not _done(command, SECONDS):
        return []
    return sorted(folder.glob("page*.webp"))


def pdf_of_office(source: Path, ending: str, folder: Path) -> Path | None:
    """The document as PDF in ``folder``; None when it cannot be made.

    LibreOffice has a profile of its own for this one time: no macros, nothing fetched from addresses inside.
    """
    program = office_program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as profile:
        settings = Path(profile) / "user" / "registrymodifications.xcu"
        settings.parent.mkdir()
        settings.write_text(CAREFUL, encoding="utf-8")
        copy = folder / f"source.{ending}"
        shutil.copyfile(source, copy)
        command = [
            program, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nolockcheck",
            "--nodefault", "--convert-to", "pdf", "--outdir", str(folder), str(copy),
        ]  # fmt: skip
        environment = {
            "HOME": profile,
            "PATH": "/usr/bin:/bin",
            "http_proxy": NOWHERE,
            "https_proxy": NOWHERE,
        }
        if not _done(command, OFFICE_SECONDS, environment):
            return None
    made = folder / "source.pdf"
    return made if made.exists() else None


def beginning_of_text(content: bytes) -> str | None:
    """Text in UTF-8 or the Russian code page of Windows; None for what is not text."""
    if b"\0" in content:
        return None
    for code in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(code)
        except UnicodeDecodeError as error:
            if code == "utf-8-sig" and error.start > len(content) - 4:
                return content[: error.start].decode(code)
    return None


def _done(command: list[str], seconds: int, environment: dict[str, str] | None = None) -> bool:
    """Whether the program ended well in time; one that did not is ended with everything it started."""
    with subprocess.Popen(  # noqa: S603 -- our own program or one of the system, our own names
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return False


def draw(source: Path, folder: Path) -> None:
    """What the child process does."""
    import pypdfium2  # noqa: PLC0415 -- 10 MB that only the child needs

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    document = pypdfium2.PdfDocument(source)
    for number in range(min(len(document), PAGES)):
        page = document[number]
        scale = min(SIDE / max(page.get_size()), 4)
        page.render(scale=scale).to_pil().convert("RGB").save(
            folder / f"page{number + 1}.webp", "WEBP", quality=80
        )


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
