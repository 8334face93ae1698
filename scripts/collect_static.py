"""Put hashed, compressed static files into build/static when their sources changed."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "opora" / "assets" / "static"
TARGET = ROOT / "build" / "static"
STAMP = ROOT / "build" / "static.stamp"


def fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in SOURCE.rglob("*") if path.is_file()):
        digest.update(file.relative_to(SOURCE).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def main() -> int:
    wanted = fingerprint()
    manifest = TARGET / "staticfiles.json"
    if manifest.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return 0
    TARGET.mkdir(parents=True, exist_ok=True)
    if not manifest.exists():  # settings choose the hashing storage by its presence
        manifest.write_text('{"paths": {}, "version": "1.1", "hash": ""}', encoding="utf-8")
    os.environ["DJANGO_SETTINGS_MODULE"] = "opora.config.settings"
    os.environ.setdefault("OPORA_SECRET_KEY", "only-for-collecting")
    os.environ.setdefault("OPORA_DATA", tempfile.gettempdir())
    import django  # noqa: PLC0415 -- settings need the environment
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    STAMP.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
