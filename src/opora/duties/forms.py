"""What is typed about duties; whether it can be done is for the rules to say."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opora.consultations.forms.sessions import MomentField
from opora.people.forms.dates import date_field
from opora.people.models import Person, Role
from opora.regulations.models import LocalAct

from .models import Measure, Outage
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


def _evidence() -> list[tuple[str, str | Promise]]:
    """Asked when a form is made: higher domains register theirs at the start."""
    return [("", _("ничего")), *((key, words) for key, (words, _count) in EVIDENCE.items())]


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
        choices=_evidence,
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


class OutageForm(forms.Form):
    kind = forms.ChoiceField(label=_("Что это"), choices=Outage.Kind.choices)
    what = forms.CharField(
        label=_("Что не работало"), max_length=300, help_text=_("Например: вход, видеовстречи, весь портал.")
    )
    starts_at = MomentField(label=_("С"))
    ends_at = MomentField(label=_("По"), required=False, help_text=_("Пусто, пока не закончилось."))
    reason = forms.CharField(label=_("Причина"), max_length=500, required=False)
    responsible = forms.ModelChoiceField(
        label=_("Кто отвечал"), queryset=Person.objects.none(), required=False, empty_label=_("не назван")
    )
    done = forms.CharField(
        label=_("Что сделано"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, workers: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        responsible: Any = self.fields["responsible"]
        responsible.queryset = workers
        for name in ("starts_at", "ends_at"):
            moment: Any = self.fields[name]
            moment.zone = zone


class PlanForm(forms.Form):
    title = forms.CharField(
        label=_("Название"), max_length=200, initial=_("План внедрения электронного обучения и ДОТ")
    )
    starts_on = date_field(_("С"))
    ends_on = date_field(_("По"))
    goals = forms.CharField(
        label=_("Цели"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Чего центр хочет достичь за этот период. По одной в строке."),
    )


class MeasureForm(forms.Form):
    words = forms.CharField(label=_("Мероприятие"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    goal = forms.CharField(
        label=_("Ожидаемый результат"), max_length=300, help_text=_("Например: 8 программ с вебинарами.")
    )
    responsible = forms.ModelChoiceField(
        label=_("Кто отвечает"), queryset=Person.objects.none(), empty_label=_("выберите работника")
    )
    due_on = date_field(_("Срок"))
    evidence = forms.ChoiceField(label=_("Живой показатель"), choices=_evidence, required=False)

    def __init__(self, *args: Any, workers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        responsible: Any = self.fields["responsible"]
        responsible.queryset = workers


class ReportForm(forms.Form):
    state = forms.ChoiceField(label=_("Состояние"), choices=Measure.State.choices)
    note = forms.CharField(
        label=_("Что сделано"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("У снятого — причина."),
    )


class MoveForm(forms.Form):
    due_on = date_field(_("Новый срок"))
    reason = forms.CharField(label=_("Почему"), max_length=500, required=False)


class PlanRemarkForm(forms.Form):
    remark = forms.CharField(label=_("Замечание"), max_length=500, required=False)


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("Итоги"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Какие цели достигнуты, что перейдёт в следующий план."),
    )
