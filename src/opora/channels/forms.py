"""Shape of what is typed about a means of communication, and the field that chooses means."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import DateInput
from opora.people.queries import home_day

from .actions import Card
from .models import CommunicationMeans, Purpose, State
from .queries import usable


class MeansField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # not subscriptable when run
    """Means to choose from: a service to be warned about shows its legal note right there (COM-03)."""

    def label_from_instance(self, obj: CommunicationMeans) -> str:
        standing = obj.standing_on(home_day())
        if not standing.is_usable:
            return f"{obj.title} ({standing.words})"
        if standing.state == State.WARN and standing.note:
            return format_html('{} <small class="muted">{}</small>', obj.title, standing.note)
        return obj.title


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("Состояние"), choices=State.choices)
    since = forms.DateField(
        label=_("С какой даты"),
        required=False,
        help_text=_("Можно назвать день впереди: до него всё остаётся как есть."),
        widget=DateInput(),
    )
    note = forms.CharField(
        label=_("Основание"),
        required=False,
        max_length=300,
        help_text=_("Его увидит тот, кто выбирает средство в графике."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CardForm(forms.Form):
    title = forms.CharField(
        label=_("Название"), max_length=120, help_text=_("Так, как оно должно стоять в графике.")
    )
    kind = forms.ChoiceField(label=_("Вид"), choices=CommunicationMeans.Kind.choices)
    aliases = forms.CharField(
        label=_("Другие названия"),
        required=False,
        help_text=_("Через запятую: как его пишут в актах и присланных файлах."),
    )
    purposes = forms.MultipleChoiceField(
        label=_("Для чего"),
        choices=Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Не отмечено ничего: для всего."),
    )
    contact = forms.CharField(
        label=_("Адрес, номер"),
        required=False,
        max_length=200,
        help_text=_("Если средство служит для обращений, оно появится на сайте с этим адресом."),
    )
    replaced_by = forms.ModelChoiceField(
        label=_("Чем заменить"), queryset=CommunicationMeans.objects.none(), required=False
    )
    personal_data = forms.BooleanField(label=_("Можно передавать персональные данные"), required=False)
    foreign = forms.BooleanField(label=_("Иностранный сервис"), required=False)

    def __init__(self, *args: Any, but: CommunicationMeans | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: Any = self.fields["replaced_by"]
        others.queryset = usable().exclude(pk=but.pk) if but else usable()

    def clean_aliases(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["aliases"].split(",") if name.strip()]

    def card(self) -> Card:
        return Card(**{name: self.cleaned_data[name] for name in CardForm.base_fields})


class MeansForm(StateForm, CardForm):
    code = forms.SlugField(
        label=_("Код"), max_length=50, help_text=_("Латиницей: по нему средство узнаёт загрузка из файла.")
    )
    field_order = (
        "title", "kind", "code", "aliases", "purposes", "contact", "replaced_by", "personal_data", "foreign",
        "state", "since", "note",
    )  # fmt: skip


def card_values(means: CommunicationMeans) -> dict[str, Any]:
    """What the form of a known means shows before anything is typed."""
    names = [name for name in CardForm.base_fields if name not in ("aliases", "replaced_by")]
    return {name: getattr(means, name) for name in names} | {
        "aliases": ", ".join(means.aliases),
        "replaced_by": means.replaced_by_id,
    }
