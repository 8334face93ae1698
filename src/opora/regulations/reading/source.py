"""A file of a local act, or pasted text, as addressable clauses: TXT and Markdown, DOCX, PDF."""

from dataclasses import dataclass, field

from .lines import Lines, UnreadableAct, plain_lines
from .structure import arrange

__all__ = ["LARGEST", "ReadAct", "ReadClause", "UnreadableAct", "read_act", "read_text"]

LARGEST = 40 * 2**20
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"GIF8")


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A clause by its address: «5.5», «П.1» of an order, «V.2», «Шапка», «Приложение»; lists stand inside."""

    number: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class ReadAct:
    """What was read; ``troubles`` tell a person what the file had besides its text."""

    title: str
    clauses: list[ReadClause] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def read_act(content: bytes, file_name: str) -> ReadAct:
    """Read a file by what it holds, not by its name. Raises :class:`UnreadableAct` with words."""
    return _arranged(_lines(content), file_name)


def read_text(text: str, name: str = "") -> ReadAct:
    """Read what was pasted into a form."""
    return _arranged(plain_lines(text), name)


def _lines(content: bytes) -> Lines:
    if len(content) > LARGEST:
        raise UnreadableAct("Файл больше 40 МБ. Сохраните акт текстом, без рисунков, и загрузите снова.")
    if content.startswith(b"PK"):
        from .word import word_lines  # noqa: PLC0415 -- python-docx is loaded with the first file of Word

        return word_lines(content)
    if content.lstrip()[:5] == b"%PDF-":
        from .pdf import pdf_lines  # noqa: PLC0415 -- pypdf is loaded with the first PDF

        return pdf_lines(content)
    if content.startswith(_OLD_WORD):
        raise UnreadableAct("Это документ Word 97–2003 (DOC). Откройте его и сохраните как DOCX.")
    if content.startswith(b"{\\rtf"):
        raise UnreadableAct("Это документ RTF. Откройте его и сохраните как DOCX.")
    if content.startswith(_PICTURES):
        raise UnreadableAct(
            "Это рисунок, в нём нет текста. Загрузите DOCX, PDF с текстом или вставьте текст."
        )
    return plain_lines(_decoded(content))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:4096]:
        raise UnreadableAct("Это не текст. Загрузите акт как DOCX, PDF или TXT.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _arranged(lines: Lines, file_name: str) -> ReadAct:
    title, found = arrange(lines.rows, wrapped=lines.wrapped)
    clauses = [ReadClause(*row) for row in found]
    if not any(clause.text for clause in clauses):
        raise UnreadableAct("В файле нет текста. Загрузите другой файл или вставьте текст акта.")
    troubles = list(lines.troubles)
    if not any(clause.level for clause in clauses):
        troubles.append("Пункты не пронумерованы, ссылаться не на что: проверьте нумерацию.")
    if repeated := [clause.number for clause in clauses if "(" in clause.number]:
        troubles.append("Номера повторяются: " + ", ".join(repeated) + ". Вторые помечены «(2)».")
    return ReadAct(title or file_name.rsplit(".", 1)[0] or "Без названия", clauses, troubles)
