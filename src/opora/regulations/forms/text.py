"""The text of an act: pasted or in a file, read into clauses; and one clause."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from ..reading.draft import CLAUSE_LENGTH
from ..reading.source import ReadAct, UnreadableAct, read_act, read_text


class TextForm(forms.Form):
    """Paste or file; after validation ``clauses`` are (number, text) in order, ``troubles`` are words."""

    text = forms.CharField(
        label=_lazy("Текст акта"),
        widget=forms.Textarea(attrs={"rows": 14}),
        required=False,
        help_text=_lazy("Вставьте из Word или другого редактора. Пункт начинается с номера: 3.1."),
    )
    file = forms.FileField(
        label=_lazy("Или файл"),
        required=False,
        help_text=_lazy("DOCX, PDF с текстом или TXT до 40 МБ."),
        error_messages={"empty": _lazy("Файл пустой. Выберите другой.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt,.md"}),
    )
    unbind = forms.BooleanField(
        label=_lazy("Снять привязки с пропавших пунктов"),
        required=False,
        help_text=_lazy("Правила продолжат действовать, но без ссылки на пункт."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), (data.get("text") or "")
        if not file and not text.strip():
            if not self.errors:
                self.add_error("text", _("Вставьте текст или выберите файл."))
            return data
        try:
            read = read_act(file.read(), file.name) if file else read_text(text)
        except UnreadableAct as error:
            self.add_error("file" if file else "text", error.words)
            return data
        data["clauses"], data["troubles"] = clauses_of(read), read.troubles
        return data


def clauses_of(read: ReadAct) -> list[tuple[str, str]]:
    return [(clause.number[:CLAUSE_LENGTH], clause.text) for clause in read.clauses]


class ClauseForm(forms.Form):
    number = forms.CharField(label=_lazy("Номер пункта"), max_length=20)
    text = forms.CharField(label=_lazy("Текст пункта"), widget=forms.Textarea(attrs={"rows": 10}))
