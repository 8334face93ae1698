"""``opora check``: the doctor. Each line says what is well, what is not, and what to do."""

import argparse
import io
import json
import os
import shutil
import smtplib
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from opora.config import database

Level = Literal["ok", "warning", "error"]
MARKS: dict[Level, str] = {"ok": "✓", "warning": "!", "error": "✗"}
GB = 2**30
FULL_DISK, LOW_DISK = 2 * GB, 10 * GB
FEW_INODES = 10_000
CLOCK_DRIFT_SECONDS = 5
CLOCK_AHEAD_SECONDS = 120  # what is dated later than this was written by a clock that ran ahead


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor; ``todo`` says what to do when the level is not ok."""

    what: str
    level: Level
    words: str
    todo: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="вывести JSON для программ")


def run(options: argparse.Namespace) -> int:
    findings = list(examine())
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            print(f"{MARKS[finding.level]} {finding.what}: {finding.words}")
            if finding.todo:
                print(f"    {finding.todo}")
    return 1 if any(finding.level == "error" for finding in findings) else 0


def examine() -> Iterator[Finding]:
    """Every check in turn; one that breaks is itself a finding."""
    checks: list[Callable[[Path], Iterator[Finding]]] = [
        _rights,
        _disk,
        _database,
        _jobs,
        _bus,
        _mail,
        _letters,
        _antivirus,
        _outside,
        _video,
        _clock,
        _fonts,
    ]
    data = Path(os.environ["OPORA_DATA"])
    for check in checks:
        try:
            yield from check(data)
        except Exception as error:  # the doctor reports, never falls
            yield Finding(check.__name__.strip("_"), "error", f"проверка не удалась: {error}")


def _rights(data: Path) -> Iterator[Finding]:
    data.mkdir(parents=True, exist_ok=True)
    if not os.access(data, os.W_OK):
        yield Finding("права", "error", f"нет права писать в {data}", f"Выполните: chown -R $USER {data}")
        return
    media = data / "media"
    if media.exists() and not os.access(media, os.W_OK):
        yield Finding("права", "error", "файлы слушателей не сохранить", f"Выполните: chown -R $USER {media}")
        return
    key = data / "secret-key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) != 0o600:
        yield Finding(
            "права", "error", "секретный ключ читают другие пользователи", f"Выполните: chmod 600 {key}"
        )
        return
    yield Finding("права", "ok", f"папка {data} доступна, ключ закрыт")


def _disk(data: Path) -> Iterator[Finding]:
    """Of every disk the installation writes to: data, files and the temporary folder may lie apart."""
    folders = [data, data / "media", data / "postgres", Path(tempfile.gettempdir())]
    disks = {folder.stat().st_dev: folder for folder in reversed(folders) if folder.exists()}
    for folder in reversed(disks.values()):
        usage, inodes = shutil.disk_usage(folder), os.statvfs(folder).f_favail
        words = f"{folder}: свободно {usage.free / GB:.1f} из {usage.total / GB:.0f} ГБ"
        if os.statvfs(folder).f_files and inodes < FEW_INODES:
            yield Finding(
                "диск", "error", f"{folder}: кончаются номера файлов, осталось {inodes}",
                "Удалите мелкие ненужные файлы: место есть, а новый файл не создать.",
            )  # fmt: skip
        elif usage.free < FULL_DISK:
            yield Finding(
                "диск", "error", words, "Освободите место сейчас: когда диск полон, записи не сохраняются."
            )
        elif usage.free < LOW_DISK:
            yield Finding("диск", "warning", words, "Запланируйте: удалите старые архивы или добавьте диск.")
        else:
            yield Finding("диск", "ok", words)


def _database(data: Path) -> Iterator[Finding]:
    external = bool(os.environ.get("DATABASE_URL"))
    if not external:
        os.environ["DATABASE_URL"] = database.start(data)
    import django  # noqa: PLC0415 -- settings need the address

    django.setup()
    from django.db import OperationalError, connection  # noqa: PLC0415 -- after setup
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 -- after setup

    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
    except OperationalError as error:
        yield Finding("база", "error", str(error).strip(), "Проверьте DATABASE_URL: адрес, имя, пароль.")
        return
    kind = "внешняя" if external else "встроенная"
    yield Finding("база", "ok", f"{kind}, PostgreSQL {version}")
    if waiting := len(MigrationExecutor(connection).migration_plan(
        MigrationExecutor(connection).loader.graph.leaf_nodes()
    )):  # fmt: skip
        yield Finding(
            "таблицы", "warning", f"не применено изменений: {waiting}", "Они применятся при запуске."
        )


def _jobs(data: Path) -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415 -- after setup

    if "procrastinate_jobs" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE status = 'todo' AND"
            " coalesce(scheduled_at, now()) < now() - interval '10 minutes') FROM procrastinate_jobs"
        )
        failed, late = cursor.fetchone()
    if late:
        yield Finding(
            "задачи", "warning", f"ждут дольше 10 минут: {late}", "Запустите opora serve или opora worker."
        )
    elif failed:
        yield Finding("задачи", "warning", f"не удались: {failed}", "Причина записана в журнале сервера.")
    else:
        yield Finding("задачи", "ok", "выполняются вовремя")


def _bus(data: Path) -> Iterator[Finding]:
    """How processes tell each other what has changed; without it news comes in seconds, not at once."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- after setup

    from opora.notifications.live.bus import bus  # noqa: PLC0415 -- after setup

    try:
        way = bus()
        way.ping()
    except ImproperlyConfigured as error:
        yield Finding("шина", "error", str(error), "Исправьте OPORA_BUS_URL или уберите: хватит PostgreSQL.")
    except OSError as error:
        yield Finding(
            "шина", "error", f"{bus().name} не отвечает: {error}",
            "Запустите его или уберите OPORA_BUS_URL. Пока новое приходит с задержкой до 5 с.",
        )  # fmt: skip
    else:
        yield Finding("шина", "ok", f"{way.name}, отвечает")


