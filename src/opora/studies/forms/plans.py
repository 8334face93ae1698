"""One part of an individual plan as a row of inputs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import DateInput

from ..models import PlanPart


class PlanPartForm(forms.Form):
    way = forms.ChoiceField(
        label=_("Порядок"), choices=[("", _("как в группе")), *PlanPart.Way.choices], required=False
    )
    hours = forms.IntegerField(label=_("Ак. ч"), min_value=0, max_value=10_000, required=False)
    starts_on = forms.DateField(label=_("С"), widget=DateInput(), required=False)
    ends_on = forms.DateField(label=_("По"), widget=DateInput(), required=False)
