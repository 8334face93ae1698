"""Files that are not tables, told apart by their first bytes, each with its own next step."""

from django.utils.translation import gettext as _

from .model import TableError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def refuse_foreign(data: bytes, filename: str) -> None:
    """Raise `TableError` for known formats that are not CSV or XLSX."""
    if data.startswith(OLE):
        _refuse_ole(data)
    if data.startswith(b"%PDF"):
        raise TableError(
            _("Это PDF, таблицу из него не прочитать."),
            _("Попросите у заказчика исходный список в Excel (.xlsx) или CSV."),
        )
    if data.startswith(IMAGES) or data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        raise TableError(
            _("Это картинка, таблицу из неё не прочитать."),
            _("Попросите список в Excel (.xlsx) или CSV, а не скан или снимок экрана."),
        )
    if data.startswith(ARCHIVES):
        refuse_archive()
    _refuse_markup(data, filename)


def refuse_archive() -> None:
    """The words for any archive that is not a workbook."""
    raise TableError(_("Это архив, а не таблица."), _("Распакуйте его и загрузите сам файл .xlsx или .csv."))


def _refuse_ole(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise TableError(
            _("Файл защищён паролем."),
            _("Откройте его в Excel, снимите пароль (Файл → Сведения → Защита книги) и сохраните снова."),
        )
    if "WordDocument".encode("utf-16-le") in data:
        refuse_document()
    raise TableError(
        _("Это старый формат Excel (.xls)."),
        _("Откройте файл и сохраните как «Книга Excel (.xlsx)» или «CSV»."),
    )


def refuse_document() -> None:
    """The words for Word documents that are not .docx."""
    raise TableError(
        _("Это документ Word старого формата."),
        _("Откройте его и сохраните как «Документ Word (.docx)», или скопируйте таблицу в Excel."),
    )


def _refuse_markup(data: bytes, filename: str) -> None:
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"{\\rtf"):
        refuse_document()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")):
        kind = filename.rpartition(".")[2].lower()
        name = f".{kind}" if kind in ("xls", "xlsx", "csv", "xml", "html", "htm") else _("таблицы")
        raise TableError(
            _("Это веб-страница или XML с расширением {name}.").format(name=name),
            _("Откройте файл в Excel и сохраните как «Книга Excel (.xlsx)»."),
        )
