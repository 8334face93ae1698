"""What is asked of a register."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Kind
from opora.kernel.times import next_month
from opora.people.forms.dates import DateInput
from opora.people.models import Branch, Person, StaffContract
from opora.studies.models import Group

from .queries import Asked, JournalFilter, Period

LONGEST = timedelta(days=366)


def hold_to_a_year(form: forms.Form, since: date | None, until: date | None, too_long: str | Promise) -> None:
    """A period in order and of at most a year, else an error at its end."""
    if since is None or until is None:
        return
    if until < since:
        form.add_error("until", _("Конец периода раньше начала. Поменяйте даты местами."))
    elif until - since > LONGEST:
        form.add_error("until", str(too_long))


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
        too_long = _("Выписка составляется не больше чем за год. Сократите период.")
        hold_to_a_year(self, data.get("since"), data.get("until"), too_long)
        return data

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(data["since"], data["until"], names=bool(data.get("names")))


class ChatArchiveForm(forms.Form):
    """A period of a conversation of at most a year; a reason of who is not in it."""

    use_required_attribute = False
    since = forms.DateField(label=_("С"), widget=DateInput())
    until = forms.DateField(label=_("По"), widget=DateInput())
    reason = forms.CharField(
        label=_("Основание"), max_length=300,
        help_text=_("Например: жалоба, запрос проверяющих. Останется в журнале действий."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_member: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_member:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        too_long = _("Архив составляется не больше чем за год. Сократите период.")
        hold_to_a_year(self, data.get("since"), data.get("until"), too_long)
        return data


class PeriodForm(forms.Form):
    """A period of at most a year and a площадка; without a period, the given month."""

    since = forms.DateField(label=_("С"), required=False, widget=DateInput())
    until = forms.DateField(label=_("По"), required=False, widget=DateInput())
    branch = forms.ModelChoiceField(
        Branch.objects.none(), label=_("Площадка"), required=False, empty_label=_("Все")
    )

    def __init__(self, *args: Any, month: date, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.month = month
        self.fields["since"].initial = month
        self.fields["until"].initial = next_month(month) - timedelta(days=1)
        field = self.fields["branch"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        field.queryset = branches
        if len(branches) < 2:
            del self.fields["branch"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since = data.get("since") or self.month
        until = data.get("until") or next_month(since) - timedelta(days=1)
        if not self.errors:
            too_long = _("Отчёт составляется не больше чем за год. Сократите период.")
            hold_to_a_year(self, since, until, too_long)
        return {**data, "since": since, "until": until}

    def period(self) -> Period:
        data = self.cleaned_data
        return Period(data["since"], data["until"], data.get("branch"))


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
        if not self.errors:
            too_long = _("Журнал печатается не больше чем за год. Сократите период.")
            hold_to_a_year(self, since, until, too_long)
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
