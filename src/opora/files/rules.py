"""What may be attached. Each refusal leaves the rest of the form as it was."""

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from .models import StoredFile, Upload

MB, GB = 2**20, 2**30
MAX_BYTES = 15 * MB
PROGRAMS = "exe dll com scr pif bat cmd vbs js jse wsf hta msi jar ps1 lnk reg apk app sh"
PAGES = "html htm svg xhtml"
DANGEROUS = frozenset(f"{PROGRAMS} {PAGES}".split())
PROGRAM_MARKS = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xca\xfe\xba\xbe", b"#!/")
PAGE_MARKS = (b"<!doctype html", b"<html", b"<script", b"<svg")
MOST_UNFINISHED = 100
LONGEST_VOICE, LONGEST_VIDEO = 15 * 60, 60


@rule("FIL-01")
def file_fits(name: str, size: int, most: int = MAX_BYTES) -> Refusal | None:
    """At most ``most`` bytes, and not empty."""
    if not size:
        return Refusal(
            "FIL-01",
            _("Файл «{name}» пустой.").format(name=name),
            next_step=_("Откройте его на своём устройстве и приложите ещё раз."),
            field="files",
        )
    if size > most:
        return Refusal(
            "FIL-01",
            _("Файл «{name}» больше {n} МБ.").format(name=name, n=most // MB),
            next_step=_("Сожмите его или приложите по частям."),
            field="files",
        )
    return None


@rule("FIL-02")
def kind_is_safe(name: str, head: bytes = b"") -> Refusal | None:
    """Programs and pages are not attached, whatever their name: they would run on the reader's machine."""
    is_program = head.startswith(PROGRAM_MARKS) or (head.startswith(b"MZ") and b"\0" in head)
    is_page = head.lstrip().lower().startswith(PAGE_MARKS)
    if name.rpartition(".")[2].lower() not in DANGEROUS and not is_program and not is_page:
        return None
    return Refusal(
        "FIL-02",
        _("Файл «{name}» — программа или страница, такие файлы не принимаются.").format(name=name),
        next_step=_("Приложите документ, таблицу, снимок, запись или архив ZIP."),
        field="files",
    )


def disk_is_full(name: str) -> Refusal:
    """FIL-03: said when the disk refuses the bytes."""
    return Refusal(
        "FIL-03",
        _("Файл «{name}» не сохранён: на сервере закончилось место.").format(name=name),
        next_step=_(
            "Текст не пропал. Отправьте без файла или повторите позже, специалист уже видит это в проверке."
        ),
        field="files",
    )


@rule("FIL-04")
def disk_has_room(name: str, size: int, room: int) -> Refusal | None:
    """Asked before the first byte: ``room`` is what the disk can take beside what is promised already."""
    if size <= room:
        return None
    return Refusal(
        "FIL-04",
        _("Файл «{name}» занимает {size}, а на сервере осталось {room}.").format(
            name=name, size=in_words(size), room=in_words(max(room, 0))
        ),
        next_step=_("Отправьте файл меньше или сообщите специалисту: место на диске добавляет он."),
        field="files",
    )


@rule("FIL-05")
def quota_allows(name: str, size: int, used: int, quota: int) -> Refusal | None:
    """Everything one person has attached, with what is on its way, stays within the quota."""
    if used + size <= quota:
        return None
    return Refusal(
        "FIL-05",
        _("Файл «{name}» не поместится: ваши файлы занимают {used} из {quota}.").format(
            name=name, used=in_words(used), quota=in_words(quota)
        ),
        next_step=_("Отправьте файл меньше или попросите специалиста увеличить место для файлов."),
        field="files",
    )


@rule("FIL-06")
def few_are_on_their_way(count: int) -> Refusal | None:
    if count < MOST_UNFINISHED:
        return None
    return Refusal(
        "FIL-06",
        _("Вы начали загружать {n} файлов и не отправили их.").format(n=count),
        next_step=_("Отправьте или отмените начатые. Забытые удаляются через сутки."),
        field="files",
    )


@rule("FIL-07")
def upload_may_be_claimed(upload: Upload | None) -> Refusal | None:
    """Its uploader names it, it has come whole, and no message has it."""
    if upload is not None and upload.file is not None and upload.claimed_at is None:
        return None
    return Refusal(
        "FIL-07",
        _("Загруженный файл не найден: он не дошёл целиком, отправлен раньше или хранился дольше суток."),
        next_step=_("Приложите его ещё раз."),
        field="attached",
    )


@rule("FIL-08")
def file_is_clean(stored: StoredFile) -> Refusal | None:
    """An infected file is neither sent nor given."""
    if stored.state != StoredFile.State.INFECTED:
        return None
    return Refusal(
        "FIL-08",
        _("Антивирус нашёл в файле «{name}» угрозу: {threat}.").format(
            name=stored.name, threat=stored.threat
        ),
        next_step=_("Файл не открывается никому. Проверьте своё устройство и пришлите чистый файл."),
        field="attached",
    )


@rule("FIL-09")
def file_is_checked(stored: StoredFile) -> Refusal | None:
    """While it is checked, and while a place may still stand in a photograph, nobody is given it."""
    if stored.state != StoredFile.State.CHECKING:
        return None
    return Refusal(
        "FIL-09",
        _("Файл «{name}» ещё проверяется.").format(name=stored.name),
        next_step=_("Обычно это меньше минуты. Откройте его позже."),
    )


@rule("FIL-10")
def picture_is_not_huge(stored: StoredFile) -> Refusal | None:
    if stored.state != StoredFile.State.BROKEN:
        return None
    return picture_is_refused(stored.name)


def picture_is_refused(name: str) -> Refusal:
    """FIL-10: a picture that would take all the memory of the server."""
    return Refusal(
        "FIL-10",
        _("Снимок «{name}» слишком велик: в нём больше 64 млн точек.").format(name=name),
        next_step=_("Сохраните его меньшего размера в JPEG или PNG и приложите ещё раз."),
        field="files",
    )


@rule("FIL-11")
def note_is_short(kind: str, seconds: int | None) -> Refusal | None:
    """A voice note up to 15 minutes, a video note up to one."""
    most = {StoredFile.Kind.VOICE: LONGEST_VOICE, StoredFile.Kind.VIDEO: LONGEST_VIDEO}.get(
        StoredFile.Kind(kind)
    )
    if most is None or (seconds or 0) <= most:
        return None
    return Refusal(
        "FIL-11",
        _("Запись длиннее {n} мин.").format(n=most // 60),
        next_step=_("Запишите короче или приложите готовый файл."),
        field="files",
    )


def in_words(size: int) -> str:
    """``1,5 ГБ``, ``20 МБ``, ``3 КБ``."""
    for unit, words in ((GB, _("ГБ")), (MB, _("МБ"))):
        if size >= unit:
            return f"{size / unit:.1f} {words}".replace(".0 ", " ").replace(".", ",")
    return f"{-(-size // 1024)} {_('КБ')}"
