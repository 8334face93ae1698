"""Forms of absences and of data that change by a document."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from ..models import Absence, Person
from .dates import DateInput
from .pages import PersonForm, TermForm


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # not subscriptable when run
    """Namesakes are told apart by the position."""

    def label_from_instance(self, obj: Person) -> str:
        contracts = sorted(obj.staff_contracts.all(), key=lambda row: row.valid_from)
        return f"{obj.full_name}, {contracts[-1].position}" if contracts else obj.full_name


class AbsenceForm(TermForm):
    absent = PersonChoice(
        label=gettext_lazy("Кого нет"), queryset=Person.objects.none(), empty_label=gettext_lazy("Выберите")
    )
    substitute = PersonChoice(
        label=gettext_lazy("Кто замещает"),
        queryset=Person.objects.none(),
        empty_label=gettext_lazy("Выберите"),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Причина"), choices=Absence.Reason)
    basis = forms.CharField(
        label=gettext_lazy("Приказ"), max_length=200, help_text=gettext_lazy("Например: № 58-о от 20.11.2026")
    )
    valid_from = forms.DateField(label=gettext_lazy("Первый день"), widget=DateInput())
    valid_to = forms.DateField(label=gettext_lazy("Последний день"), widget=DateInput())
    field_order = ("absent", "reason", "valid_from", "valid_to", "substitute", "basis")

    def __init__(
        self,
        *args: Any,
        absent: QuerySet[Person],
        substitutes: QuerySet[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("absent", absent), ("substitute", substitutes)):
            field = self.fields[name]
            assert isinstance(field, PersonChoice)  # noqa: S101 -- narrows the type
            field.queryset = people.prefetch_related("staff_contracts")


class BackForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Первый день на работе"), widget=DateInput())


class DataChangeForm(PersonForm):
    """What papers are made of; e-mail and phone are changed without asking (ACC-06)."""

    class Meta(PersonForm.Meta):
        fields: ClassVar[tuple[str, ...]] = (
            "last_name", "first_name", "middle_name", "birth_date", "sex", "snils", "citizenship",
        )  # fmt: skip

    document = forms.CharField(
        label=gettext_lazy("Документ"),
        max_length=200,
        help_text=gettext_lazy("Например: свидетельство о браке II-АК № 000000. Покажите его специалисту."),
    )
    since = forms.DateField(
        label=gettext_lazy("С какого дня изменилось"),
        widget=DateInput(),
        help_text=gettext_lazy("Дата из документа: бумаги за прежние дни останутся с прежними данными."),
    )

    @property
    def asked_since(self) -> date:
        since: date = self.cleaned_data["since"]
        return since


class ContactsForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields: ClassVar[tuple[str, ...]] = ("email", "phone", "timezone")


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Причина отказа"),
        max_length=300,
        help_text=gettext_lazy("Её увидит тот, кто просил. Напишите, какой документ нужен."),
    )


class WhyForm(forms.Form):
    """Why special data are looked at; the words go to the audit trail."""

    why = forms.CharField(
        label=gettext_lazy("Зачем"),
        max_length=200,
        help_text=gettext_lazy(
            "Например: проверка срока справки перед приказом об индивидуальной подготовке"
        ),
    )
