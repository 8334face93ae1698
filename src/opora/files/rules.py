"""What may be attached. Each refusal leaves the rest of the form as it was."""

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

MAX_BYTES = 15 * 2**20
PROGRAMS = "exe dll com scr pif bat cmd vbs js jse wsf hta msi jar ps1 lnk reg apk app sh"
PAGES = "html htm svg xhtml"
DANGEROUS = frozenset(f"{PROGRAMS} {PAGES}".split())


@rule("FIL-01")
def file_fits(name: str, size: int) -> Refusal | None:
    """At most :data:`MAX_BYTES`, and not empty."""
    if not size:
        return Refusal(
            "FIL-01",
            _("Файл «{name}» пустой.").format(name=name),
            next_step=_("Откройте его на своём устройстве и приложите ещё раз."),
            field="files",
        )
    if size > MAX_BYTES:
        return Refusal(
            "FIL-01",
            _("Файл «{name}» больше {n} МБ.").format(name=name, n=MAX_BYTES // 2**20),
            next_step=_("Сожмите его или приложите по частям."),
            field="files",
        )
    return None


@rule("FIL-02")
def kind_is_safe(name: str) -> Refusal | None:
    """Programs and pages are not attached: they would run on the reader's machine."""
    if name.rpartition(".")[2].lower() not in DANGEROUS:
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
