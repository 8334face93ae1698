from django import forms
from django.utils.translation import gettext_lazy as _


class SectionForm(forms.Form):
    base = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Текст раздела"),
        required=False,
        max_length=50_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Заголовок: «## », пункт: «- », ссылка: [слова](адрес), жирный: **слово**. "
            "Пустой раздел на сайте не виден."
        ),
    )

    def clean_text(self) -> str:
        """Lines end one way, so the same text is the same text."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").strip()


class WordForm(forms.Form):
    file = forms.FileField(
        label=_("Файл Word"),
        help_text=_("Заголовки, списки, ссылки и таблицы перейдут в текст; проверьте и сохраните."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def clean_file(self) -> str:
        """The text of the file with marks."""
        from ..queries.word_file import NotReadable, from_docx  # noqa: PLC0415 -- loads python-docx

        try:
            return from_docx(self.cleaned_data["file"].file)
        except NotReadable as error:
            raise forms.ValidationError(
                _("Это не документ Word (.docx). Сохраните его в этом виде или вставьте текст.")
            ) from error
