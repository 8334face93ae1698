from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import date_field
from opora.people.forms.full_names import read_name_parts
from opora.people.forms.reading import Level
from opora.people.models import Guardianship, Person
from opora.people.queries import home_day

from ..models import Application
from .appeals import SALT

OLDEST, YOUNGEST = 100, 3


class ApplicationForm(forms.Form):
    """``site`` is seen by programs only; ``opened`` says when the form was opened (APL-08)."""

    last_name = forms.CharField(
        label=_("Фамилия"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    first_name = forms.CharField(
        label=_("Имя"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    middle_name = forms.CharField(
        label=_("Отчество"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "additional-name"}),
    )
    birth_date = date_field(_("Дата рождения"))
    email = forms.EmailField(
        label=_("Почта"),
        required=False,
        help_text=_("Пришлём номер заявки и решение."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Телефон"),
        required=False,
        max_length=50,
        help_text=_("Нужна почта или телефон, достаточно одного."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    representative = forms.CharField(
        label=_("Законный представитель"),
        required=False,
        max_length=310,
        help_text=_("Если слушателю нет 18 лет: фамилия, имя и отчество того, кто подаёт заявку."),
    )
    kinship = forms.ChoiceField(
        label=_("Кем приходится"), required=False, choices=[("", "—"), *Guardianship.Kind.choices]
    )
    wish = forms.CharField(
        label=_("Вопросы и пожелания"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.BooleanField(
        label=_("Данные верны, согласен на их обработку"),
        help_text=_("За слушателя до 18 лет соглашается представитель."),
    )
    site = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_birth_date(self) -> date:
        day: date = self.cleaned_data["birth_date"]
        age = home_day().year - day.year
        if not YOUNGEST <= age <= OLDEST:
            raise forms.ValidationError(_("Проверьте год рождения."))
        return day

    def clean(self) -> dict[str, Any]:
        """The name is read as in lists of learners: «ИВАНОВА» becomes «Иванова», initials are refused."""
        data = self.cleaned_data
        if "last_name" in data and "first_name" in data:
            name = read_name_parts(data["last_name"], data["first_name"], data.get("middle_name"))
            if name.value is None or name.level is Level.ERROR:
                self.add_error("last_name", name.message)
            else:
                full = name.value
                data |= {"last_name": full.last, "first_name": full.first, "middle_name": full.middle}
        return data

    def clean_representative(self) -> str:
        name = " ".join(self.cleaned_data["representative"].split())
        if name and " " not in name:
            raise forms.ValidationError(_("Напишите фамилию и имя."))
        return name

    def opened_at(self) -> datetime | None:
        try:
            moment = float(signing.loads(self.cleaned_data["opened"], salt=SALT))
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return datetime.fromtimestamp(moment, UTC)

    def asked(self) -> dict[str, Any]:
        """What is kept of it."""
        left = ("consent", "site", "opened")
        return {name: value for name, value in self.cleaned_data.items() if name not in left}


class QueueForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Состояние"), required=False, choices=[*Application.State.choices, ("all", _("все"))]
    )
    q = forms.CharField(label=_("Номер, фамилия или группа"), required=False, max_length=100)


class AcceptForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Кто это"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("новый человек"),
        help_text=_("С тем же именем уже есть: сверьте, тот ли это человек."),
    )
    document = forms.CharField(
        label=_("С каким документом сверены данные"),
        max_length=200,
        required=False,
        help_text=_("Например: паспорт, свидетельство о рождении."),
    )

    def __init__(self, *args: Any, known: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            person: Any = self.fields["person"]
            person.queryset = Person.objects.filter(pk__in=[one.pk for one in known])
            person.label_from_instance = _named
        else:
            del self.fields["person"]


def _named(person: Person) -> str:
    born = f", {person.birth_date:%d.%m.%Y}" if person.birth_date else ""
    return f"{person.full_name}{born}, № {person.pk}"


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Причина"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AdmissionForm(forms.Form):
    until = date_field(_("Заявки до"))
    seats = forms.IntegerField(
        label=_("Мест"), min_value=1, max_value=1000, required=False, help_text=_("Пусто: без ограничения.")
    )
    note = forms.CharField(
        label=_("Условия"),
        max_length=300,
        required=False,
        help_text=_("Например: занятия по вечерам, 12 000 ₽."),
    )
