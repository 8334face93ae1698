"""What is typed about duties; whether it can be done is for the rules to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import date_field
from opora.people.models import Person, Role
from opora.regulations.models import LocalAct

from .queries import EVIDENCE


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Кто отвечает"), queryset=Person.objects.none(), empty_label=_("выберите работника")
    )
    number = forms.CharField(
        label=_("Номер приказа"),
        max_length=30,
        help_text=_("Приказ о назначении, уже внесённый этим днём, найдём сами."),
    )
    on = date_field(_("Дата приказа"))
    valid_from = date_field(_("Отвечает с"))
    valid_to = date_field(_("По"), required=False, help_text=_("Пусто: без срока."))
    deputy = forms.ModelChoiceField(
        label=_("Кто замещает на время отсутствия"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("не назван"),
    )

    def __init__(self, *args: Any, workers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "deputy"):
            field: Any = self.fields[name]
            field.queryset = workers


class BindForm(forms.Form):
    act = forms.ModelChoiceField(label=_("Акт"), queryset=LocalAct.objects.order_by("title"))
    clause = forms.CharField(label=_("Пункт"), max_length=20, help_text=_("Например: 2.1"))

    def clean_clause(self) -> str:
        return str(self.cleaned_data["clause"]).strip().rstrip(".")


class DutyForm(forms.Form):
    words = forms.CharField(label=_("Обязанность"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    act = forms.ModelChoiceField(
        label=_("Акт"),
        queryset=LocalAct.objects.order_by("title"),
        required=False,
        empty_label=_("не назван"),
    )
    clause = forms.CharField(label=_("Пункт"), max_length=20, required=False, help_text=_("Например: 2.1"))
    role = forms.ChoiceField(
        label=_("Переходит вместе с ролью"),
        choices=[("", _("нет, только приказом")), *Role.choices],
        required=False,
        help_text=_("Кого назначили на роль, тот и отвечает, пока приказ не назовёт другого."),
    )
    evidence = forms.ChoiceField(
        label=_("Что в системе это подтверждает"),
        choices=[("", _("ничего")), *((key, words) for key, (words, _count) in EVIDENCE.items())],
        required=False,
    )
    proof = forms.CharField(
        label=_("Каким документом подтверждается"),
        max_length=300,
        required=False,
        help_text=_("Например: журнал резервного копирования, хранится у администратора."),
    )

    def clean_clause(self) -> str:
        return str(self.cleaned_data["clause"]).strip().rstrip(".")
