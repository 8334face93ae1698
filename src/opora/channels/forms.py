"""Shape of what is typed about a means of communication."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import CommunicationMeans


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("Состояние"), choices=CommunicationMeans.State.choices)
    since = forms.DateField(
        label=_("С какой даты"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Пояснение"),
        required=False,
        max_length=300,
        help_text=_("Его увидит тот, кто выбирает средство в графике."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MeansForm(StateForm):
    title = forms.CharField(
        label=_("Название"), max_length=120, help_text=_("Так, как оно должно стоять в графике.")
    )
    code = forms.SlugField(
        label=_("Код"), max_length=50, help_text=_("Латиницей: по нему средство узнаёт загрузка из файла.")
    )
    kind = forms.ChoiceField(label=_("Вид"), choices=CommunicationMeans.Kind.choices)
    aliases = forms.CharField(
        label=_("Другие названия"),
        required=False,
        help_text=_("Через запятую: как его пишут в присланных файлах."),
    )
    field_order = ("title", "kind", "code", "aliases", "state", "since", "note")

    def clean_aliases(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["aliases"].split(",") if name.strip()]
