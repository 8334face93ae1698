"""The text of an act: pasted or in a file, read into clauses; and one clause."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

MAX_BYTES = 15 * 2**20
PREAMBLE = "преамбула"
NUMBERED = re.compile(r"^\s*(?:п\.\s*)?((?:\d{1,3}|[IVXLC]{1,6})(?:\.\d{1,3})*)[.)]?\s+(\S.*)$")
DOTTED = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,3})+)[.)]?\s*(\S.*)$")


class TextForm(forms.Form):
    """Paste or file; ``clauses`` after validation are (number, text) in order."""

    text = forms.CharField(
        label=_lazy("Текст акта"),
        widget=forms.Textarea(attrs={"rows": 14}),
        required=False,
        help_text=_lazy("Вставьте из Word или другого редактора. Пункт начинается с номера: 3.1."),
    )
    file = forms.FileField(label=_lazy("Или файл"), required=False, help_text=_lazy("TXT, до 15 МБ."))
    unbind = forms.BooleanField(
        label=_lazy("Снять привязки с пропавших пунктов"),
        required=False,
        help_text=_lazy("Правила продолжат действовать, но без ссылки на пункт."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("file"):
            data["clauses"] = self._of_file(data["file"])
        elif (data.get("text") or "").strip():
            data["clauses"] = clauses_of_text(data["text"])
        else:
            self.add_error("text", _("Вставьте текст или выберите файл."))
        return data

    def _of_file(self, upload: Any) -> list[tuple[str, str]]:
        if upload.size > MAX_BYTES:
            self.add_error("file", _("Файл больше 15 МБ."))
            return []
        try:
            clauses = clauses_of_file(upload.read(), upload.name)
        except ValueError as error:
            self.add_error("file", str(error))
            return []
        return clauses


def clauses_of_file(content: bytes, name: str) -> list[tuple[str, str]]:
    """Clauses of a file. Raises ValueError with words for the reader."""
    if not name.lower().endswith(".txt"):
        raise ValueError(_("Этот файл не прочитать. Откройте его, скопируйте текст и вставьте в поле выше."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
    if not text.strip():
        raise ValueError(_("В файле нет текста."))
    return clauses_of_text(text)


def clauses_of_text(text: str) -> list[tuple[str, str]]:
    """«3.1. Слова» begins a clause; a line without a number goes on with the clause above."""
    found: list[tuple[str, list[str]]] = []
    for number, line in _lines(text.replace("\xa0", " ").splitlines()):
        if number:
            found.append((number, [line]))
        elif found:
            found[-1][1].append(line)
        else:
            found.append((PREAMBLE, [line]))
    return [(number, "\n".join(lines).strip()) for number, lines in found]


def _lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if not line.strip():
            continue
        match = DOTTED.match(line) or NUMBERED.match(line)
        yield (match[1], match[2].strip()) if match else ("", line.strip())


class ClauseForm(forms.Form):
    number = forms.CharField(label=_lazy("Номер пункта"), max_length=20)
    text = forms.CharField(label=_lazy("Текст пункта"), widget=forms.Textarea(attrs={"rows": 10}))
