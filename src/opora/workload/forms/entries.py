"""Shapes of input; whether it may be done is said by the rules."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.kernel.times import local
from opora.people.forms.dates import DateInput
from opora.people.models import StaffContract

from ..actions import ManualWork
from ..models import Rate, WorkLogEntry

DAY_MINUTES = 24 * 60
KINDS = (
    ("Ответ на обращение", _("ответ на обращение")),
    ("Рецензия", _("рецензия")),
    ("Проверка работы", _("проверка работы")),
    ("Помощь вне консультаций", _("другая помощь")),
)


class ManualForm(forms.Form):
    """Help that is not a consultation: times, or minutes alone."""

    contract = forms.ModelChoiceField(StaffContract.objects.none(), label=_("Договор"), empty_label=None)
    date = forms.DateField(label=_("Дата"), widget=DateInput())
    kind = forms.ChoiceField(label=_("Что сделано"), choices=KINDS)
    details = forms.CharField(
        label=_("Кому и о чём"),
        max_length=250,
        help_text=_("Например: Ивановой М. П. по теме «Целевой инструктаж»"),
    )
    time_from = forms.TimeField(
        label=_("С"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    time_to = forms.TimeField(
        label=_("До"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=_("Минут"),
        required=False,
        min_value=1,
        max_value=DAY_MINUTES,
        help_text=_("Если время с точностью до минут не помните"),
    )
    learners = forms.IntegerField(label=_("Слушателей"), min_value=0, max_value=9999, initial=1)
    late_reason = forms.CharField(
        label=_("Почему с опозданием"),
        required=False,
        max_length=300,
        help_text=_("Нужно, если срок записи прошёл"),
    )

    def __init__(self, *args: Any, contracts: Sequence[StaffContract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contract"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        field.queryset = StaffContract.objects.filter(pk__in=[one.pk for one in contracts])
        if len(contracts) == 1:
            field.widget, field.initial = forms.HiddenInput(), contracts[0].pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        times = [name for name in ("time_from", "time_to") if data.get(name)]
        if len(times) == 1:
            missing = "time_to" if times[0] == "time_from" else "time_from"
            self.add_error(missing, _("Укажите и начало, и окончание, либо одни минуты."))
        elif not times and not data.get("minutes") and not self.errors:
            self.add_error("minutes", _("Укажите время с и до или сколько минут заняла работа."))
        return data

    def work(self) -> ManualWork:
        data = self.cleaned_data
        return ManualWork(
            date=data["date"],
            description=f"{data['kind']}: {data['details']}",
            minutes=data.get("minutes") or 0,
            time_from=data.get("time_from"),
            time_to=data.get("time_to"),
            learners=data["learners"],
            late_reason=data.get("late_reason", ""),
        )


def manual_initial(entry: WorkLogEntry) -> dict[str, Any]:
    """What the form of an entry holds when it is opened for correction."""
    kind, _colon, details = entry.description.partition(": ")
    span = entry.spans.first()
    values: dict[str, Any] = {
        "contract": entry.contract_id,
        "date": entry.date,
        "kind": kind,
        "details": details,
        "learners": entry.learners_count,
        "late_reason": entry.late_reason,
    }
    if span is None:
        return values | {"minutes": entry.minutes}
    zone = entry.branch.timezone
    return values | {
        "time_from": local(span.starts_at, zone).time(),
        "time_to": local(span.ends_at, zone).time(),
    }


class RemarkForm(forms.Form):
    """Why an entry is returned, a month opened again; emptiness is refused by LOAD-12, not here."""

    text = forms.CharField(
        label=_("Замечание"), required=False, max_length=300, widget=forms.Textarea({"rows": 3})
    )


class QuestionForm(forms.Form):
    """A question about an entry; emptiness is refused by LOAD-12, not here."""

    text = forms.CharField(
        label=_("Вопрос"), required=False, max_length=300, widget=forms.Textarea({"rows": 3})
    )


class ReverseForm(forms.Form):
    """The right number of minutes of a locked entry and why it was wrong."""

    minutes = forms.IntegerField(
        label=_("Правильно, мин."),
        min_value=0,
        max_value=DAY_MINUTES,
        help_text=_("0, если работы не было"),
    )
    text = forms.CharField(
        label=_("Причина"), required=False, max_length=300, widget=forms.Textarea({"rows": 3})
    )


class PlanForm(forms.Form):
    """One row of the plan: minutes and the deputy's note about an excess (LOAD-04)."""

    minutes = forms.IntegerField(label=_("План, мин."), required=False, min_value=0, max_value=60000)
    note = forms.CharField(label=_("Отметка о превышении"), required=False, max_length=300)


class RateForm(forms.Form):
    """Roubles for an hour: «1 250,50»; kopecks are kept, never a fraction of them."""

    kind = forms.ChoiceField(label=_("Вид работы"), required=False, choices=Rate.Kind.choices)
    roubles = forms.DecimalField(
        label=_("Ставка, руб."),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        localize=True,
        help_text=_("0, если с этого дня почасовой оплаты нет"),
    )
    unit = forms.ChoiceField(label=_("За"), choices=Rate.Unit.choices, initial=Rate.Unit.ACADEMIC)
    valid_from = forms.DateField(label=_("Действует с"), widget=DateInput())

    def kopecks(self) -> int:
        return int(self.cleaned_data["roubles"] * 100)
