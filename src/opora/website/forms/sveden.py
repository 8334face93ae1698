from django import forms
from django.utils.translation import gettext_lazy as _


class RowForm(forms.Form):
    title = forms.CharField(label=_("Наименование"), max_length=300)
    value = forms.CharField(
        label=_("Содержание"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Пункт: «- », ссылка: [слова](адрес). Пусто: сайт возьмёт сам, если знает."),
    )
    link = forms.CharField(
        label=_("Ссылка"),
        required=False,
        max_length=300,
        help_text=_("Адрес страницы: /acts/… или https://…"),
    )
    file = forms.FileField(
        label=_("Файл"), required=False, help_text=_("Документ с подписью: PDF, до 15 МБ.")
    )
    without_file = forms.BooleanField(label=_("Убрать прежний файл"), required=False)
    itemprop = forms.RegexField(
        r"^[A-Za-z][A-Za-z0-9]*$",
        label=_("Разметка itemprop"),
        required=False,
        max_length=60,
        help_text=_("По приказу Рособрнадзора; менять, когда изменится приказ."),
        error_messages={"invalid": _("Латинские буквы и цифры без пробелов, например fullName.")},
    )
    is_hidden = forms.BooleanField(label=_("Не показывать эту строку"), required=False)

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if link and not link.startswith(("/", "https://", "http://")):
            raise forms.ValidationError(_("Начните адрес с / или https://."))
        return link
