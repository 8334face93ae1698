"""The moment one asks about, on the clock of the organisation."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.kernel.clock import now
from opora.kernel.times import local
from opora.people.forms.dates import DateInput
from opora.people.queries import organisation


class FilterForm(forms.Form):
    """One edition, named by a link of its page."""

    schedule = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    edition = forms.IntegerField(required=False, min_value=1, max_value=2**31)


class MomentForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Дата"), widget=DateInput())
    at = forms.TimeField(
        label=gettext_lazy("Время"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > local(now(), organisation().timezone).date():
            raise forms.ValidationError(_("Этот день ещё не наступил. Выберите прошедший или сегодняшний."))
        return day

    @property
    def moment(self) -> datetime:
        """To the end of the named minute; never after the present."""
        day, at = self.cleaned_data["day"], self.cleaned_data["at"]
        last = time(at.hour, at.minute, 59, 999999)
        return min(datetime.combine(day, last, ZoneInfo(organisation().timezone)), now())
