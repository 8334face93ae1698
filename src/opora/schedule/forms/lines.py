"""A line of the график as it is typed. All may be left empty: a draft is filled in as it becomes known."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opora.channels.forms import MeansField
from opora.channels.models import CommunicationMeans
from opora.channels.queries import choosable
from opora.people.models import Branch, Person
from opora.people.queries import branches
from opora.studies.models import Group, ProgrammePart

from ..actions import LineValues
from ..models import Format, Mode, Schedule, ScheduleLine
from ..queries import groups_of_period, parts_of_period, staff_of_period

DAYS = (
    (1, _("понедельник")), (2, _("вторник")), (3, _("среда")), (4, _("четверг")), (5, _("пятница")),
    (6, _("суббота")), (7, _("воскресенье")),
)  # fmt: skip


class WorkerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Workers with the positions of their contracts, so that namesakes differ."""

    positions: dict[int, str] = {}

    def label_from_instance(self, obj: Person) -> str:
        position = self.positions.get(obj.pk, "")
        return f"{obj.full_name}, {position}" if position else obj.full_name


class PartField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: ProgrammePart) -> str:
        return f"{obj.programme.code}: {obj.title}"


class LineForm(forms.Form):
    """``version`` is of the draft the editor saw; a stale one is refused by SCH-EDIT."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    person = WorkerField(label=_("Работник"), queryset=Person.objects.none(), required=False)
    job_title = forms.CharField(
        label=_("Должность"),
        required=False,
        max_length=200,
        help_text=_("Оставьте пустой, возьмём из договора."),
    )
    section = forms.ChoiceField(
        label=_("Раздел"),
        required=False,
        choices=[("", _("по договору")), *ScheduleLine.Section.choices],
    )
    branch = forms.ModelChoiceField(
        label=_("Площадка"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=_("по договору"),
        help_text=_("Время строки идёт по её часовому поясу."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("День недели"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    parity = forms.ChoiceField(
        label=_("Недели"),
        choices=ScheduleLine.Parity.choices,
        help_text=_("Чётность считаем по номеру недели в году (ISO)."),
    )
    time_from = forms.TimeField(
        label=_("Начало"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    time_to = forms.TimeField(
        label=_("Окончание"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    means = MeansField(
        label=_("Средство коммуникации"),
        queryset=CommunicationMeans.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.CharField(
        label=_("Комната, адрес, номер"),
        required=False,
        max_length=200,
        help_text=_("Например: каб. «ОТ», тел. +7 (423) 200-00-00."),
    )
    format = forms.ChoiceField(label=_("Форма"), choices=Format.choices, initial=Format.GROUP)
    mode = forms.ChoiceField(label=_("Режим"), choices=Mode.choices, initial=Mode.ONLINE)
    capacity = forms.IntegerField(label=_("Мест"), min_value=1, max_value=1000, initial=30)
    groups = forms.ModelMultipleChoiceField(
        label=_("Группы"),
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Не отмечены: строка открыта всем группам."),
    )
    parts = PartField(
        label=_("Дисциплины"),
        queryset=ProgrammePart.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Не выбраны: любая. Несколько выбирают с Ctrl."),
    )

    def __init__(
        self, *args: Any, schedule: Schedule, line: ScheduleLine | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        contracts = staff_of_period(schedule)
        ids = {one.person_id for one in contracts} | ({line.person_id} if line and line.person_id else set())
        person: Any = self.fields["person"]
        person.queryset = Person.objects.filter(pk__in=ids)
        person.positions = {one.person_id: one.position for one in contracts}
        self._query("branch", branches())
        self._query("means", choosable() | CommunicationMeans.objects.filter(pk__in=_kept(line)))
        self._query("groups", groups_of_period(schedule))
        self._query("parts", parts_of_period(schedule))

    def _query(self, name: str, rows: QuerySet[Any]) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("time_from"), given.get("time_to")
        if starts and ends and ends <= starts:
            self.add_error("time_to", _("Окончание раньше начала. Проверьте время."))
        return given

    def values(self) -> LineValues:
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in ("means", "parts", "groups"):
            given[name] = list(given[name])
        return LineValues(**given)


def _kept(line: ScheduleLine | None) -> list[int]:
    return [one.pk for one in line.means.all()] if line else []


def initial_of(values: LineValues, *, version: int) -> dict[str, Any]:
    """What an edited line shows before anything is typed."""
    return {name: getattr(values, name) for name in LineForm.base_fields if name != "version"} | {
        "version": version
    }
