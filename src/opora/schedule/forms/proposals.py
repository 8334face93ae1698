"""What a worker types to propose a line, and what the deputy answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import DateInput

from ..models import Schedule, ScheduleLine
from .lines import LineForm

OFFICE_FIELDS = ("version", "person", "job_title", "section", "branch")


class ProposalForm(LineForm):
    """A line without what the contract says; what must stand in the form is asked for at once (SCH-01)."""

    comment = forms.CharField(
        label=_("Пояснение для заместителя"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(
        self, *args: Any, schedule: Schedule, line: ScheduleLine | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, schedule=schedule, line=line, **kwargs)
        for name in OFFICE_FIELDS:
            del self.fields[name]
        for name in ("weekdays", "time_from", "time_to", "means"):
            self.fields[name].required = True

    def _query(self, name: str, rows: Any) -> None:
        if name in self.fields:
            super()._query(name, rows)

    def values(self) -> Any:
        self.cleaned_data.pop("comment", None)
        return super().values()


class CollectForm(forms.Form):
    until = forms.DateField(label=_("Собираем до"), widget=DateInput())


class RemarkForm(forms.Form):
    remark = forms.CharField(label=_("Почему возвращаете"), required=False, max_length=300)
