"""The English catalogue: ``extract`` adds new Russian messages to it, ``compile`` makes the .mo files.

Needs no gettext on the machine: Django turns templates into Python-like text, and ``ast`` reads the calls.
"""

import ast
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "opora"
LOCALE = PACKAGE / "locale"
CATALOGUE = LOCALE / "en" / "LC_MESSAGES" / "django.po"
RUSSIAN = LOCALE / "ru" / "LC_MESSAGES" / "django.po"
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
RUSSIAN_PLURALS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
Message = tuple[str, str, str]  # context, singular, plural


def python_messages(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in SINGLE and words:
            yield "", words[0], ""
        elif name in PLURAL and len(words) >= 2:
            yield "", words[0], words[1]
        elif name in CONTEXT and len(words) >= 2:
            yield words[0], words[1], ""


CALL = re.compile(
    r"\b(gettext|ngettext|pgettext|_)\("
    r"((?:\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?)+)"
)
STRING = re.compile(r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)


def template_messages(source: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize  # noqa: PLC0415 -- needs settings

    for call in CALL.finditer(templatize(source)):
        words = [ast.literal_eval(text.lstrip("u")) for text in STRING.findall(call[2])]
        if call[1] == "ngettext":
            yield "", words[0], words[1]
        elif call[1] == "pgettext":
            yield words[0], words[1], ""
        else:
            yield "", words[0], ""


def extract() -> dict[Message, list[str]]:
    """Every message of the product with the files that use it."""
    found: dict[Message, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if "migrations" in path.parts or "node_modules" in path.parts:
            continue
        if path.suffix == ".py":
            messages = python_messages(path.read_text(encoding="utf-8"))
        elif path.suffix == ".html":
            messages = template_messages(path.read_text(encoding="utf-8"))
        else:
            continue
        for message in messages:
            if re.search("[А-Яа-яЁё]", message[1]):
                found.setdefault(message, []).append(path.relative_to(PACKAGE).as_posix())
    return found


def refresh() -> tuple[int, int]:
    """Add what is new, drop what is gone; answers how many messages there are and how many wait for words."""
    found = extract()
    old = {(e.msgctxt or "", e.msgid): e for e in polib.pofile(str(CATALOGUE))} if CATALOGUE.exists() else {}
    fresh = new_catalogue("en", "nplurals=2; plural=(n != 1);")
    for (context, singular, plural), files in sorted(
        found.items(), key=lambda item: (item[1][0], item[0][1])
    ):
        before = old.get((context, singular))
        entry = polib.POEntry(msgid=singular, msgctxt=context or None, comment=files[0])
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = before.msgstr_plural if before and before.msgstr_plural else {0: "", 1: ""}
        else:
            entry.msgstr = before.msgstr if before else ""
        fresh.append(entry)
    save(fresh, CATALOGUE)
    return len(fresh), len(fresh.untranslated_entries()) + refresh_russian(found)


def refresh_russian(found: dict[Message, list[str]]) -> int:
    """The Russian catalogue holds only the three forms of plurals; answers how many wait."""
    old = {e.msgid: e for e in polib.pofile(str(RUSSIAN))} if RUSSIAN.exists() else {}
    fresh = new_catalogue("ru", RUSSIAN_PLURALS)
    for (_, singular, plural), files in sorted(found.items(), key=lambda item: (item[1][0], item[0][1])):
        if plural:
            forms = old[singular].msgstr_plural if singular in old else {0: singular, 1: "", 2: plural}
            fresh.append(
                polib.POEntry(msgid=singular, msgid_plural=plural, msgstr_plural=forms, comment=files[0])
            )
    save(fresh, RUSSIAN)
    return sum(1 for entry in fresh if not all(entry.msgstr_plural.values()))


def new_catalogue(language: str, plurals: str) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": plurals,
    }
    return catalogue


def save(catalogue: polib.POFile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def compile_all() -> None:
    for path in sorted(LOCALE.rglob("*.po")):
        target, stamp = path.with_suffix(".mo"), hashlib.sha256(path.read_bytes()).hexdigest()
        marker = path.with_suffix(".stamp")
        if target.exists() and marker.exists() and marker.read_text() == stamp:
            continue
        polib.pofile(str(path)).save_as_mofile(str(target))
        marker.write_text(stamp)


def main(command: str) -> int:
    if command == "compile":
        compile_all()
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")
    os.environ.setdefault("OPORA_SECRET_KEY", "only-for-extracting")
    total, waiting = refresh()
    print(f"Сообщений {total}, без перевода {waiting}: {CATALOGUE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "extract"))
