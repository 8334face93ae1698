"""Shape of what is typed about keys and webhooks."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import DateInput
from opora.people.models import Role

from .access import scopes_of
from .models import Happening, Scope


class TokenForm(forms.Form):
    """The role is fixed by whom the page is for: rights are offered of that role only."""

    name = forms.CharField(
        label=_("Для чего"),
        max_length=100,
        help_text=_("Например, «Табло в холле» или «Выгрузка в 1С»: по названию вы узнаете ключ в списке."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(label=_("Что разрешить"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(label=_("Действует по"), widget=DateInput())

    def __init__(self, *args: Any, role: Role, on: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"expires_on": on + timedelta(days=90)})
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- narrows Django's type
        field.choices = [(scope.value, scope.label) for scope in scopes_of(role)]

    def clean_scopes(self) -> list[Scope]:
        return [Scope(value) for value in self.cleaned_data["scopes"]]


class WebhookForm(forms.Form):
    title = forms.CharField(
        label=_("Что это за система"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    url = forms.URLField(
        label=_("Адрес, куда сообщать"), max_length=500, assume_scheme="https", help_text=_("https://…")
    )
    events = forms.MultipleChoiceField(
        label=_("О чём сообщать"), choices=Happening.choices, widget=forms.CheckboxSelectMultiple
    )
    is_on = forms.BooleanField(label=_("Сообщать"), required=False, initial=True)

    def clean_events(self) -> list[Happening]:
        return [Happening(value) for value in self.cleaned_data["events"]]
