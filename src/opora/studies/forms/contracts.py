"""Shapes of what is typed about a contract, its annex, its addenda, a network agreement and a plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import date_field
from opora.people.models import Person

from ..models import Programme, ProgrammePart


class AnnexForm(forms.Form):
    who = forms.CharField(
        label=_("Фамилия, имя, отчество или СНИЛС"),
        max_length=300,
        help_text=_("Полностью, как в карточке слушателя"),
    )
    valid_from = date_field(_("Свой срок с"), required=False)
    valid_to = date_field(_("Свой срок по"), required=False)


class AddendumForm(forms.Form):
    number = forms.CharField(label=_("Номер соглашения"), max_length=30)
    on = date_field(_("Дата соглашения"))
    until = date_field(
        _("Договор действует по"),
        help_text=_("У договора с организацией срок изменится для всех его слушателей."),
    )


class CustomerForm(forms.Form):
    customer = forms.CharField(label=_("Заказчик"), max_length=300)
    inn = forms.RegexField(
        label=_("ИНН"),
        regex=r"^(\d{10}|\d{12})?$",
        max_length=12,
        required=False,
        error_messages={"invalid": _("В ИНН 10 цифр у организации и 12 у предпринимателя.")},
    )
    contact = forms.CharField(label=_("Контактное лицо"), max_length=200, required=False)
    phone = forms.CharField(label=_("Телефон"), max_length=50, required=False)
    email = forms.EmailField(label=_("Электронная почта"), required=False)


class CompareForm(forms.Form):
    names = forms.CharField(
        label=_("Список заказчика, по одному в строке"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=50_000,
    )


class AgreementForm(forms.Form):
    number = forms.CharField(label=_("Номер договора"), max_length=50)
    date = date_field(_("Дата договора"))
    partner = forms.CharField(label=_("Организация-партнёр"), max_length=300)
    contacts = forms.CharField(label=_("Контакты партнёра"), max_length=300, required=False)
    valid_from = date_field(_("Действует с"))
    valid_to = date_field(_("Действует по"))
    curator = forms.ModelChoiceField(
        label=_("Куратор партнёра"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("пока нет"),
        help_text=_("Человек с ролью куратора: увидит только слушателей этого договора."),
    )
    parts = forms.ModelMultipleChoiceField(
        label=_("Части программы по договору"),
        queryset=ProgrammePart.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте хотя бы одну часть: по договору открыты только они.")},
    )

    def __init__(self, *args: Any, programme: Programme, curators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts: Any = self.fields["parts"]
        parts.queryset = programme.parts.all()
        curator: Any = self.fields["curator"]
        curator.queryset = curators
