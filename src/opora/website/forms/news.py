from django import forms
from django.utils.translation import gettext_lazy as _


class NewsForm(forms.Form):
    title = forms.CharField(label=_("Заголовок"), max_length=200)
    lead = forms.CharField(
        label=_("Кратко"), required=False, max_length=300, help_text=_("Одна фраза для списка и ленты.")
    )
    text = forms.CharField(
        label=_("Текст"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Заголовок: «## », пункт: «- », ссылка: [слова](адрес), жирный: **слово**."),
    )