def _mail(data: Path) -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415 -- after setup

    server = settings.MAIL
    if not server.host:
        yield Finding(
            "почта",
            "warning",
            "не настроена, письма ждут",
            "Укажите OPORA_SMTP_URL=smtp://имя:пароль@сервер:587",
        )
        return
    if server.host == "console":
        yield Finding("почта", "warning", "письма печатаются, а не уходят", "Укажите OPORA_SMTP_URL.")
        return
    try:
        connect = smtplib.SMTP_SSL if server.ssl else smtplib.SMTP
        with connect(server.host, server.port, timeout=10) as client:
            if server.starttls:
                client.starttls()
            if server.user:
                client.login(server.user, server.password)
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            "почта", "error", f"{server.host}:{server.port} не отвечает: {error}", "Письма подождут."
        )
        return
    yield Finding("почта", "ok", f"{server.host}:{server.port} принимает письма")


def _letters(data: Path) -> Iterator[Finding]:
    """What did not leave: somebody was not told."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    if "notifications_letter" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state IN ('failed', 'uncertain')),"
            " count(*) FILTER (WHERE state = 'queued' AND created_at < now() - interval '1 day')"
            " FROM notifications_letter"
        )
        failed, waiting = cursor.fetchone()
    if failed or waiting:
        words = f"не доставлены или неизвестно: {failed}, ждут дольше суток: {waiting}"
        yield Finding("письма", "warning", words, "Откройте в кабинете специалиста «Письма» и решите каждое.")


def _antivirus(data: Path) -> Iterator[Finding]:
    """Only where one is configured: while it is away, files wait and nobody is given them."""
    from django.conf import settings  # noqa: PLC0415 -- after setup

    from opora.integrations.clamd import ScannerAway, threat_in  # noqa: PLC0415 -- after setup

    if not settings.CLAMD:
        return
    try:
        threat_in(io.BytesIO(b""), settings.CLAMD)
    except ScannerAway as error:
        yield Finding(
            "антивирус", "error", f"{settings.CLAMD} не отвечает: {error}",
            "Запустите clamd: до этого присланные файлы ждут проверки и не открываются.",
        )  # fmt: skip
        return
    yield Finding("антивирус", "ok", f"{settings.CLAMD} проверяет файлы")


def _outside(data: Path) -> Iterator[Finding]:
    """Answers by mail, browsers, messengers: those that are on, and how they did last."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    from opora.outside.queries.incoming import held_count  # noqa: PLC0415 -- after setup
    from opora.outside.queries.reach import ways_outside  # noqa: PLC0415 -- after setup

    if "outside_waystate" not in connection.introspection.table_names():
        return
    for way in ways_outside():
        if way.code == "mail" or not way.is_on:
            continue
        what = way.title[:1].lower() + way.title[1:]
        if way.tone == "danger":
            yield Finding(what, "error", way.error, "Откройте в кабинете «Связь с внешним миром», проверьте.")
        elif way.tone == "warning":
            yield Finding(what, "warning", way.words, way.todo)
        else:
            yield Finding(what, "ok", way.standing)
    if held := held_count():
        yield Finding("почта", "warning", f"ждут разбора: {held}", "Откройте в кабинете «Почта на разбор».")


