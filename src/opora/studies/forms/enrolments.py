"""Shapes of what is typed about one learner: enrolling, moving by order, individual plan, contract."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from opora.people.forms.dates import date_field
from opora.people.forms.full_names import read_full_name
from opora.people.forms.personal import PersonalData
from opora.people.forms.values import Level

from ..models import Group
from .inputs import ContractFields, OrderFields

MOVES = (
    ("leave", gettext_lazy("Предоставить академический отпуск")),
    ("return_from_leave", gettext_lazy("Вернуть из отпуска")),
    ("transfer", gettext_lazy("Перевести в другую группу")),
    ("complete", gettext_lazy("Завершить обучение")),
    ("expel", gettext_lazy("Отчислить")),
)


class AdmitForm(PersonalData, OrderFields, ContractFields):
    """One learner, new or known, read as forgivingly as a row of a list."""

    full_name = forms.CharField(
        label=gettext_lazy("Фамилия, имя, отчество"),
        max_length=300,
        help_text=gettext_lazy("Полностью, как в паспорте"),
    )
    birth_date = forms.CharField(
        label=gettext_lazy("Дата рождения"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Например 14.03.1987"),
    )
    snils = forms.CharField(
        label=gettext_lazy("СНИЛС"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Например 990-000-101 56"),
    )
    email = forms.EmailField(label=gettext_lazy("Электронная почта"), required=False)
    phone = forms.CharField(label=gettext_lazy("Телефон"), max_length=50, required=False)
    field_order = (
        "full_name", "birth_date", "snils", "email", "phone", "order_number", "order_date",
        "contract_number", "contract_date", "contract_from", "contract_to", "customer",
    )  # fmt: skip

    def clean_full_name(self) -> Any:
        found = read_full_name(self.cleaned_data["full_name"])
        if found.value is None or found.level is Level.ERROR:
            raise ValidationError(found.message)
        return found.value


class MoveForm(OrderFields):
    move = forms.ChoiceField(label=gettext_lazy("Что сделать"), choices=MOVES)
    into = forms.ModelChoiceField(
        label=gettext_lazy("Группа для перевода"),
        queryset=Group.objects.none(),
        required=False,
        empty_label=gettext_lazy("только для перевода"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Основание"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Обязательно для отчисления: например, заявление от 20.11.2026"),
    )
    field_order = ("move", "order_number", "order_date", "into", "reason")

    def __init__(self, *args: Any, group: Group, allowed: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = Group.objects.filter(programme=group.programme_id).exclude(pk=group.pk)
        move: Any = self.fields["move"]
        move.choices = [(value, label) for value, label in MOVES if value in allowed]


class PlanForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Номер ИУП"), max_length=30)
    on = date_field(gettext_lazy("Дата ИУП"))
    individual_exam_prep = forms.BooleanField(
        label=gettext_lazy("Индивидуальная консультация перед аттестацией"), required=False
    )


class TermsForm(forms.Form):
    individual_exam_prep = forms.BooleanField(
        label=gettext_lazy("Договор обещает индивидуальную консультацию перед аттестацией"), required=False
    )
