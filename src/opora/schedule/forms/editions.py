"""Shapes of what is typed about an edition, its decision, its file, a day of the calendar."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import DateInput
from opora.people.models import Branch
from opora.people.queries import branches

from ..models import CalendarDay


class DraftForm(forms.Form):
    title = forms.CharField(
        label=_("Название"), max_length=200, help_text=_("Например: График на I полугодие 2027.")
    )
    period_from = forms.DateField(label=_("Действует с"), widget=DateInput())
    period_to = forms.DateField(label=_("Действует по"), widget=DateInput())
    odd_from = forms.DateField(
        label=_("Чётность считать от даты"),
        required=False,
        widget=DateInput(),
        help_text=_("Её неделя первая, нечётная. Пусто: по номеру недели в году (ISO 8601)."),
    )


class VersionForm(forms.Form):
    """A button that acts on what the editor saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ApproveForm(forms.Form):
    """``by_order``: the act has it approved by an order, which has a number."""

    number = forms.CharField(label=_("Номер приказа"), max_length=30, required=False)
    date = forms.DateField(label=_("Дата приказа"), required=False, widget=DateInput())

    def __init__(self, *args: Any, by_order: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_order:
            del self.fields["number"]
            self.fields["date"].label = _("Дата утверждения")


class ReturnForm(forms.Form):
    remark = forms.CharField(
        label=_("Что исправить"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class StandForm(forms.Form):
    on = forms.DateField(label=_("Когда разместили"), widget=DateInput())
    note = forms.CharField(label=_("Где стенд"), max_length=200, required=False)


class PlaceForm(forms.Form):
    """A place of the week grid: day and times of the organisation's zone."""

    day = forms.IntegerField(min_value=1, max_value=7)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.TimeField()
        self.fields["to"] = forms.TimeField()


class MoveForm(PlaceForm):
    """The week grid's move of ``line``, «id:weekday», to another place or length."""

    version = forms.IntegerField()
    line = forms.RegexField(r"^\d+:[1-7]$")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Файл графика"),
        help_text=_(
            "XLSX, ODS, CSV или таблица Word (DOCX) со столбцами формы:"
            " ФИО, должность, день недели, время, средство коммуникации."
        ),
        error_messages={"empty": _("Файл пустой. Проверьте, тот ли файл выбран.")},
    )


class CalendarDayForm(forms.Form):
    on = forms.DateField(label=_("День"), widget=DateInput())
    kind = forms.ChoiceField(label=_("Какой он"), choices=CalendarDay.Kind.choices, initial="holiday")
    branch = forms.ModelChoiceField(
        label=_("Где"), queryset=Branch.objects.none(), required=False, empty_label=_("вся организация")
    )
    note = forms.CharField(
        label=_("Пояснение"), max_length=200, required=False, help_text=_("Например: День города.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branch: Any = self.fields["branch"]
        branch.queryset = branches()


class WidgetSiteForm(forms.Form):
    """An address as it is copied from a browser; of it the origin is kept."""

    origin = forms.URLField(
        label=_("Адрес сайта"),
        assume_scheme="https",
        max_length=200,
        help_text=_("Например: https://school.example. Только на нём виджет и откроется."),
    )
    note = forms.CharField(label=_("Чей это сайт"), max_length=200, required=False)

    def clean_origin(self) -> str:
        parts = urlsplit(self.cleaned_data["origin"])
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise forms.ValidationError(_("Адрес начинается с https:// и имени сайта."))
        host = parts.hostname.encode("idna").decode("ascii")
        return f"{parts.scheme}://{host}:{parts.port}" if parts.port else f"{parts.scheme}://{host}"
