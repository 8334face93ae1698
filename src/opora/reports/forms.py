"""What is asked of a register."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Kind
from opora.kernel.times import next_month
from opora.people.forms.dates import DateInput
from opora.people.models import Branch, Person, StaffContract
from opora.studies.models import Group

from .queries import Asked, JournalFilter

LONGEST = timedelta(days=366)


class ExtractForm(forms.Form):
    """A period of at most a year; names of learners only for those who may see them."""

    since = forms.DateField(label=_("С"), widget=DateInput())
    until = forms.DateField(label=_("По"), widget=DateInput())
    names = forms.BooleanField(
        label=_("С именами слушателей"),
        required=False,
        help_text=_("Без отметки имён в журнале не будет"),
    )

    def __init__(self, *args: Any, names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not names:
            del self.fields["names"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("Конец периода раньше начала. Поменяйте даты местами."))
        elif since and until and until - since > LONGEST:
            self.add_error("until", _("Выписка составляется не больше чем за год. Сократите период."))
        return data

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(data["since"], data["until"], names=bool(data.get("names")))


class JournalForm(forms.Form):
    """Period, площадка, teacher, group and kind; without a period, the given month."""

    since = forms.DateField(label=_("С"), required=False)
    until = forms.DateField(label=_("По"), required=False)
    branch = forms.ModelChoiceField(
        Branch.objects.all(), label=_("Площадка"), required=False, empty_label=_("Все")
    )
    teacher = forms.ModelChoiceField(
        Person.objects.none(), label=_("Преподаватель"), required=False, empty_label=_("Все")
    )
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Группа"), required=False, empty_label=_("Все")
    )
    kind = forms.ChoiceField(label=_("Вид"), required=False, choices=[("", _("Любой")), *Kind.choices])

    def __init__(self, *args: Any, month: date, teachers: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.month = month
        for name in ("since", "until"):
            self.fields[name].widget = DateInput()
        self.fields["since"].initial = month
        self.fields["until"].initial = next_month(month) - timedelta(days=1)
        self._choose("group", self._groups_of_period().only("code"))
        if teachers:
            worked = StaffContract.objects.filter(person=OuterRef("pk"))
            people = Person.objects.filter(Exists(worked))
            self._choose("teacher", people.only("last_name", "first_name", "middle_name", "search_name"))
        else:
            del self.fields["teacher"]

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        field.queryset = rows

    def _groups_of_period(self) -> QuerySet[Group]:
        """Groups that studied in the period asked for, and the one chosen: a centre has thousands of them."""
        since = self._typed("since") or self.month
        until = self._typed("until") or next_month(since) - timedelta(days=1)
        chosen = self.data.get("group", "")
        own = Q(pk=int(chosen)) if chosen.isdecimal() and len(chosen) < 18 else Q(pk__in=[])
        return Group.objects.filter(Q(starts_on__lte=until, ends_on__gte=since) | own)

    def _typed(self, name: str) -> date | None:
        try:
            found: date | None = self.fields[name].clean(self.data.get(name))
        except forms.ValidationError:
            return None
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since = data.get("since") or self.month
        until = data.get("until") or next_month(since) - timedelta(days=1)
        if not self.errors and until < since:
            self.add_error("until", _("Конец периода раньше начала. Поменяйте даты местами."))
        elif not self.errors and until - since > LONGEST:
            self.add_error("until", _("Журнал печатается не больше чем за год. Сократите период."))
        return {**data, "since": since, "until": until}

    def wanted(self) -> JournalFilter:
        """The filter of a valid form."""
        data = self.cleaned_data
        return JournalFilter(
            since=data["since"],
            until=data["until"],
            branch=data.get("branch"),
            teacher=data.get("teacher"),
            group=data.get("group"),
            kind=data.get("kind", ""),
        )
