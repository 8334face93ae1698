"""What a visitor asks the график to show; anything wrong is the same as nothing asked."""

from django import forms

from opora.kernel.times import RUSSIAN_ZONES
from opora.schedule.models import Format

from ..queries.grafik import Choice


class ChoiceForm(forms.Form):
    who = forms.IntegerField(required=False)
    programme = forms.IntegerField(required=False)
    branch = forms.IntegerField(required=False)
    group = forms.IntegerField(required=False)
    form = forms.ChoiceField(required=False, choices=[("", ""), *Format.choices])
    zone = forms.ChoiceField(required=False, choices=[("", ""), *((zone, zone) for zone in RUSSIAN_ZONES)])

    def choice(self) -> Choice:
        self.is_valid()
        given = self.cleaned_data
        return Choice(
            person=given.get("who"),
            programme=given.get("programme"),
            branch=given.get("branch"),
            group=given.get("group"),
            format=given.get("form", ""),
            zone=given.get("zone", ""),
        )
