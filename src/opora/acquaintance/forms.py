"""What is typed about a paper sheet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import DateInput


class SheetForm(forms.Form):
    scan = forms.FileField(
        label=_("Скан подписанного листа"), help_text=_("PDF или снимок, до 15 МБ, один на всех отмеченных.")
    )
    signed_on = forms.DateField(label=_("Дата на листе"), widget=DateInput())
