from django import forms
from django.utils.translation import gettext_lazy as _

from .appeals import FromAnybodyForm


class JoinForm(FromAnybodyForm):
    name = forms.CharField(
        label=_("Имя и фамилия"),
        max_length=150,
        help_text=_("Так вас увидят в зале."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Почта"),
        help_text=_("Пришлём личную ссылку и напомним."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