def _video(data: Path) -> Iterator[Finding]:
    """What carries video rooms: each server is asked for a room, TURN for a way with a name of ours."""
    from opora.meetings.doctor import looked  # noqa: PLC0415 -- after setup

    for what, is_well, words, todo in looked():
        yield Finding(what, "ok" if is_well else "error", words, todo)


def _clock(data: Path) -> Iterator[Finding]:
    """Against the database, and against what was written before: time only goes forward."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        drift = abs(float(cursor.fetchone()[0]) - time.time())
        written = 0.0
        if "journal_journalentry" in tables:
            cursor.execute("SELECT extract(epoch FROM max(at)) FROM journal_journalentry")
            written = float(cursor.fetchone()[0] or 0)
    newest = max([written, *_file_times(data)])
    if drift > CLOCK_DRIFT_SECONDS:
        yield Finding(
            "часы",
            "error",
            f"часы базы и сервера расходятся на {drift:.0f} с",
            "Включите синхронизацию времени (NTP).",
        )
    elif newest > time.time() + CLOCK_AHEAD_SECONDS:
        yield Finding(
            "часы",
            "error",
            f"есть записи от {_moment(newest)}, а сейчас {_moment(time.time())}: часы спешили или отстали",
            "Включите синхронизацию времени (NTP) и проверьте время записей за этот промежуток.",
        )
    else:
        yield Finding("часы", "ok", f"идут вместе с базой, {_moment(time.time())}")


def _file_times(data: Path) -> Iterator[float]:
    for place in ("postgres/global/pg_control", "postgres/postmaster.pid", "secret-key", "media"):
        with suppress(FileNotFoundError):
            yield (data / place).stat().st_mtime


def _moment(seconds: float) -> str:
    return time.strftime("%d.%m.%Y %H:%M %Z", time.localtime(seconds))


def _fonts(data: Path) -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415 -- after setup

    from opora.reports import papers  # noqa: PLC0415 -- after setup

    fonts = list((settings.STATIC_ROOT / "opora" / "fonts").glob("*.woff2"))
    if not fonts:
        yield Finding("шрифты", "error", "не собраны", "Выполните ./opora setup")
        return
    if not list((Path(papers.__file__).parent / "fonts").glob("*.[to]tf")):
        yield Finding("шрифты", "error", "нет шрифтов для печати", "Переустановите программу из архива.")
        return
    yield Finding("шрифты", "ok", "экранные и печатные на месте")
